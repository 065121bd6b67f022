package io.boreas.testcluster.cell;

import io.boreas.drill.cell.Lookout;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks all the time whether an instance ever runs twice. Each task that is watched has one process, so two first processes of
 * one instance that live at the same moment are two runs of it, under one task id or two.
 */
public final class InstanceWatch implements AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private final TaskProcesses processes;
    private final Queue<String> doubles = new ConcurrentLinkedQueue<>();
    private final Lookout lookout;

    public InstanceWatch(TaskProcesses processes) {
        this.processes = processes;
        this.lookout = new Lookout("instance-watch", LOOK_INTERVAL, this::look);
    }

    /** The instances that ran twice; it takes at least one more look first. */
    public List<String> doubles() {
        lookout.awaitLook();
        return List.copyOf(doubles);
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
        lookout.close();
    }
}
