package io.boreas.core.machine;

import java.time.Instant;
import java.util.List;

/**
 * One kind of aggregate as pure functions: no clock, no chance, no I/O.
 *
 * @param <K> the aggregate's id
 * @param <S> its state, immutable
 * @param <C> the commands it takes
 * @param <E> the events it writes
 * @param <R> what it answers, refusals included
 * @param <F> the effects it may owe
 */
public interface Machine<K, S, C, E, R, F> {
    /** The state of an aggregate of which nothing is known. */
    S vacant(K id);

    /** Whether nothing is known of the aggregate any more, so that its group may drop it. */
    boolean isVacant(S state);

    /**
     * Decides a command. The state does not move here: it moves when the events are durable.
     *
     * @param now the time of the decision; the events that need a time carry this one
     */
    Decision<E, R> decide(S state, C command, Instant now);

    /**
     * Applies an event, whether it was just decided or comes from the journal.
     *
     * @throws IllegalStateException if the event does not fit the state: a bug or a damaged journal, never a client's
     *     fault
     */
    S evolve(S state, E event);

    /** What the world still owes this aggregate. Idempotent: may be asked, and acted on, any number of times. */
    List<F> outstanding(S state);

    /** The answer to an accepted command that was sent again. */
    R repeated(S state, C command);
}
