package io.boreas.agent.image;

import io.boreas.core.task.ImageName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that are pulled, each once for all tasks that want it at the time, so many at the same time and no more. What no task wants any more is
 * called off. Safe for use by any thread.
 *
 * @param <T> what tasks are known by
 */
final class Pulls<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);

    private final Work<T> work;
    private final ExecutorService threads;
    private final Map<ImageName, Order> orders = new HashMap<>();

    /** Pulls one image. It is interrupted when nobody wants that any more. */
    interface Work<T> {
        void pull(ImageName name, Waiting<T> waiting) throws InterruptedException;
    }

    /** The tasks that wait for an image. */
    interface Waiting<T> {
        /** Those that do now. */
        Set<T> now();

        /** Those that do now; who comes later does not wait for this one. */
        Set<T> end();
    }

    Pulls(int parallelMax, Work<T> work) {
        this.work = work;
        this.threads = Executors.newFixedThreadPool(
                parallelMax, Thread.ofPlatform().name("pulls-", 0).daemon().factory());
    }

    private final class Order implements Waiting<T> {
        private final ImageName name;
        private final Set<T> tasks = new LinkedHashSet<>();
        private @Nullable Future<?> running;

        Order(ImageName name) {
            this.name = name;
        }

        @Override
        public Set<T> now() {
            synchronized (Pulls.this) {
                return Set.copyOf(tasks);
            }
        }

        @Override
        public Set<T> end() {
            synchronized (Pulls.this) {
                var all = Set.copyOf(tasks);
                tasks.clear();
                orders.remove(name, this);
                return all;
            }
        }

        void run() {
            try {
                work.pull(name, this);
            } catch (InterruptedException e) {
                LOG.info("an image is not pulled any more, for no task wants it image={}", name);
            } finally {
                end();
            }
        }
    }

    /** The task waits for an image from now on. */
    synchronized void want(T task, ImageName name) {
        var order = orders.get(name);
        if (order == null) {
            order = new Order(name);
            orders.put(name, order);
            order.running = threads.submit(order::run);
        }
        order.tasks.add(task);
    }

    /** The task waits no more. */
    synchronized void release(T task) {
        for (var order : Set.copyOf(orders.values())) {
            if (order.tasks.remove(task) && order.tasks.isEmpty()) {
                orders.remove(order.name);
                if (order.running != null) {
                    order.running.cancel(true);
                }
            }
        }
    }

    /** Nobody waits any more. */
    @Override
    public synchronized void close() {
        orders.values().forEach(order -> order.tasks.clear());
        orders.clear();
        threads.shutdownNow();
    }
}
