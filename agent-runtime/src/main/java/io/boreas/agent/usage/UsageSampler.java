package io.boreas.agent.usage;

import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.isolation.Isolation;
import io.boreas.agent.process.Belongings;
import io.boreas.agent.process.Headcount;
import io.boreas.agent.process.ProcessReading;
import io.boreas.agent.process.VitalThread;
import io.boreas.core.link.TaskSight.Point;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then at what tasks use, and at once when somebody asks. Looks that nobody asked for take half a hundredth
 * of a core's time at most: with many tasks they are rarer.
 *
 * @param <T> what a task is known by
 */
public final class UsageSampler<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);
    private static final Duration CHANGED_EVERY = Duration.ofSeconds(1);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PAUSE_FACTOR = 200;

    private final Isolation isolation;
    private final InstantSource clock;
    private final Headcount headcount;
    private final ReentrantLock looking = new ReentrantLock();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final Map<T, UsageLog> logs = new HashMap<>();
    private volatile Map<T, Watched<T>> watched = Map.of();
    private volatile Map<T, Newest> latest = Map.of();
    private long lookedAt;

    /**
     * A task to look at.
     *
     * @param folder what its isolators know it by
     */
    public record Watched<T>(T task, String folder, Belongings belongings) {}

    /** What was seen of a task, the newest of its points last. */
    public record Seen(List<Process> processes, List<Point> points) {
        public Seen {
            processes = List.copyOf(processes);
            points = List.copyOf(points);
        }
    }

    /** A process, and what it used of cores since it was last looked at. */
    public record Process(ProcessReading reading, int cpuMilliCores) {}

    /** What a task used when it was last looked at. */
    private record Newest(Point point, Optional<BlockIo> io) {}

    /** @param nonce the variable, {@code NAME=VALUE}, that tells this agent's tasks from those of others */
    public UsageSampler(Isolation isolation, String nonce, InstantSource clock) {
        this.isolation = isolation;
        this.clock = clock;
        this.headcount = new Headcount(nonce);
        this.thread = VitalThread.start("usage", this::run);
    }

    /** From now on these. */
    public void watch(List<Watched<T>> tasks) {
        var all = new LinkedHashMap<T, Watched<T>>();
        tasks.forEach(task -> all.put(task.task(), task));
        watched = all;
    }

    /** What a task uses now, give or take half a second; empty if it is not watched. It reads files: it may block. */
    public Optional<Seen> look(T task) throws IOException {
        looking.lock();
        try {
            if (!watched.containsKey(task)) {
                return Optional.empty();
            }
            var known = logs.get(task);
            if (known == null || known.isEmpty() || System.nanoTime() - lookedAt > FRESH_NANOS) {
                lookAtAll();
            }
            return Optional.ofNullable(logs.get(task))
                    .map(log -> new Seen(
                            log.processes().stream()
                                    .map(used -> new Process(used.reading(), used.cpuMilliCores()))
                                    .toList(),
                            log.points()));
        } finally {
            looking.unlock();
        }
    }

    /** What a task used when it was last looked at; empty if it was not. */
    public Optional<Point> latest(T task) {
        return Optional.ofNullable(latest.get(task)).map(Newest::point);
    }

    /** What a task had read from block devices and written to them when it was last looked at; empty if that is not counted. */
    public Optional<BlockIo> latestIo(T task) {
        return Optional.ofNullable(latest.get(task)).flatMap(Newest::io);
    }

    /** What a task used at moments of the last hour, the newest last; nothing of one that was not looked at. */
    public List<Point> points(T task) {
        looking.lock();
        try {
            return Optional.ofNullable(logs.get(task)).map(UsageLog::points).orElse(List.of());
        } finally {
            looking.unlock();
        }
    }

    private void lookAtAll() throws IOException {
        var tasks = watched;
        logs.keySet().retainAll(tasks.keySet());
        if (tasks.isEmpty()) {
            return;
        }
        var belongings = new LinkedHashMap<T, Belongings>();
        tasks.forEach((id, task) -> belongings.put(id, task.belongings()));
        var found = headcount.of(belongings);
        var now = clock.instant();
        long nanos = System.nanoTime();
        var newest = new HashMap<T, Newest>();
        tasks.forEach((id, task) -> {
            var readings = found.getOrDefault(id, List.of()).stream()
                    .flatMap(process -> ProcessReading.of(process).stream())
                    .toList();
            var kernel = isolation.usage(task.folder());
            var log = logs.computeIfAbsent(id, any -> new UsageLog());
            log.add(readings, kernel, now, nanos);
            newest.put(id, new Newest(log.points().getLast(), kernel.io()));
        });
        latest = newest;
        lookedAt = nanos;
    }

    private void run() {
        long next = System.nanoTime() + CHANGED_EVERY.toNanos();
        long took = 0;
        var seen = new HashSet<T>();
        try {
            while (!stop.await(CHANGED_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                var tasks = watched.keySet();
                long began = System.nanoTime();
                // a new task is looked at soon, so that there is something to compare the next look with
                boolean due = next - began <= 0 || (took <= SHORT_NANOS && !seen.containsAll(tasks));
                if (due && !tasks.isEmpty()) {
                    seen.clear();
                    seen.addAll(tasks);
                    look();
                    took = System.nanoTime() - began;
                    next = System.nanoTime() + Math.max(UsageLog.STEP.toNanos(), PAUSE_FACTOR * took);
                }
            }
        } catch (InterruptedException e) {
            LOG.error("the sampler of usage was interrupted: what tasks use is looked at only when asked for", e);
        }
    }

    private void look() {
        looking.lock();
        try {
            lookAtAll();
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot look at what tasks use, trying again", e);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
