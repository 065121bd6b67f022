package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.drill.cell.BoreasProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code boreas drill} as people run it: green on a cell that keeps its word, and nothing of that is left behind. */
final class DrillCommandTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void mastersAndAgentsOfOneMachineAreDrilled() throws Exception {
        var report = root.resolve("report");
        try (var drill = run("drills", "run", "kill-master", "kill-agent", "agent-silent", "--report", "" + report)) {
            assertThat(drill.awaitExit(DEADLINE)).as(drill.output()).isZero();
            assertThat(drill.output()).contains("PASS: 3 of 3 drills passed").doesNotContain("left behind");
            assertThat(Path.of(cell(drill.output()))).doesNotExist();
        }
        var told = new ObjectMapper().readTree(Files.readString(report.resolve("report.json")));
        assertThat(told.path("passed").asBoolean()).isTrue();
        assertThat(told.path("drills")).hasSize(3).allSatisfy(one -> {
            assertThat(one.path("findings")).hasSizeGreaterThanOrEqualTo(5);
            assertThat(one.path("steps")).hasSizeGreaterThanOrEqualTo(4);
            assertThat(texts(one.path("findings"), "check"))
                    .contains(
                            "every task that a framework launched is accounted for: what was told, RECONCILE and /tasks agree",
                            "a task of a framework that was told to have ended stays ended",
                            "updates to a framework are told until they are acknowledged, and not after",
                            "no task of a framework ran twice, or after it was told to have ended; what is told to run does",
                            "no task of a framework runs once that was torn down");
            assertThat(texts(one.path("steps"), "what"))
                    .contains("first launch of a framework accepted", "first task of a framework runs");
        });
        assertThat(texts(told.path("drills").path(0).path("findings"), "check"))
                .contains("no task of a framework was disturbed: each ended by itself, by KILL, or not at all");
        assertThat(report.resolve("report.md")).content().contains("## agent-silent: PASS");
        assertThat(report.resolve("d0-kill-master-history.jsonl")).isNotEmptyFile();
        assertThat(report.resolve("d0-kill-master-framework.jsonl"))
                .content()
                .contains("\"type\":\"launched\"", "\"type\":\"told\"", "\"type\":\"acknowledged\"");
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.findValuesAsText(field);
    }

    @Test
    void whatCannotBeDrilledIsSaidBeforeAnythingIsStarted() {
        try (var list = run("list", "list");
                var several = run("several", "run", "kill-leader");
                var unknown = run("unknown", "run", "kill-joy")) {
            assertThat(list.awaitExit(DEADLINE)).isZero();
            assertThat(list.output()).contains("kill-master", "agent-silent", "cut-master", "store-away");
            assertThat(several.awaitExit(DEADLINE)).isEqualTo(6);
            assertThat(several.output())
                    .contains("kill-leader needs three masters or more")
                    .contains("--store cassandra or postgresql");
            assertThat(unknown.awaitExit(DEADLINE)).isEqualTo(6);
            assertThat(unknown.output()).contains("there is no drill kill-joy");
        }
    }

    private BoreasProcess run(String name, String... arguments) {
        var all = new ArrayList<>(List.of("drill"));
        all.addAll(List.of(arguments));
        return BoreasProcess.start(root.resolve(name), all);
    }

    private static String cell(String output) {
        int from = output.indexOf(", in ") + 5;
        return output.substring(from, output.indexOf(",", from));
    }
}
