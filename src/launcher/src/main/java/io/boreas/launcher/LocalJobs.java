package io.boreas.launcher;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.id.Cause;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** What a local cell does with jobs by itself. */
final class LocalJobs {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private LocalJobs() {}

    /** Kills every job and waits until nothing is active any more, or says what would not end. */
    static void killAll(Cell cell, PrintStream out) {
        for (var job : active(cell)) {
            var cause = new Cause(UUID.randomUUID().toString(), "boreas local");
            cell.command(job.key(), new JobCommand.KillInstances(new TreeSet<>(), "the local cell ends"), cause)
                    .toCompletableFuture()
                    .join();
        }
        long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
        var left = active(cell);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            left = active(cell);
        }
        left.forEach(job -> out.println("still not ended: " + job.key()));
    }

    private static List<Job> active(Cell cell) {
        return cell.jobs().toCompletableFuture().join().stream()
                .filter(job -> !job.active().isEmpty())
                .toList();
    }
}
