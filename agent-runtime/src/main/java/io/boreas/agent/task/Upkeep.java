package io.boreas.agent.task;

import io.boreas.agent.process.Spawner;
import io.boreas.agent.process.VitalThread;
import io.boreas.agent.sandbox.LogKeeper;
import io.boreas.agent.sandbox.SandboxCollector;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps output and sandboxes within their bounds, now and then, on a thread of its own. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int COLLECT_EVERY = 5;

    /** So much longer than a look at all output took is the pause after it, at least: with very many tasks looks are rarer. */
    private static final int PAUSE_FACTOR = 200;

    private final LogKeeper logs;
    private final Spawner spawner;
    private final SandboxCollector collector;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    Upkeep(LogKeeper logs, Spawner spawner, SandboxCollector collector, InstantSource clock, Duration interval) {
        this.logs = logs;
        this.spawner = spawner;
        this.collector = collector;
        this.clock = clock;
        this.thread = VitalThread.start("upkeep", () -> run(interval));
    }

    private void run(Duration interval) {
        try {
            long pause = interval.toNanos();
            for (int round = 0; !stop.await(pause, TimeUnit.NANOSECONDS); round++) {
                long began = System.nanoTime();
                logs.rotate();
                pause = Math.max(interval.toNanos(), PAUSE_FACTOR * (System.nanoTime() - began));
                if (round % COLLECT_EVERY == 0) {
                    collect();
                }
            }
        } catch (InterruptedException e) {
            LOG.error("the upkeep was interrupted: output and sandboxes are no longer bounded", e);
        }
    }

    private void collect() {
        try {
            spawner.trimLog();
            collector.collect(clock.instant());
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot collect sandboxes, trying again", e);
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
