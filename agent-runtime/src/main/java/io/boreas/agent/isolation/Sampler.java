package io.boreas.agent.isolation;

import io.boreas.agent.gateway.SandboxUse;
import io.boreas.agent.process.Belongings;
import io.boreas.agent.process.Headcount;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.ProcessMemory;
import io.boreas.agent.process.VitalThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at tasks now and then, and says which have come up against a limit: what the kernel says, what their processes hold
 * where the kernel does not count, and what their sandboxes take. Looks take a few hundredths of one core's time at most, however many tasks
 * there are: with many, they are rarer.
 *
 * @param <T> what a task is known by
 */
public final class Sampler<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final int PAUSE_FACTOR = 30;

    private final Isolation isolation;
    private final Headcount headcount;
    private final Listener<T> listener;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile List<Watched<T>> watched = List.of();
    private volatile Map<T, SandboxUse> disks = Map.of();

    /** Hears of limits, on the sampler's thread; of the same one at every look. */
    @FunctionalInterface
    public interface Listener<T> {
        void exceeded(T task, Limitation limitation);
    }

    /**
     * A task to look at.
     *
     * @param folder what its isolators know it by
     * @param shared what it shares with other tasks, if it does
     */
    public record Watched<T>(
            T task, String folder, Path sandbox, Limits limits, Belongings belongings, Optional<SharedFolder> shared) {}

    /** @param nonce the variable, {@code NAME=VALUE}, that tells this agent's tasks from those of others */
    public Sampler(Isolation isolation, String nonce, Listener<T> listener) {
        this.isolation = isolation;
        this.headcount = new Headcount(nonce);
        this.listener = listener;
        this.thread = VitalThread.start("sampler", this::run);
    }

    /** From now on these. */
    public void watch(List<Watched<T>> tasks) {
        watched = List.copyOf(tasks);
    }

    /** What a task took on disk when that was last looked at; empty if it was not. */
    public Optional<SandboxUse> disk(T task) {
        return Optional.ofNullable(disks.get(task));
    }

    private void run() {
        var processes = new Pace(isolation.settings().processesEvery());
        var disks = new Pace(isolation.settings().disksEvery());
        var ports = new Pace(isolation.settings().ports().every());
        try {
            while (!stop.await(
                    Math.min(
                            processes.wait(isolation.countsProcesses()),
                            Math.min(disks.wait(true), ports.wait(isolation.countsPorts()))),
                    TimeUnit.NANOSECONDS)) {
                var tasks = watched;
                if (isolation.countsProcesses() && processes.isDue()) {
                    processes.took(() -> lookAtProcesses(tasks));
                }
                if (isolation.countsPorts() && ports.isDue()) {
                    ports.took(() -> lookAtPorts(tasks));
                }
                if (disks.isDue()) {
                    disks.took(() -> lookAtDisks(tasks));
                }
            }
        } catch (InterruptedException e) {
            LOG.error("the sampler was interrupted: limits that are kept by looking no longer hold", e);
        }
    }

    /** What is done now and then. */
    private interface Look {
        void at() throws IOException, InterruptedException;
    }

    /** When to look next: after a pause, and a longer one if looks take long. */
    private static final class Pace {
        private final Duration every;
        private long next = System.nanoTime();

        Pace(Duration every) {
            this.every = every;
        }

        long wait(boolean used) {
            return used ? Math.max(0, next - System.nanoTime()) : Long.MAX_VALUE;
        }

        boolean isDue() {
            return next - System.nanoTime() <= 0;
        }

        void took(Look look) throws InterruptedException {
            long began = System.nanoTime();
            try {
                look.at();
            } catch (IOException | RuntimeException e) {
                LOG.warn("cannot look at tasks, trying again", e);
            }
            long now = System.nanoTime();
            next = now + Math.max(every.toNanos(), PAUSE_FACTOR * (now - began));
        }
    }

    private void lookAtProcesses(List<Watched<T>> tasks) throws IOException {
        var found = members(tasks);
        for (var task : tasks) {
            var members = found.getOrDefault(task.task(), List.of());
            judge(task, Sample.of(memory(task, members), members.size()));
        }
    }

    private void lookAtPorts(List<Watched<T>> tasks) throws IOException {
        var found = members(tasks);
        var ports = ListeningPorts.now();
        for (var task : tasks) {
            judge(task, Sample.ofPorts(ports.of(found.getOrDefault(task.task(), List.of()))));
        }
    }

    private Map<T, List<ProcessId>> members(List<Watched<T>> tasks) throws IOException {
        if (tasks.isEmpty()) {
            return Map.of();
        }
        var belongings = new LinkedHashMap<T, Belongings>();
        tasks.forEach(task -> belongings.put(task.task(), task.belongings()));
        return headcount.of(belongings);
    }

    /** What is shared is counted in parts only where it matters. */
    private long memory(Watched<T> task, List<ProcessId> members) {
        long most = ProcessMemory.atMost(members);
        long limit = task.limits().memMaxBytes();
        return limit > 0 && most > limit ? ProcessMemory.proportional(members) : most;
    }

    private void lookAtDisks(List<Watched<T>> tasks) throws IOException, InterruptedException {
        var folders = new LinkedHashSet<Path>();
        if (isolation.countsDisk()) {
            tasks.stream().filter(task -> task.limits().diskBytes() > 0).forEach(task -> folders.add(task.sandbox()));
            for (var shared : shared(tasks)) {
                folders.add(shared.folder());
                shared.members().forEach(member -> folders.add(member.sandbox()));
            }
        }
        Map<Path, Long> found = DiskUse.of(List.copyOf(folders));
        disks = seen(tasks, found);
        // who came meanwhile may have filled a shared folder, and is promised a part of it
        for (var task : watched) {
            var shared = task.shared().flatMap(folder -> folder.use(found));
            judge(task, Sample.ofDisk(found.getOrDefault(task.sandbox(), 0L), shared));
        }
    }

    private static <T> Map<T, SandboxUse> seen(List<Watched<T>> tasks, Map<Path, Long> found) {
        var seen = new HashMap<T, SandboxUse>();
        for (var task : tasks) {
            var shared = task.shared()
                    .map(SharedFolder::folder)
                    .filter(found::containsKey)
                    .map(folder -> new SandboxUse.Shared(folder, found.getOrDefault(folder, 0L)));
            if (found.containsKey(task.sandbox()) || shared.isPresent()) {
                seen.put(task.task(), new SandboxUse(found.getOrDefault(task.sandbox(), 0L), shared));
            }
        }
        return seen;
    }

    private static <T> Set<SharedFolder> shared(List<Watched<T>> tasks) {
        return tasks.stream().flatMap(task -> task.shared().stream()).collect(Collectors.toSet());
    }

    private void judge(Watched<T> task, Sample sample) {
        isolation
                .judge(task.folder(), task.limits(), sample)
                .ifPresent(limitation -> listener.exceeded(task.task(), limitation));
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
