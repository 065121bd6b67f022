package io.boreas.testcluster.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.testcluster.cell.LocalCell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler library of others must be able to do with a cell, whichever it is. */
abstract class SchedulerContract {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private LocalCell cell = LocalCell.in(Path.of("none"));

    @BeforeEach
    void start() {
        // Known by a name, as agents are: some libraries need the address beside it.
        cell = LocalCell.in(
                root, "--hostname", "box.example", "--resources", "cpus:4;mem:4096;disk:4096;ports:[31000-31099]");
        cell.start();
    }

    @AfterEach
    void close() {
        cell.close();
    }

    /** The command that starts the library's driver, which prints what it hears. */
    abstract List<String> command(URI master, Optional<String> framework);

    @Test
    void tasksRunToTheirEndsOrAreKilledAndOutliveTheirScheduler() {
        String framework;
        long kept;
        long toKill;
        try (var scheduler = scheduler(Optional.empty())) {
            framework = scheduler.awaits("subscribed (\\S+)").group(1);
            scheduler.awaits("declined.*");
            launch(scheduler, "ends", "true");
            scheduler.awaits("update \\S*ends\\S* TASK_FINISHED .*");
            launch(scheduler, "fails", "exit 3");
            scheduler.awaits("update \\S*fails\\S* TASK_FAILED .*");
            kept = launchSleeper(scheduler, "stays");
            toKill = launchSleeper(scheduler, "goes");
            assertThat(scheduler.said()).noneMatch(line -> line.startsWith("error"));
        }

        assertThat(List.of(kept, toKill)).allMatch(TaskProcesses::isAlive);
        try (var scheduler = scheduler(Optional.of(framework))) {
            assertThat(scheduler.awaits("subscribed (\\S+)").group(1)).isEqualTo(framework);
            scheduler.tell("reconcile");
            var stays = task(scheduler, "stays", "TASK_RUNNING", "REASON_RECONCILIATION");
            var goes = task(scheduler, "goes", "TASK_RUNNING", "REASON_RECONCILIATION");
            scheduler.tell("reconcile never-launched");
            scheduler.awaits("update never-launched TASK_LOST REASON_RECONCILIATION");

            scheduler.tell("kill " + goes);
            scheduler.awaits("update " + goes + " TASK_KILLED .*");
            Await.that("the killed task's process is gone", () -> !TaskProcesses.isAlive(toKill));
            assertThat(TaskProcesses.isAlive(kept)).isTrue();
            // What was acknowledged before the restart is not told again, and what runs on is not told anew.
            assertThat(scheduler.said())
                    .noneMatch(line -> line.contains("ends") || line.contains("fails"))
                    .filteredOn(line -> line.contains(stays))
                    .allMatch(line -> line.endsWith("REASON_RECONCILIATION"));
            assertThat(scheduler.said()).noneMatch(line -> line.startsWith("error"));

            scheduler.tell("teardown");
            Await.that("its last task is stopped", () -> !TaskProcesses.isAlive(kept));
        }
        try (var scheduler = scheduler(Optional.of(framework))) {
            scheduler.awaits("error .*Framework has been removed.*");
        }
    }

    private ForeignProgram scheduler(Optional<String> framework) {
        return ForeignProgram.start(root, command(cell.client().url(), framework));
    }

    private static void launch(ForeignProgram scheduler, String name, String command) {
        scheduler.tell("launch " + name + " " + command);
    }

    /** Launches a task that never ends by itself, and waits until it runs. */
    private long launchSleeper(ForeignProgram scheduler, String name) {
        var file = root.resolve(name + ".pid");
        launch(scheduler, name, "echo $$ >" + file + "; exec sleep 600");
        task(scheduler, name, "TASK_RUNNING", "\\S+");
        return Await.until("the pid of " + name, Await.DEADLINE, () -> pid(file));
    }

    /** The id of the task of this name, which some libraries lengthen, once it was told in this state. */
    private static String task(ForeignProgram scheduler, String name, String state, String reason) {
        return scheduler
                .awaits("update (\\S*" + name + "\\S*) " + state + " " + reason)
                .group(1);
    }

    private static Optional<Long> pid(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().map(Long::valueOf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
