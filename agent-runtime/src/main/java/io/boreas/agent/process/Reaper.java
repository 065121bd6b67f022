package io.boreas.agent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends all that belongs to tasks, over and over until nothing is left, and says when that is.
 *
 * <p>One look at the machine serves all tasks that are being ended, and in the long run the looks take at most about a tenth
 * of one core's time: with many ends at once each costs little, and a lone one need not wait. Safe for use by any thread.
 *
 * @param <T> what a task is known by
 */
public final class Reaper<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(10);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);
    private static final int PAUSE_FACTOR = 8;
    /** The pauses that may be put off, for a few looks close to each other. */
    private static final Duration OWED_MAX = Duration.ofSeconds(1);

    private final Census census;
    private final Listener<T> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<T, Order> orders = new LinkedHashMap<>();
    private final Map<T, Set<ProcessId>> asked = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Hears what is left, on the reaper's thread. */
    @FunctionalInterface
    public interface Listener<T> {
        /** A search that began after the order with this number was given found nothing of the task. */
        void nothingLeft(T task, long number);
    }

    /**
     * What to do with a task.
     *
     * @param number of the caller's choice
     * @param force whether to kill; otherwise each process is asked, once
     * @param keepers those among them that are not asked: they, and what comes of them at once, are killed when they alone are left
     * @param spare whether they are let be then, and count for nothing
     */
    public record Order(long number, boolean force, Belongings belongings, List<ProcessId> keepers, boolean spare) {
        public Order {
            keepers = List.copyOf(keepers);
        }

        /** An order for a task that nothing is kept for. */
        public Order(long number, boolean force, Belongings belongings) {
            this(number, force, belongings, List.of(), false);
        }

        private boolean isKept(ProcessId process) throws IOException {
            return keepers.contains(process)
                    || (!keepers.isEmpty()
                            && ProcessStat.of(process.pid())
                                    .filter(stat -> keepers.stream().anyMatch(keeper -> keeper.pid() == stat.parent()))
                                    .isPresent());
        }

        /** Those of a task's processes that count while it is asked. */
        private List<ProcessId> others(List<ProcessId> members) throws IOException {
            var others = new ArrayList<ProcessId>();
            for (var member : members) {
                if (force || !isKept(member)) {
                    others.add(member);
                }
            }
            return others;
        }
    }

    /** @param nonce the variable, {@code NAME=VALUE}, that tells this agent's tasks from those of others */
    public Reaper(String nonce, Listener<T> listener) {
        this(new Census(nonce), listener);
    }

    private Reaper(Census census, Listener<T> listener) {
        this.census = census;
        this.listener = listener;
        this.thread = VitalThread.start("reaper", this::run);
    }

    /** One that ends sessions, which are known by their own mark, and leaves the tasks alone in which they are. */
    public static <T> Reaper<T> ofSessions(String nonce, Listener<T> listener) {
        return new Reaper<>(new Census(nonce, Marks.SESSION), listener);
    }

    /** Starts to end a task, or goes on by another order. */
    public void end(T task, Order order) {
        lock.lock();
        try {
            orders.put(task, order);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves a task alone. */
    public void leave(T task) {
        lock.lock();
        try {
            orders.remove(task);
            asked.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** Stops ending anything. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            long owed = 0;
            long last = System.nanoTime();
            while (!closed) {
                var now = await();
                long began = System.nanoTime();
                owed = Math.max(0, owed - (began - last));
                boolean looked = look(now);
                last = System.nanoTime();
                long owedMax = OWED_MAX.plus(PAUSE_MAX).toNanos();
                owed = looked ? Math.min(owed + PAUSE_FACTOR * (last - began), owedMax) : owedMax;
                TimeUnit.NANOSECONDS.sleep(Math.max(owed - OWED_MAX.toNanos(), PAUSE_MIN.toNanos()));
            }
        } catch (InterruptedException e) {
            if (!closed) {
                LOG.error("the reaper was interrupted: tasks can no longer be ended", e);
            }
        }
    }

    private Map<T, Order> await() throws InterruptedException {
        lock.lock();
        try {
            while (orders.isEmpty()) {
                changed.await();
            }
            return new LinkedHashMap<>(orders);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it could look. */
    private boolean look(Map<T, Order> now) {
        var belongings = new LinkedHashMap<T, Belongings>();
        now.forEach((task, order) -> belongings.put(task, order.belongings()));
        try {
            var found = census.take(belongings);
            for (var entry : now.entrySet()) {
                end(entry.getKey(), entry.getValue(), found.getOrDefault(entry.getKey(), List.of()));
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("cannot look for the processes of tasks; trying again", e);
            return false;
        }
    }

    private void end(T task, Order order, List<ProcessId> members) throws IOException {
        var others = order.others(members);
        if (members.isEmpty() || (others.isEmpty() && order.spare())) {
            listener.nothingLeft(task, order.number());
        } else if (order.force()) {
            killEnclosed(order.belongings().enclosure());
            members.forEach(member -> signal(member, true));
        } else if (others.isEmpty()) {
            members.forEach(member -> signal(member, true));
        } else {
            others.stream().filter(member -> isNew(task, member)).forEach(member -> signal(member, false));
        }
    }

    private static void killEnclosed(Enclosure enclosure) {
        try {
            enclosure.kill();
        } catch (IOException e) {
            LOG.warn("cannot kill a group as a whole; its processes are killed one by one", e);
        }
    }

    private boolean isNew(T task, ProcessId member) {
        lock.lock();
        try {
            return orders.containsKey(task)
                    && asked.computeIfAbsent(task, unasked -> new HashSet<>()).add(member);
        } finally {
            lock.unlock();
        }
    }

    /** Signals this very process: a handle holds the start time it had, which is compared before and by the signal. */
    private static void signal(ProcessId process, boolean force) {
        ProcessHandle.of(process.pid()).ifPresent(handle -> {
            if (ProcessStat.isAlive(process)) {
                boolean sent = force ? handle.destroyForcibly() : handle.destroy();
                if (!sent && ProcessStat.isAlive(process)) {
                    LOG.warn("cannot signal a process pid={} force={}", process.pid(), force);
                }
            }
        });
    }
}
