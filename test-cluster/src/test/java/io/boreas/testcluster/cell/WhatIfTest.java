package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real cell decided under a mixed load, decided again by the command. */
class WhatIfTest {
    private static final int BATCHES = 6;
    private static final int INSTANCES = 3;

    private static CommandAnswer whatIf(Path directory, String... words) {
        var line = new ArrayList<>(List.of("what-if"));
        line.addAll(List.of(words));
        return CommandAnswer.journal(directory, line);
    }

    /** Nine of these fit at once on three agents of one cpu. */
    private static JobText sized(JobText job) {
        return job.withTask("resources", Map.of("cpus", 0.3, "mem", 16, "disk", 16));
    }

    private static void create(CellClient client, JobText job) {
        var reply = client.post(CellClient.JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    private static int ended(CellClient client, String name) {
        return client.job(JobText.key(name))
                .map(JobView::ended)
                .orElse(List.of())
                .size();
    }

    @Test
    @BoreasCell(agents = 3, resources = "cpus:1;mem:1024;disk:1024")
    void whatARealCellDecidedIsComeToAgain(TestCell cell) {
        var begin = Instant.now();
        var directory = cell.directory().resolve("master");
        try (var client = new CellClient(cell.url())) {
            create(client, sized(JobText.service("serving").instances(2)).process("p", "sleep 60"));
            for (int i = 0; i < BATCHES; i++) {
                create(
                        client,
                        sized(JobText.adHoc("batch-" + i).instances(INSTANCES)).process("p", "sleep 0.7"));
            }
            create(client, JobText.service("nowhere").process("p", "sleep 60").placedNowhere());
            Await.that("the first batch is over", () -> ended(client, "batch-0") == INSTANCES);
            assertThat(client.delete(CellClient.JOBS + "/" + JobText.key("serving"))
                            .status())
                    .isLessThan(300);
            for (int i = 0; i < BATCHES; i++) {
                var name = "batch-" + i;
                Await.that(name + " is over", () -> ended(client, name) == INSTANCES);
            }
        }

        var same = whatIf(directory, "--from", begin.toString(), "-o", "json");
        assertThat(same.err()).isEmpty();
        var told = same.json();
        int choices = BATCHES * INSTANCES + 2;
        assertThat(told.path("decidedAgain").path("choices").asInt()).isEqualTo(choices);
        assertThat(told.path("decidedAgain").path("same").asInt())
                .as(same.out())
                .isEqualTo(choices);
        assertThat(same.code()).isZero();
        var recorded = told.path("measures").path("recorded").path("all");
        assertThat(recorded.path("asked").asInt()).isEqualTo(choices + 1);
        assertThat(recorded.path("unplaced").asInt()).isEqualTo(1);
        assertThat(recorded.path("waitMaxMillis").asInt()).isGreaterThan(500);
        assertThat(whatIf(directory, "--from", begin.toString()).out())
                .contains("decided again: " + choices + " of " + choices, "What frameworks took is kept as recorded.");

        var agent = cell.agent(1).id();
        var fewer = whatIf(directory, "--from", begin.toString(), "--without-agent", agent, "-o", "json")
                .json();
        var measures = fewer.path("measures");
        assertThat(measures.path("changed").path("all").path("waitMaxMillis").asInt())
                .as(fewer.toString())
                .isGreaterThan(measures.path("unchanged")
                        .path("all")
                        .path("waitMaxMillis")
                        .asInt());
        var more = whatIf(
                        directory,
                        "--from",
                        begin.toString(),
                        "--add-agents",
                        "4:cpus:1;mem:1024;disk:1024",
                        "-o",
                        "json")
                .json();
        assertThat(more.path("measures")
                        .path("changed")
                        .path("all")
                        .path("waitMaxMillis")
                        .asInt())
                .as(more.toString())
                .isZero();

        var less = whatIf(directory, "--from", begin.toString(), "--quota", "drill=cpus:0.5", "-o", "json")
                .json();
        assertThat(less.path("changed")
                        .path("instead")
                        .path("quotas")
                        .path("drill")
                        .path("cpus")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(less.path("measures")
                        .path("changed")
                        .path("all")
                        .path("unplaced")
                        .asInt())
                .as(less.toString())
                .isGreaterThan(1);

        assertThat(whatIf(directory, "--from", begin.toString(), "--quota", "drill=plenty")
                        .err())
                .contains("--quota drill=plenty");
        assertThat(whatIf(directory, "--from", "2020-01-01T00:00:00Z").err()).contains("the journal begins at");
        assertThat(whatIf(directory, "--from", begin.toString(), "--weight", "nobody=2")
                        .err())
                .contains("no job of the stretch is of the role nobody", "drill");
        assertThat(whatIf(directory, "--from", begin.toString(), "--weight", "drill=0")
                        .err())
                .contains("a number above 0", "drill=0");
        assertThat(whatIf(directory, "--from", begin.toString(), "--without-agent", "elsewhere")
                        .code())
                .isEqualTo(6);
        assertThat(whatIf(directory, "--from", begin.toString(), "--to", begin.toString())
                        .err())
                .contains("not after --from");
        assertThat(whatIf(directory, "--help").out()).contains("Exit code 0", "frameworks");
    }
}
