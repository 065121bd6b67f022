package io.boreas.drill.check;

import io.boreas.drill.cell.Lookout;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at the machine all the while, and remembers from when to when each first process of a task was seen alive. */
public final class Lives implements AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(40);

    private final TaskProcesses processes;
    private final Map<Seen, Life> lives = new LinkedHashMap<>();
    private final Lookout lookout;

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
        this.lookout = new Lookout("lives", LOOK_INTERVAL, this::look);
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

    /**
     * How often it looked. A check of what it saw means nothing if it did not look.
     *
     * @throws AssertionError if it has stopped looking by itself
     */
    public long looks() {
        return lookout.looks();
    }

    @Override
    public void close() {
        lookout.close();
    }
}
