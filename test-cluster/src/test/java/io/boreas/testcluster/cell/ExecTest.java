package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code boreas task exec} in a task of a real cell; whoever dies, nothing of the session stays, and the task lives on. */
final class ExecTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private int runs;

    @Test
    void aCommandRunsInATaskAndEndsWithItsClientAndItsAgent() {
        try (var cell = SplitCell.in(root)) {
            cell.startMaster();
            cell.startAgent("--resources", "cpus:2;mem:1024;disk:1024");
            var stay = JobText.service("stay").instances(1).process("stay", "exec sleep 600");
            assertThat(cell.client().post(JOBS, stay.toString()).status()).isEqualTo(201);
            cell.client().awaitJob(key("stay"), 1, "RUNNING", Await.DEADLINE);
            var task = first(cell);

            try (var exec = exec(cell, "--", "sh", "-c", "pwd; env; echo gone wrong >&2; exit 7")) {
                assertThat(exec.awaitExit(Await.DEADLINE)).isEqualTo(7);
                assertThat(exec.output().lines())
                        .contains("BOREAS_JOB=" + key("stay"), "BOREAS_TASK_ID=" + task.taskId(), "gone wrong")
                        .anyMatch(line -> line.startsWith(cell.agentDir() + "/agent/run/sandboxes/"));
            }
            try (var exec = sleeping(cell)) {
                assertThat(exec.output()).contains("24 80");
                exec.killHard();
                awaitNoSession(cell);
            }

            try (var exec = sleeping(cell)) {
                cell.agent().killHard();
                awaitNoSession(cell);
                assertThat(exec.isAlive()).isTrue();
            }
            assertThat(TaskProcesses.isAlive(task)).isTrue();
            assertThat(first(cell)).isEqualTo(task);
        }
    }

    private static Seen first(SplitCell cell) {
        return cell.processes().first(key("stay")).getFirst();
    }

    private BoreasProcess exec(SplitCell cell, String... more) {
        var arguments = new ArrayList<>(
                List.of("task", "exec", "--master", cell.client().url().toString(), key("stay") + "/0"));
        arguments.addAll(List.of(more));
        return BoreasProcess.start(root.resolve("output-exec-" + runs++), arguments);
    }

    /** A session of three processes, one of which is in a session of its own. */
    private BoreasProcess sleeping(SplitCell cell) {
        var exec = exec(cell, "-it", "--", "sh", "-c", "trap '' HUP TERM; stty size; setsid sleep 601 & sleep 602; :");
        Await.that(
                "the command runs",
                () -> cell.processes().alive().size() >= 5 && exec.output().contains("\n"));
        return exec;
    }

    private static void awaitNoSession(SplitCell cell) {
        Await.that(
                "nothing but the task is left", () -> cell.processes().alive().size() == 1);
    }
}
