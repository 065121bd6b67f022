package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code boreas drill own} as people run it, on a cell of theirs: it tells what the harm did, and takes away all that it brought. */
final class OwnDrillTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private SplitCell cell;

    @BeforeEach
    void start() {
        cell = SplitCell.in(root);
        cell.startMaster();
        cell.startAgent("--resources", "cpus:2;mem:1024;disk:1024");
        cell.awaitLinked(1);
    }

    @AfterEach
    void stop() {
        cell.close();
    }

    @Test
    void aMasterThatIsKilledAndStartedAgainDisturbsNobody() throws Exception {
        var report = root.resolve("report");
        var killed = cell.master();
        var unit = Thread.ofVirtual().start(() -> {
            killed.awaitExit(DEADLINE);
            cell.startMaster();
        });
        try (var drill = own("--harm", "kill -9 " + killed.pid(), "--report", "" + report)) {
            assertThat(drill.awaitExit(DEADLINE)).as(drill.output()).isZero();
            assertThat(drill.output())
                    .contains("first mutation accepted", "first offer to a framework", "all agents linked")
                    .contains("first launch of a framework accepted", "first task of a framework runs")
                    .contains("PASS  no task was disturbed", "PASS  nothing of the drill is left")
                    .contains("PASS  every task that a framework launched is accounted for")
                    .contains("PASS  a task of a framework that was told to have ended stays ended")
                    .contains("PASS  updates to a framework are told until they are acknowledged")
                    .contains("PASS  no task of a framework was disturbed")
                    .endsWith("PASS\n");
        }
        unit.join();
        var told = new ObjectMapper().readTree(Files.readString(report.resolve("report.json")));
        assertThat(told.path("agents").asInt()).isEqualTo(1);
        assertThat(told.path("drills").path(0).path("findings")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(report.resolve("report.md")).content().contains("## own: PASS", "kill -9 " + killed.pid());
        assertNothingIsLeft();
    }

    @Test
    void whatTheHarmBrokeIsTold() throws Exception {
        var mended = root.resolve("mended");
        var over = root.resolve("over");
        var begun = root.resolve("begun");
        var harm = "touch " + begun + "; until [ -e " + over + " ]; do sleep 0.1; done; exit 3";
        try (var drill = own("--harm", harm, "--mend", "touch " + mended)) {
            Await.that("the harm is done", DEADLINE, () -> Files.exists(begun));
            var served = items(CellClient.JOBS).stream()
                    .map(job -> job.path("key").asText())
                    .filter(key -> key.endsWith("-served"))
                    .findFirst()
                    .orElseThrow();
            assertThat(cell.client()
                            .post(CellClient.JOBS + "/" + served + "/restart", "{\"instances\":[0]}")
                            .status())
                    .isEqualTo(200);
            Await.that(
                    "a task of it has ended",
                    () -> !cell.client().job(served).orElseThrow().ended().isEmpty());
            Files.createFile(over);
            assertThat(drill.awaitExit(DEADLINE)).as(drill.output()).isEqualTo(1);
            assertThat(drill.output())
                    .contains("FAIL  the cell goes on, and is whole again: ended with 3")
                    .contains("FAIL  no task was disturbed")
                    .contains("PASS  every job that was acknowledged is there")
                    .endsWith("FAIL\n");
        }
        assertThat(mended).exists();
        assertNothingIsLeft();
    }

    @Test
    void noHarmIsDoneThatCannotBeJudged() throws Exception {
        var done = root.resolve("done");
        try (var two = own("--harm", "touch " + done, "--master", cell.client().url() + ",http://127.0.0.1:1");
                var late = own("--harm", "touch " + done, "--mend", "true", "--hold", "90");
                var none = own("--mend", "touch " + done)) {
            assertThat(two.awaitExit(DEADLINE)).isEqualTo(4);
            assertThat(two.output()).contains("no harm is done to a cell that is not whole", "does not answer");
            assertThat(late.awaitExit(DEADLINE)).isEqualTo(6);
            assertThat(late.output()).contains("--hold is less than --deadline, 90 s");
            assertThat(none.awaitExit(DEADLINE)).isEqualTo(6);
            assertThat(none.output()).contains("--harm");
        }
        assertThat(done).doesNotExist();
        assertThat(items("/boreas/v1/jobs")).isEmpty();
    }

    private BoreasProcess own(String... arguments) {
        var all = new ArrayList<>(List.of("drill", "own"));
        var given = List.of(arguments);
        if (!given.contains("--master")) {
            all.addAll(List.of("--master", cell.client().url().toString()));
        }
        all.addAll(given);
        return BoreasProcess.start(root.resolve("drill-" + all.hashCode()), all);
    }

    private void assertNothingIsLeft() {
        var jobs = items(CellClient.JOBS);
        assertThat(jobs).isNotEmpty();
        assertThat(jobs)
                .allSatisfy(job -> assertThat(job.path("activeCount").asInt()).isZero());
        assertThat(items("/boreas/v1/frameworks"))
                .allSatisfy(framework ->
                        assertThat(framework.path("phase").asText()).isEqualTo("COMPLETED"));
        assertThat(items("/boreas/v1/quota")).isEmpty();
        Await.that("agents hold nothing", () -> items("/boreas/v1/agents").stream()
                .allMatch(agent -> agent.path("taskCount").asInt() == 0));
    }

    private List<JsonNode> items(String path) {
        var items = new ArrayList<JsonNode>();
        var reply = cell.client().get(path);
        assertThat(reply.status()).isEqualTo(200);
        reply.json().path("items").forEach(items::add);
        return items;
    }
}
