package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.cli.Exit;
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

/**
 * An agent that has no descriptor left knows less, and says nothing that is not so; or it ends, because a part of its
 * program could not be loaded, and is started again as its unit would.
 */
final class OpenFilesShortTest {
    private static final String RESOURCES = "cpus:4;mem:1024;disk:1024";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void whatRunsRunsOnAndWhatIsToEndEndsOnce() throws Exception {
        try (var cell = SplitCell.in(root);
                var watch = new InstanceWatch(cell.processes())) {
            cell.startMaster();
            startAgent(cell);
            create(cell, "stay", 2, JobText.service("stay").instances(2).process("stay", "exec sleep 600"));
            // it does not end when it is asked, so that it is there for as long as nobody kills it
            create(cell, "go", 1, JobText.service("go").process("go", "trap '' TERM; while :; do sleep 0.2; done"));
            var stay = cell.client().job(key("stay"));
            var processes = pids(cell, "stay");
            cell.awaitLinked(1);

            leave(cell, 0);
            assertThat(cell.client().delete(JOBS + "/" + key("go")).status()).isEqualTo(200);
            Await.that("it lacks descriptors", () -> hasEnded(cell) || said(cell, "Too many open files"));
            assertThat(pids(cell, "go")).hasSize(1);
            assertThat(cell.client().job(key("go")).orElseThrow().active()).hasSize(1);
            assertThat(cell.client().job(key("stay"))).isEqualTo(stay);
            if (!hasEnded(cell)) {
                leave(cell, 10_000);
            }

            Await.that("what was to end has ended", () -> {
                restartIfEnded(cell);
                return cell.client().job(key("go")).orElseThrow().active().isEmpty();
            });
            assertThat(pids(cell, "go")).isEmpty();
            create(cell, "later", 1, JobText.service("later").process("later", "exec sleep 600"));
            assertThat(said(cell, "Exception in thread")).isFalse();
            assertThat(cell.client().job(key("stay"))).isEqualTo(stay);
            assertThat(pids(cell, "stay")).isEqualTo(processes);
            assertThat(watch.doubles()).isEmpty();
        }
    }

    private static void startAgent(SplitCell cell) {
        cell.startAgent("--resources", RESOURCES);
    }

    private static void create(SplitCell cell, String name, int instances, JobText job) {
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
        Await.that("its processes are there", () -> {
            restartIfEnded(cell);
            return pids(cell, name).size() == instances;
        });
        cell.client().awaitJob(key(name), instances, "RUNNING", Await.DEADLINE);
    }

    private static boolean hasEnded(SplitCell cell) {
        return !cell.agent().isAlive();
    }

    private static boolean said(SplitCell cell, String text) {
        return cell.agent().output().contains(text);
    }

    private static void restartIfEnded(SplitCell cell) {
        if (hasEnded(cell)) {
            assertThat(cell.agent().awaitExit(Await.DEADLINE)).isEqualTo(Exit.UNKNOWN.code());
            assertThat(said(cell, "died, and so the program ends")).isTrue();
            startAgent(cell);
        }
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
