package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

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
        });
        assertThat(report.resolve("report.md")).content().contains("## agent-silent: PASS");
        assertThat(report.resolve("d0-kill-master-history.jsonl")).isNotEmptyFile();
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
