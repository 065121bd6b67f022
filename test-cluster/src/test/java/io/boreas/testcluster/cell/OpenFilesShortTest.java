package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An agent that has no descriptor left knows less, and says nothing that is not so. */
final class OpenFilesShortTest {
    private static final String RESOURCES = "cpus:4;mem:1024;disk:1024";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void whatRunsRunsOnAndWhatIsToEndEndsOnce() throws Exception {
        try (var cell = SplitCell.in(root);
                var watch = new InstanceWatch(cell.processes())) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            create(cell, "stay", 2, JobText.service("stay").instances(2).process("stay", "exec sleep 600"));
            // it does not end when it is asked, so that it is there for as long as nobody kills it
            create(cell, "go", 1, JobText.service("go").process("go", "trap '' TERM; while :; do sleep 0.2; done"));
            var stay = cell.client().job(key("stay"));
            var processes = pids(cell, "stay");
            long incarnation = cell.awaitLinked(1);

            leave(cell, 1);
            assertThat(cell.client().delete(JOBS + "/" + key("go")).status()).isEqualTo(200);
            // with one descriptor it may still list processes, and look at none of them
            Await.that("it cannot look", () -> cell.agent().output().contains("Too many open files"));
            Await.that(
                    "it looks for what is to end",
                    () -> cell.agent().output().contains("cannot look for the processes of tasks"));
            assertThat(pids(cell, "go")).hasSize(1);
            assertThat(cell.client().job(key("go")).orElseThrow().active()).hasSize(1);
            leave(cell, 0);
            Await.that(
                    "it cannot look at runs", () -> cell.agent().output().contains("cannot read what became of a run"));
            assertThat(cell.client().job(key("stay"))).isEqualTo(stay);

            leave(cell, 10_000);
            Await.that(
                    "what was to end has ended",
                    () -> cell.client().job(key("go")).orElseThrow().active().isEmpty());
            assertThat(pids(cell, "go")).isEmpty();
            create(cell, "later", 1, JobText.service("later").process("later", "exec sleep 600"));
            assertThat(cell.client().job(key("stay"))).isEqualTo(stay);
            assertThat(pids(cell, "stay")).isEqualTo(processes);

            cell.agent().killHard();
            cell.startAgent("--resources", RESOURCES);
            cell.awaitLinked(incarnation + 1);
            assertThat(cell.client().job(key("stay"))).isEqualTo(stay);
            assertThat(pids(cell, "stay")).isEqualTo(processes);
            assertThat(watch.doubles()).isEmpty();
        }
    }

    private static void create(SplitCell cell, String name, int instances, JobText job) {
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
        cell.client().awaitJob(key(name), instances, "RUNNING", Await.DEADLINE);
        Await.that("its processes are there", () -> pids(cell, name).size() == instances);
    }

    /** Lowers the agent's limit, or raises it, so that so many descriptors are left to it. */
    private static void leave(SplitCell cell, int count) throws IOException, InterruptedException {
        long pid = cell.agent().pid();
        var open = new HashSet<Integer>();
        try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            files.forEach(file -> open.add(Integer.parseInt(file.getFileName().toString())));
        }
        int limit = 0;
        for (int left = count; left > 0; limit++) {
            left -= open.contains(limit) ? 0 : 1;
        }
        var set = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + limit + ":")
                .inheritIO()
                .start();
        assertThat(set.waitFor()).isZero();
    }

    private static Set<Long> pids(SplitCell cell, String job) {
        return cell.processes().first(key(job)).stream().map(Seen::pid).collect(Collectors.toSet());
    }
}
