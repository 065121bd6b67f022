package io.boreas.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.actors.gateway.Cell;
import io.boreas.cli.BoreasClient;
import io.boreas.cli.JobWatch;
import io.boreas.cli.Refused;
import io.boreas.core.id.Cause;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What a local cell does with jobs by itself. */
final class LocalJobs {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WATCH_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private final BoreasClient client;
    private final PrintStream out;

    /**
     * @param master whose HTTP door jobs are submitted at, as anybody would
     */
    LocalJobs(MasterProcess master, PrintStream out) {
        this.client =
                new BoreasClient(List.of(URI.create(master.url())), REQUEST_TIMEOUT, Optional.empty(), master.tls());
        this.out = out;
    }

    /** Submits jobs and shows how each gets on until it runs or has finished. One that is there already is only shown. */
    void run(List<ObjectNode> jobs) throws InterruptedException {
        for (var job : jobs) {
            var key = job.path("role").asText() + "/" + job.path("environment").asText() + "/"
                    + job.path("name").asText();
            try {
                client.post("/boreas/v1/jobs", job);
            } catch (Refused refused) {
                if (!refused.type().equals("job-exists")) {
                    out.println(key + " was refused: " + refused.getMessage());
                    out.flush();
                    continue;
                }
                out.println(key + " is there already");
            }
            new JobWatch(client, key, out).await(JobWatch.Goal.RUNNING, WATCH_TIMEOUT);
            out.flush();
        }
    }

    /** Kills every job and waits until nothing is active any more, or says what would not end. */
    static void killAll(Cell cell, PrintStream out) {
        try {
            for (var job : active(cell)) {
                var cause = new Cause(UUID.randomUUID().toString(), "boreas local");
                var kill = new JobCommand.KillInstances(new TreeSet<>(), "the local cell ends");
                answer(cell.command(job.key(), kill, cause));
            }
            awaitEnd(cell).forEach(job -> out.println("still not ended: " + job.key()));
        } catch (CompletionException e) {
            out.println("the jobs cannot all be killed, the cell does not answer: " + e.getCause());
        }
    }

    /** Waits until nothing is active any more; what still is when the time is over. */
    private static List<Job> awaitEnd(Cell cell) {
        long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
        var left = active(cell);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return left;
            }
            left = active(cell);
        }
        return left;
    }

    private static List<Job> active(Cell cell) {
        return answer(cell.jobs()).stream()
                .filter(job -> !job.active().isEmpty())
                .toList();
    }

    /** This runs while the process ends, which must not hang on a cell that is gone. */
    private static <T> T answer(CompletionStage<T> asked) {
        return asked.toCompletableFuture()
                .orTimeout(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
