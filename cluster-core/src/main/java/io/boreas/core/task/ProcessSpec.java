package io.boreas.core.task;

import java.time.Duration;

/**
 * One process of a task. Source: Thermos's {@code Process}, whose defaults these are.
 *
 * @param name unique in its task; letters, digits, {@code _}, {@code -}, {@code .}, at most 128
 * @param cmdline what {@code /bin/sh -c} is given (or {@code bash} where the agent has it), after
 *     {@code {{thermos.ports[x]}}} and its kin were put in; at most 64 KiB; empty for what the task's image runs
 * @param maxFailures runs that may fail before the process has failed; 0 for any number, by default 1
 * @param daemon whether it is started again after it ends well
 * @param ephemeral whether the task may end while it still runs
 * @param minDuration the least time between the end of one run and the start of the next, 0 to 1 hour, by default 5 s
 * @param isFinal whether it runs after all regular processes ended, to clean up
 */
public record ProcessSpec(
        String name,
        String cmdline,
        int maxFailures,
        boolean daemon,
        boolean ephemeral,
        Duration minDuration,
        boolean isFinal) {
    public static final int MAX_FAILURES_DEFAULT = 1;
    public static final Duration MIN_DURATION_DEFAULT = Duration.ofSeconds(5);

    /** A process with Thermos's defaults. */
    public static ProcessSpec of(String name, String cmdline) {
        return new ProcessSpec(name, cmdline, MAX_FAILURES_DEFAULT, false, false, MIN_DURATION_DEFAULT, false);
    }
}
