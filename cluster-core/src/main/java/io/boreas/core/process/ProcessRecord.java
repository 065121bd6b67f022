package io.boreas.core.process;

import java.time.Instant;

/**
 * What is known of one process.
 *
 * @param runs how often it was started
 * @param failures how many of these runs failed
 * @param since when it came into its state
 * @param begun when its first run became a process; the end of time if none has
 * @param detail how its latest run ended, for people: {@code exit 3}; empty while there is nothing to say
 */
public record ProcessRecord(ProcessState state, int runs, int failures, Instant since, Instant begun, String detail) {

    /** A process that was never started. */
    public static ProcessRecord waiting(Instant now) {
        return new ProcessRecord(ProcessState.WAITING, 0, 0, now, Instant.MAX, "");
    }

    ProcessRecord became(ProcessState next, Instant at, String how) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("a process that is " + state + " does not become " + next);
        }
        return new ProcessRecord(
                next,
                next == ProcessState.FORKED ? runs + 1 : runs,
                next == ProcessState.FAILED ? failures + 1 : failures,
                at,
                next == ProcessState.RUNNING ? Stage.earlier(begun, at) : begun,
                how);
    }
}
