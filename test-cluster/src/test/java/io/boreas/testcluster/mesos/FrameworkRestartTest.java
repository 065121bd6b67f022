package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.testcluster.cell.LocalCell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole JVM is killed under a framework's tasks, and started again on the same work directory. */
final class FrameworkRestartTest {
    private static final List<String> STAY =
            IntStream.range(0, 6).mapToObj(number -> "stay-" + number).toList();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void tasksRunOnAndWhatEndedMeanwhileIsToldAsItEnded() throws IOException {
        var runs = new Runs(root.resolve("runs"));
        var go = root.resolve("go");
        var untilGo = "while [ ! -e '" + go + "' ]; do sleep 0.05; done; ";
        try (var cell = LocalCell.in(root, "--resources", "cpus:4;mem:4096;disk:4096");
                var scheduler = started(cell, FrameworkText.named("restarts"))) {
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 4);
            var tasks = new ArrayList<TaskText>();
            STAY.forEach(task -> tasks.add(TaskText.command(task, runs.noting("exec sleep 600"))));
            tasks.add(TaskText.command("finishes", runs.noting(untilGo + "exit 0")));
            tasks.add(TaskText.command("fails", runs.noting(untilGo + "exit 7")));
            tasks.add(TaskText.command("dies", runs.noting("exec sleep 600")));
            tasks.add(TaskText.command("late", runs.noting("exec sleep 600")));
            var launch = Operation.launch(offer, tasks);
            CompletionTimeTest.limit(launch, Map.of("stay-0", Duration.ofHours(3), "late", Duration.ofHours(1)));
            assertThat(scheduler.accept(offer, launch).status()).isEqualTo(202);
            tasks.forEach(task -> scheduler.heard().awaitUpdate(task.id(), "TASK_RUNNING"));
            assertThat(reachedAt(scheduler.heard().awaitUpdate("stay-1", "TASK_RUNNING"), "stay-1"))
                    .isEqualTo("127.0.0.1");
            var before = runs.awaitAlive(tasks.size());
            var id = scheduler.id();

            cell.kill();
            assertThat(runs.alive()).isEqualTo(before);
            Files.createFile(go);
            ProcessHandle.of(pid(before, "dies")).ifPresent(ProcessHandle::destroyForcibly);
            Await.that("three have ended", () -> runs.alive().size() == STAY.size() + 1);
            startedTwoHoursAgo(cell.workDir(), "late");
            startedTwoHoursAgo(cell.workDir(), "stay-0");
            assertThat(TaskProcesses.isAlive(pid(before, "stay-0"))).isTrue();
            int from = scheduler.heard().size();
            cell.start();
            scheduler.moveTo(cell.client().url());
            scheduler.awaitSubscribed();

            assertThat(scheduler.id()).isEqualTo(id);
            assertThat(scheduler.reconciled(STAY))
                    .hasSize(STAY.size())
                    .allSatisfy((task, state) -> assertThat(state).as(task).isEqualTo("TASK_RUNNING"));
            STAY.forEach(task -> assertThat(Await.until(task + " is said to be somewhere", Await.DEADLINE, () -> {
                        int asked = scheduler.heard().size();
                        scheduler.reconcile(List.of(task));
                        var answer = scheduler.heard().awaitUpdate(task, "TASK_RUNNING", asked);
                        return Optional.of(reachedAt(answer, task)).filter(ip -> !ip.isEmpty());
                    }))
                    .isEqualTo("127.0.0.1"));
            scheduler.heard().awaitUpdate("finishes", "TASK_FINISHED", from);
            var failed = scheduler.heard().awaitUpdate("fails", "TASK_FAILED", from);
            assertThat(failed.message()).contains("7");
            var died = scheduler.heard().awaitUpdate("dies", "TASK_FAILED", from);
            assertThat(died.message()).isEqualTo("Command terminated with signal Killed");
            var late = scheduler.heard().awaitUpdate("late", "TASK_FAILED", from);
            assertThat(late.reason()).isEqualTo("REASON_MAX_COMPLETION_TIME_REACHED");

            // nothing was started again, and all is obeyed
            assertThat(runs.counts().values()).containsOnly(1);
            assertThat(runs.alive()).hasSize(STAY.size());
            assertThat(before).containsAllEntriesOf(runs.alive());
            System.out.printf(
                    "kill -9 under a framework: %d of %d pids kept, 4 told as ended%n",
                    runs.alive().size(), STAY.size());
            STAY.forEach(task -> scheduler.kill(task, Optional.empty()));
            STAY.forEach(task -> scheduler.heard().awaitUpdate(task, "TASK_KILLED", from));
            assertThat(runs.alive()).isEmpty();
        }
    }

    /** The address in what is said of a task's container; empty if nothing is said of that. */
    private static String reachedAt(Update update, String task) {
        var container = update.json().path("container_status");
        if (!container.isMissingNode()) {
            assertThat(container.path("container_id").path("value").asText()).startsWith(task + "@");
        }
        var addresses = container.path("network_infos").path(0).path("ip_addresses");
        return addresses.path(0).path("ip_address").asText();
    }

    private static SchedulerClient started(LocalCell cell, FrameworkText framework) {
        cell.start();
        var scheduler = new SchedulerClient(cell.client().url(), framework);
        scheduler.subscribe();
        return scheduler;
    }

    /** What is known of its start is as old as that. */
    private static void startedTwoHoursAgo(Path workDir, String task) throws IOException {
        var then = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        try (var files = Files.find(workDir, 10, (file, known) -> file.endsWith("0.0.pid"))) {
            var pid = files.filter(
                    file -> file.getParent().getFileName().toString().startsWith(task + "%"));
            Files.setLastModifiedTime(pid.findFirst().orElseThrow(), then);
        }
    }

    private static long pid(Map<String, Long> runs, String task) {
        var pid = runs.get(task);
        assertThat(pid).as(task).isNotNull();
        return pid == null ? 0 : pid;
    }
}
