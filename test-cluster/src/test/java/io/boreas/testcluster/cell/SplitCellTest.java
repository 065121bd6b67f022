package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Master and agent in processes of their own: whichever is killed, the tasks run on, and both agree again. */
final class SplitCellTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void tasksOutliveTheAgentAndTheMaster() {
        try (var cell = SplitCell.in(root);
                var watch = new InstanceWatch(cell.processes())) {
            cell.startMaster();
            cell.startAgent("--resources", "cpus:2;mem:1024;disk:1024");
            var stay = JobText.service("stay").instances(2).process("stay", "exec sleep 600");
            assertThat(cell.client().post(JOBS, stay.toString()).status()).isEqualTo(201);
            var before = cell.client().awaitJob(key("stay"), 2, "RUNNING", Await.DEADLINE);
            Await.that("both processes are there", () -> pids(cell).size() == 2);
            var processes = pids(cell);
            long incarnation = cell.awaitLinked(1);

            cell.agent().killHard();
            assertThat(pids(cell)).isEqualTo(processes);
            cell.startAgent("--resources", "cpus:2;mem:1024;disk:1024");
            incarnation = cell.awaitLinked(incarnation + 1);
            assertUnchanged(cell, before, processes);

            cell.master().killHard();
            assertThat(pids(cell)).isEqualTo(processes);
            cell.startMaster();
            cell.awaitLinked(incarnation + 1);
            assertUnchanged(cell, before, processes);
            assertThat(cell.agent().isAlive()).isTrue();

            // and both still obey
            assertThat(cell.client().delete(JOBS + "/" + key("stay")).status()).isEqualTo(200);
            Await.that(
                    "the job has ended",
                    () -> cell.client().job(key("stay")).orElseThrow().active().isEmpty());
            assertThat(pids(cell)).isEmpty();
            assertThat(watch.doubles()).isEmpty();
        }
    }

    @Test
    void aMasterOnTheWrongJournalEndsNothingUnlessItIsToldTo() {
        try (var cell = SplitCell.in(root)) {
            var empty = "-Dboreas.persistence.rocksdb.dir=" + root.resolve("empty");
            cell.startMaster();
            cell.startAgent("--resources", "cpus:2;mem:1024;disk:1024");
            var stay = JobText.service("stay").process("stay", "exec sleep 600");
            assertThat(cell.client().post(JOBS, stay.toString()).status()).isEqualTo(201);
            var before = cell.client().awaitJob(key("stay"), 1, "RUNNING", Await.DEADLINE);
            Await.that("its process is there", () -> pids(cell).size() == 1);
            var processes = pids(cell);
            long incarnation = cell.awaitLinked(1);

            cell.master().killHard();
            cell.startMaster(empty);
            Await.that(
                    "the agent is refused",
                    () -> cell.master().output().contains("has never seen agent")
                            && cell.agent().output().contains("has never seen agent"));
            assertThat(cell.client().get("/boreas/v1/agents").json().path("items"))
                    .isEmpty();
            assertThat(pids(cell)).isEqualTo(processes);

            cell.master().killHard();
            cell.startMaster();
            cell.awaitLinked(incarnation + 1);
            assertUnchanged(cell, before, processes);

            cell.master().killHard();
            cell.startMaster(empty, "-Dboreas.agents.end-unknown-tasks=true");
            cell.awaitLinked(1);
            Await.that("what it held has ended", () -> pids(cell).isEmpty());
        }
    }

    private static void assertUnchanged(SplitCell cell, JobView before, Set<Long> processes) {
        assertThat(cell.client().job(key("stay"))).contains(before);
        assertThat(pids(cell)).isEqualTo(processes);
    }

    private static Set<Long> pids(SplitCell cell) {
        return cell.processes().first(key("stay")).stream().map(Seen::pid).collect(Collectors.toSet());
    }
}
