package io.boreas.drill.check;

import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at the machine all the while, and remembers from when to when each first process of a task was seen alive. */
public final class Lives implements AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(40);

    private final TaskProcesses processes;
    private final Map<Seen, Life> lives = new LinkedHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * One process.
     *
     * @param from it was alive then, and not seen before
     * @param to it was alive then, and not seen after
     */
    public record Life(Seen process, Instant from, Instant to) {
        public boolean overlaps(Life other) {
            return !from.isAfter(other.to) && !other.from.isAfter(to);
        }
    }

    public Lives(TaskProcesses processes) {
        this.processes = processes;
        this.thread = Thread.ofPlatform().name("lives").daemon().start(this::run);
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
        for (var process : processes.alive()) {
            // Read before it is asked whether it still lives: then it lived at that moment.
            var now = Instant.now();
            if (process.first() && TaskProcesses.isAlive(process)) {
                synchronized (this) {
                    var before = lives.get(process);
                    lives.put(process, new Life(process, before == null ? now : before.from(), now));
                }
            }
        }
    }

    /** What was seen so far. */
    public synchronized List<Life> seen() {
        return new ArrayList<>(lives.values());
    }

    /** How often it looked. A check of what it saw means nothing if it did not look. */
    public long looks() {
        return looks.get();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
