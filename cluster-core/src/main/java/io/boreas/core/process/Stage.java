package io.boreas.core.process;

import java.time.Instant;

/** Where a task is on its way. Source: Thermos's {@code TaskState}: ACTIVE, CLEANING, FINALIZING and its ends. */
public sealed interface Stage {

    /** Its regular processes run. */
    record Active() implements Stage {}

    /** It is decided how it ends; what still runs is asked to end, and forced to at the deadline. */
    record Cleaning(Outcome outcome, Instant deadline) implements Stage {}

    /** Its final processes run, until the deadline. */
    record Finalizing(Outcome outcome, Instant deadline) implements Stage {}

    /** What is left of it is ended by force. */
    record Sweeping(Outcome outcome) implements Stage {}

    /** Nothing is left of it. */
    record Ended(Outcome outcome) implements Stage {}
}
