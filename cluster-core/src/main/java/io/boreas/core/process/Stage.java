package io.boreas.core.process;

import java.time.Instant;

/** Where a task is on its way. Source: Thermos's {@code TaskState}: ACTIVE, CLEANING, FINALIZING and its ends. */
public sealed interface Stage {

    /** Its regular processes run. */
    record Active() implements Stage {}

    /**
     * It is decided how it ends; what still runs is asked to end, and forced to at the deadline.
     *
     * @param quitUntil until then it is only asked to end when it has done what it does
     * @param abortUntil until then it is only asked to end now; then comes a signal
     */
    record Cleaning(Outcome outcome, Instant deadline, Instant quitUntil, Instant abortUntil) implements Stage {
        /** It is told by a signal at once. */
        Cleaning(Outcome outcome, Instant deadline) {
            this(outcome, deadline, Instant.MIN, Instant.MIN);
        }

        /** The same, with no more time than this. */
        Cleaning within(Instant other, Instant otherQuitUntil, Instant otherAbortUntil) {
            return new Cleaning(
                    outcome,
                    earlier(deadline, other),
                    earlier(quitUntil, otherQuitUntil),
                    earlier(abortUntil, otherAbortUntil));
        }
    }

    /** Its final processes run, until the deadline. */
    record Finalizing(Outcome outcome, Instant deadline) implements Stage {}

    /** What is left of it is ended by force. */
    record Sweeping(Outcome outcome) implements Stage {}

    /** Nothing is left of it. */
    record Ended(Outcome outcome) implements Stage {}

    /** The earlier one of two moments. */
    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
