package io.boreas.agent.process;

import java.io.IOException;
import java.util.Optional;

/**
 * One process of this machine since it booted: numbers are used again, with another start time.
 *
 * @param startTicks when it started, in ticks since boot: field 22 of {@code /proc/PID/stat}
 */
public record ProcessId(long pid, long startTicks) {
    /**
     * The process that has this number now, if any has that may be looked at.
     *
     * @throws IOException if it is there and could not be looked at, as by an agent that has no descriptor left
     */
    public static Optional<ProcessId> of(long pid) throws IOException {
        return ProcessStat.of(pid).map(ProcessStat::id);
    }
}
