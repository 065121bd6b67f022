package io.boreas.core.machine;

import java.util.List;

/**
 * What a machine decided: the events to store, perhaps none, and the answer to give once they are durable.
 *
 * @param events in order; empty for a refusal and for a command that changes nothing
 * @param reply a refusal is a reply too: the caller caused it, and each door must translate it
 */
public record Decision<E, R>(List<E> events, R reply) {
    public Decision {
        events = List.copyOf(events);
    }

    /** Nothing changes; this is the answer. */
    public static <E, R> Decision<E, R> answer(R reply) {
        return new Decision<>(List.of(), reply);
    }

    /** These events, then this answer. */
    public static <E, R> Decision<E, R> of(List<E> events, R reply) {
        return new Decision<>(events, reply);
    }
}
