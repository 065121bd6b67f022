package io.boreas.testcluster.cell;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks all the time whether an instance ever runs twice. Each task that is watched has one process, so two first processes of
 * one instance that live at the same moment are two runs of it, under one task id or two.
 */
public final class InstanceWatch implements AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private final TaskProcesses processes;
    private final Queue<String> doubles = new ConcurrentLinkedQueue<>();
    private final AtomicLong looks = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    public InstanceWatch(TaskProcesses processes) {
        this.processes = processes;
        this.thread = Thread.ofPlatform().name("instance-watch").daemon().start(this::run);
    }

    /** The instances that ran twice; it takes at least one more look first. */
    public List<String> doubles() {
        long before = looks.get();
        Await.that("another look at the processes", () -> looks.get() > before + 1 || !thread.isAlive());
        if (!thread.isAlive() && !closed) {
            throw new AssertionError("the watch has ended");
        }
        return List.copyOf(doubles);
    }

    private void run() {
        try {
            while (!closed) {
                look();
                looks.incrementAndGet();
                Thread.sleep(LOOK_INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        var byInstance = new HashMap<String, List<Seen>>();
        for (var process : processes.alive()) {
            if (process.first()) {
                byInstance
                        .computeIfAbsent(process.job() + "/" + process.instance(), none -> new ArrayList<>())
                        .add(process);
            }
        }
        byInstance.forEach((instance, seen) -> {
            // Seen one after the other: only those that live after the last was seen lived together.
            var together = seen.stream().filter(TaskProcesses::isAlive).toList();
            if (together.size() > 1) {
                doubles.add(instance + ": " + together);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
