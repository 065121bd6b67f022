package io.boreas.testcluster.mesos;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long tasks may take, from the doors by which they come to the processes on an agent. */
@BoreasCell(resources = "cpus:4;mem:4096;disk:4096")
final class CompletionTimeTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Ends by force alone. */
    private static final String STUBBORN = "trap '' TERM; while :; do sleep 0.1; done";

    @TempDir
    Path folder;

    /** Lets the tasks of a launch take only so long. */
    static void limit(ObjectNode operation, Map<String, Duration> times) {
        for (var info : operation.findParents("task_id")) {
            var time = times.get(info.path("task_id").path("value").asText());
            if (time != null) {
                ((ObjectNode) info).putObject("max_completion_time").put("nanoseconds", time.toNanos());
            }
        }
    }

    @Test
    void aFrameworksTaskFailsWhenItsTimeIsOverAndOneThatEndsBeforeHasFinished(TestCell cell) {
        var runs = new Runs(folder.resolve("runs"));
        try (var scheduler =
                new SchedulerClient(cell.url(), FrameworkText.named("alone").capabilities("TASK_KILLING_STATE"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var launch = Operation.launch(
                    offer,
                    List.of(
                            TaskText.command("late", runs.noting(STUBBORN)),
                            TaskText.command("early", "true"),
                            TaskText.command("free", runs.noting(STUBBORN)),
                            TaskText.command("wrong", "true")));
            limit(
                    launch,
                    Map.of(
                            "late",
                            SHORT,
                            "early",
                            Duration.ofHours(1),
                            "free",
                            Duration.ZERO,
                            "wrong",
                            Duration.ofSeconds(-1)));
            scheduler.accept(offer, launch);

            assertThat(scheduler.heard().awaitUpdate("wrong", "TASK_ERROR").message())
                    .isEqualTo("Task's 'max_completion_time' must be non-negative");
            var end = scheduler.heard().awaitUpdate("late", "TASK_FAILED");
            assertThat(end.reason()).isEqualTo("REASON_MAX_COMPLETION_TIME_REACHED");
            assertThat(end.source()).isEqualTo("SOURCE_EXECUTOR");
            assertThat(end.message()).isEqualTo("Maximum completion time of 0.5 s reached");
            assertThat(scheduler.heard().updates("late"))
                    .extracting(Update::state)
                    .containsExactly("TASK_STARTING", "TASK_RUNNING", "TASK_FAILED");
            assertThat(scheduler.heard().awaitUpdate("early", "TASK_FINISHED").reason())
                    .isEmpty();
            assertThat(runs.tasksAlive()).containsExactly("free");
            scheduler.kill("free", Optional.empty());
            scheduler.heard().awaitUpdate("free", "TASK_KILLED");
        }
    }

    @Test
    void theOthersOfItsGroupAreKilledThen(TestCell cell) {
        var runs = new Runs(folder.resolve("runs"));
        try (var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("grouped"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var launch = Operation.launchGroup(
                    offer,
                    scheduler.id(),
                    "executor",
                    List.of(
                            TaskText.command("early", "true").resources("cpus:0.1;mem:16;disk:8"),
                            TaskText.command("late", runs.noting(STUBBORN)).resources("cpus:0.1;mem:16;disk:8"),
                            TaskText.command("free", runs.noting("exec sleep 600"))
                                    .resources("cpus:0.1;mem:16;disk:8")));
            limit(launch, Map.of("early", Duration.ofHours(1), "late", Duration.ofSeconds(2)));
            scheduler.accept(offer, launch);

            assertThat(scheduler.heard().awaitUpdate("late", "TASK_FAILED").reason())
                    .isEqualTo("REASON_MAX_COMPLETION_TIME_REACHED");
            scheduler.heard().awaitUpdate("early", "TASK_FINISHED");
            scheduler.heard().awaitUpdate("free", "TASK_KILLED");
            assertThat(runs.alive()).isEmpty();
        }
    }

    @Test
    void anInstanceOfAServiceFailsAndRunsAgain(TestCell cell) {
        var runs = new Runs(folder.resolve("runs"));
        try (var client = new CellClient(cell.url())) {
            var job = JobText.service("late")
                    .process("stay", runs.noting(STUBBORN))
                    .withTask("max_completion_time", "500ms")
                    .with("max_task_failures", -1);
            assertThat(client.post(JOBS, job.toString()).status()).isEqualTo(201);

            Await.that("its failure", () -> client.job(key("late")).orElseThrow().ended().stream()
                    .anyMatch(run -> run.states().getLast().equals("FAILED")
                            && run.history().getLast().message().equals("Maximum completion time of 0.5 s reached")));
            Await.that("another run", () -> runs.all().size() >= 2);
            assertThat(client.get(JOBS + "/" + key("late")).json().findValuesAsText("max_completion_time"))
                    .contains("0.5");
        }
    }
}
