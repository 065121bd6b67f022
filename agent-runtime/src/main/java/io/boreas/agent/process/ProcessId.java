package io.boreas.agent.process;

import java.io.IOException;
import java.util.Optional;

/**
 * One process of this machine since it booted: numbers are used again, with another start time.
 *
 * @param startTicks when it started, in ticks since boot: field 22 of {@code /proc/PID/stat}
 */
public record ProcessId(long pid, long startTicks) {
    /** The process that has this number now, if any has that can be looked at. */
    public static Optional<ProcessId> of(long pid) {
        try {
            return ProcessStat.of(pid).map(ProcessStat::id);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
