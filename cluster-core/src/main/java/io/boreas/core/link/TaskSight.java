package io.boreas.core.link;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an agent sees of a task that lives on it.
 *
 * @param processes those of its specification, in their order
 * @param living all that runs for it now, by number; at most {@link #LIVING_MAX}
 * @param points what it used at moments of the last hour, the newest last; at least one, at most {@link #POINTS_MAX}
 */
public record TaskSight(List<Line> processes, List<Living> living, List<Point> points) {
    /** Processes of the machine one answer tells of at most. */
    public static final int LIVING_MAX = 1_000;

    /** Moments that are kept of a task: an hour in steps of twenty seconds, and now. */
    public static final int POINTS_MAX = 181;

    public TaskSight {
        processes = List.copyOf(processes);
        living = List.copyOf(living);
        points = List.copyOf(points);
    }

    /** The task as it is now. */
    public Point now() {
        return points.getLast();
    }

    /**
     * A process of the specification.
     *
     * @param state as Thermos names it
     * @param runs how often it was started
     * @param failures how many of these runs failed
     * @param pid its number while it runs; 0 otherwise
     * @param startedAt when its latest run started
     * @param finishedAt when its latest run ended, unless it goes on
     * @param exitCode of its latest run, if it ended by itself
     */
    public record Line(
            String name,
            String state,
            int runs,
            int failures,
            long pid,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Integer> exitCode) {}

    /**
     * A process of the machine. Source: proc(5).
     *
     * @param process the process of the specification it is of; empty if that cannot be told
     * @param state one letter, as {@code ps} shows it
     * @param cpuMillis time on cores since it began, that of its ended children included
     * @param cpuMilliCores what it used of cores since it was last looked at
     * @param readBytes what it had read from disks; 0 where that may not be seen
     */
    public record Living(
            long pid,
            long parent,
            String name,
            String process,
            String state,
            int threads,
            long cpuMillis,
            int cpuMilliCores,
            long rssBytes,
            long readBytes,
            long writtenBytes,
            Instant startedAt) {}

    /**
     * What all of a task used up to a moment, and had then.
     *
     * @param userMillis time on cores in programs
     * @param systemMillis time on cores in the kernel
     * @param rssBytes memory of its processes; what several share counts for each
     * @param memBytes memory as the kernel counts it for the task, files included; the same as {@code rssBytes} if it does not
     */
    public record Point(
            Instant at,
            long userMillis,
            long systemMillis,
            long rssBytes,
            long memBytes,
            int processes,
            int threads,
            long readBytes,
            long writtenBytes) {
        /** Time on cores in all. */
        public long cpuMillis() {
            return userMillis + systemMillis;
        }
    }
}
