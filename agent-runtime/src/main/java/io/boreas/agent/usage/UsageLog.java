package io.boreas.agent.usage;

import io.boreas.agent.isolation.Usage;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.ProcessReading;
import io.boreas.core.link.TaskSight;
import io.boreas.core.link.TaskSight.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one task used in the last hour, and its processes when they were last looked at. */
final class UsageLog {
    static final Duration STEP = Duration.ofSeconds(20);

    private final ArrayDeque<Point> points = new ArrayDeque<>();
    private Map<ProcessId, Long> before = Map.of();
    private List<Used> processes = List.of();
    private long lastNanos;
    private long goneUser;
    private long goneSystem;
    private long lastUser;
    private long lastSystem;
    private boolean empty = true;

    /** A process, and what it used of cores since the last look. */
    record Used(ProcessReading reading, int cpuMilliCores) {}

    /**
     * It was looked at.
     *
     * @param kernel what the kernel itself counts for the task
     * @param nanos the time by a clock that never goes back
     */
    void add(List<ProcessReading> readings, Usage kernel, Instant now, long nanos) {
        var used = new ArrayList<Used>(readings.size());
        var after = new HashMap<ProcessId, Long>();
        for (var reading : readings) {
            long cpu = reading.userMillis() + reading.systemMillis();
            after.put(reading.id(), cpu);
            used.add(new Used(reading, share(cpu - before.getOrDefault(reading.id(), empty ? cpu : 0L), nanos)));
        }
        var point = point(readings, kernel, now);
        before = after;
        processes = List.copyOf(used);
        lastNanos = nanos;
        empty = false;
        keep(point);
    }

    private int share(long millis, long nanos) {
        long passed = Math.max(1, Duration.ofNanos(nanos - lastNanos).toMillis());
        return empty ? 0 : (int) Math.max(0, Math.min(Integer.MAX_VALUE, millis * 1_000 / passed));
    }

    /** What has ended is not seen any more, but was used all the same. */
    private Point point(List<ProcessReading> readings, Usage kernel, Instant now) {
        long user = readings.stream().mapToLong(ProcessReading::userMillis).sum();
        long system = readings.stream().mapToLong(ProcessReading::systemMillis).sum();
        goneUser += Math.max(0, lastUser - user);
        goneSystem += Math.max(0, lastSystem - system);
        lastUser = user;
        lastSystem = system;
        long allUser = user + goneUser;
        long allSystem = system + goneSystem;
        if (kernel.cpuNanos() >= 0) {
            long all = Duration.ofNanos(kernel.cpuNanos()).toMillis();
            long seen = allUser + allSystem;
            allSystem = seen == 0 ? 0 : Math.round((double) all * allSystem / seen);
            allUser = all - allSystem;
        }
        long rss = readings.stream().mapToLong(ProcessReading::rssBytes).sum();
        return new Point(
                now,
                allUser,
                allSystem,
                rss,
                kernel.memBytes() >= 0 ? kernel.memBytes() : rss,
                readings.size(),
                readings.stream().mapToInt(ProcessReading::threads).sum(),
                readings.stream().mapToLong(ProcessReading::readBytes).sum(),
                readings.stream().mapToLong(ProcessReading::writtenBytes).sum());
    }

    /** The newest is replaced until it is a step away from the one before it. */
    private void keep(Point point) {
        var newest = points.pollLast();
        var kept = points.peekLast();
        if (newest != null && (kept == null || !newest.at().isBefore(kept.at().plus(STEP)))) {
            points.addLast(newest);
        }
        points.addLast(point);
        while (points.size() > TaskSight.POINTS_MAX) {
            points.removeFirst();
        }
    }

    boolean isEmpty() {
        return empty;
    }

    List<Used> processes() {
        return processes;
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
