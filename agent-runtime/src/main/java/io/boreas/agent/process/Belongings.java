package io.boreas.agent.process;

import java.util.List;

/**
 * How to know the processes of one task.
 *
 * @param mark the variable, {@code NAME=VALUE}, that all of them have in their environment unless they removed it
 * @param runs the processes the task was started as
 * @param enclosure what the kernel keeps of them
 */
public record Belongings(String mark, List<Run> runs, Enclosure enclosure) {
    /** Stands for the end of a run that goes on. */
    public static final long STILL_RUNNING = Long.MAX_VALUE;

    public Belongings {
        runs = List.copyOf(runs);
    }

    /**
     * One run.
     *
     * @param id its first process, which leads a session
     * @param endTicks when it ended, in ticks since boot; {@link #STILL_RUNNING}, or its start if nobody was there
     */
    public record Run(ProcessId id, long endTicks) {}
}
