package io.boreas.core.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether an agent gets anything new, as operators say. Source: Mesos 1.9, agent draining and deactivation. */
public sealed interface Duty {
    /** As agents are from their first registration: the same object for all of them. */
    Duty ACTIVE = new Active();

    /** It takes work. */
    record Active() implements Duty {}

    /** It gets nothing new; what it runs goes on. */
    record Deactivated() implements Duty {}

    /** It gets nothing new, and what it runs is stopped. */
    record Draining(Terms terms) implements Duty {}

    /** It gets nothing new, and it runs nothing. */
    record Drained(Terms terms) implements Duty {}

    /**
     * How an agent is drained.
     *
     * @param graceMax how long a task may take to stop at most, in place of a longer grace of its own or of none
     * @param thenGone whether it is declared gone once it runs nothing
     * @param since when that was asked for
     */
    record Terms(Optional<Duration> graceMax, boolean thenGone, Instant since) {}

    /** Whether it takes work. */
    default boolean isActive() {
        return this instanceof Active;
    }

    /** The word for people. */
    default String word() {
        return switch (this) {
            case Active a -> "active";
            case Deactivated d -> "deactivated";
            case Draining d -> "draining";
            case Drained d -> "drained";
        };
    }
}
