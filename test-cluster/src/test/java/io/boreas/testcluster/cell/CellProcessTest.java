package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.TaskProcesses;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it says, how it is told to end, and what it does not share. */
final class CellProcessTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private LocalCell cell = LocalCell.in(Path.of("none"));

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void endingTheCellLeavesItsTasksUnlessTheyAreToEndToo() {
        cell = LocalCell.in(root).start();
        var job = JobText.service("stay")
                .instances(2)
                .process("stay", "exec sleep 600")
                .withTask("finalization_wait", 3);
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
        cell.client().awaitJob(key("stay"), 2, "RUNNING", Await.DEADLINE);
        Await.that(
                "both processes are there",
                () -> cell.processes().first(key("stay")).size() == 2);
        var before = List.copyOf(cell.processes().first(key("stay")));

        cell.process().signal("TERM");
        cell.process().awaitExit(Await.DEADLINE);

        assertThat(cell.process().output())
                .contains("its tasks run on")
                .contains(cell.workDir().toString());
        assertThat(before).allMatch(TaskProcesses::isAlive);

        cell.start("--kill-on-exit");
        cell.client().awaitJob(key("stay"), 2, "RUNNING", Await.DEADLINE);
        assertThat(cell.processes().first(key("stay")).stream()
                        .map(TaskProcesses.Seen::pid)
                        .collect(Collectors.toSet()))
                .isEqualTo(before.stream().map(TaskProcesses.Seen::pid).collect(Collectors.toSet()));
        cell.process().signal("INT");
        cell.process().awaitExit(Await.DEADLINE);

        assertThat(cell.process().output()).contains("killing").doesNotContain("its tasks run on", "Exception");
        assertThat(before).noneMatch(TaskProcesses::isAlive);
        Await.that(
                "nothing is left of the cell", () -> cell.processes().allPids().isEmpty());
    }

    /** As Mesos's web UI finds them. */
    @Test
    void itsLogIsServedAndItsAgentSaysWhichMasterItHas() {
        cell = LocalCell.in(root).start();
        var log = cell.workDir().resolve("logs");

        var master = cell.client().get("/state").json();
        assertThat(master.at("/flags/log_dir").asText()).isEqualTo(log.toString());
        assertThat(cell.client()
                        .get("/files/read?path=/master/log&offset=0")
                        .json()
                        .path("data")
                        .asText())
                .contains(" INFO ");
        var slave = master.at("/slaves/0");
        var pid = slave.path("pid").asText();
        try (var agent = new CellClient(URI.create("http://127.0.0.1" + pid.substring(pid.lastIndexOf(':'))))) {
            var state = agent.get("/state").json();
            assertThat(state.path("master_hostname").asText()).isEqualTo("127.0.0.1");
            assertThat(state.path("log_dir").asText()).isEqualTo(log.toString());
            assertThat(agent.get("/files/read?path=/slave/log&offset=0")
                            .json()
                            .path("data")
                            .asText())
                    .contains("agent registered");
        }
    }

    @Test
    void aWorkDirectoryOrPortInUseIsRefusedAndTheCellThatHasItGoesOn() {
        cell = LocalCell.in(root).start();

        try (var second = BoreasProcess.start(
                root.resolve("second"),
                List.of("local", "--work-dir", cell.workDir().toString(), "--port", "0"))) {
            assertThat(second.awaitExit(Await.DEADLINE)).isNotZero();
            assertClear(second.output(), "in use", cell.workDir().toString());
        }
        int port = cell.client().url().getPort();
        try (var third = BoreasProcess.start(
                root.resolve("third"),
                List.of("local", "--work-dir", root.resolve("work-3").toString(), "--port", Integer.toString(port)))) {
            assertThat(third.awaitExit(Await.DEADLINE)).isNotZero();
            assertClear(third.output(), Integer.toString(port), "--port");
        }

        assertThat(cell.client().get("/boreas/v1/health").status()).isEqualTo(200);
        new TaskProcesses(root.resolve("work-3")).killAll();
    }

    /** It says what is wrong in words, not in stack traces. */
    private static void assertClear(String output, String... words) {
        assertThat(output).contains(words);
        assertThat(output.lines()).as(output).noneMatch(line -> line.startsWith("\tat "));
        assertThat(output.lines().count()).as(output).isLessThan(6);
    }
}
