package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.EmbeddedMaster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a real master, asked by the commands: beside it, after it, and brought to another place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JournalCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path work;
    private Path other;
    private Path export;
    private EmbeddedMaster master;
    private CellClient client;
    private Instant middle;
    private JsonNode then;

    private static CommandAnswer journal(Path directory, String... words) {
        return CommandAnswer.journal(directory, List.of(words));
    }

    private static EmbeddedMaster start(Path directory) {
        var settings = new TreeMap<>(Map.of(
                "boreas.http.port", "0",
                "boreas.link.port", "0",
                "boreas.groups.snapshot-every", "10"));
        return EmbeddedMaster.start(directory, settings);
    }

    @BeforeAll
    void begin(@TempDir Path folder) {
        work = folder.resolve("master");
        other = folder.resolve("other");
        export = folder.resolve("cell.journal");
        master = start(work);
        client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        for (int i = 0; i < 20; i++) {
            create("first-" + i % 15, i >= 15);
        }
        middle = Instant.now();
        then = client.get(CellClient.JOBS + "?limit=500").json();
        for (int i = 0; i < 15; i++) {
            create("second-" + i, false);
        }
    }

    /** Creates a job, or ends the one that is there. */
    private void create(String name, boolean end) {
        var job = JobText.service(name).process("p", "sleep 60").placedNowhere();
        var reply = end
                ? client.delete(CellClient.JOBS + "/" + JobText.key(name))
                : client.post(CellClient.JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    @AfterAll
    void end() {
        if (client != null) {
            client.close();
        }
        if (master != null) {
            master.close();
        }
    }

    @Test
    @Order(1)
    void besideARunningMasterEventsAreListedAndFiltered() throws Exception {
        var all = journal(work, "ls", "-o", "json", "--limit", "0");
        assertThat(all.code()).as(all.err()).isZero();
        var created = journal(work, "ls", "-o", "json", "--kind", "job.created", "--limit", "0");
        assertThat(created.out().lines()).hasSize(30).allMatch(line -> line.contains("\"job.created\""));
        assertThat(all.out().lines().count()).isGreaterThan(30);
        var key = JobText.key("second-3");
        var one = journal(work, "ls", "-o", "json", "--job", key, "--since", middle.toString());
        assertThat(one.out()).contains(key).doesNotContain("second-4\"", "first-");
        assertThat(journal(work, "ls", "--job", key, "--until", middle.toString())
                        .out()
                        .lines())
                .hasSize(1); // the head
        assertThat(journal(work, "ls", "--principal", "nobody-at-all").out().lines())
                .hasSize(1);
        assertThat(journal(work, "ls", "--limit", "3").err()).contains("--limit 3 is reached");

        var event = JSON.readTree(one.out().lines().findFirst().orElseThrow());
        assertThat(event.path("cause").path("principal").asText()).isNotEmpty();
        var shown = journal(work, "show", event.path("id").asText()).json();
        assertThat(shown.path("group").asText()).isEqualTo(event.path("group").asText());
        assertThat(shown.path("events")
                        .get(0)
                        .path("event")
                        .path("spec")
                        .path("key")
                        .asText())
                .isEqualTo(key);
        var place = event.path("group").asText() + "/" + event.path("sequence").asText();
        assertThat(journal(work, "show", place).json().path("bytes")).isEqualTo(shown.path("bytes"));
    }

    @Test
    @Order(2)
    void whatMakesNoSenseIsRefusedInASentence() {
        assertThat(journal(work, "ls", "--kind", "nonsense").code()).isEqualTo(6);
        assertThat(journal(work, "ls", "--since", "yesterday").err())
                .contains("-1h")
                .contains("yesterday");
        assertThat(journal(work, "show", "999999").err()).contains("there is no record 999999");
        assertThat(journal(work.resolve("nothing"), "stat").err()).contains("there is no journal");
        assertThat(journal(work, "verify", "--help").out()).contains("Exit code 0: sound");
    }

    @Test
    @Order(3)
    void theJournalGivesWhatTheApiGives() {
        var difference = journal(work, "diff", "--live", master.url().toString());
        assertThat(difference.out()).as(difference.err()).isEmpty();
        assertThat(difference.code()).isZero();
        var live = client.get(CellClient.JOBS + "?limit=500").json();
        assertThat(journal(work, "replay", "jobs").json()).isEqualTo(live);
        assertThat(journal(work, "replay", "jobs", "--at", middle.toString()).json())
                .isEqualTo(then);
        assertThat(then.path("items").size()).isBetween(10, 15);
        var job = JobText.key("second-3");
        assertThat(journal(work, "replay", "jobs/" + job).json())
                .isEqualTo(client.get(CellClient.JOBS + "/" + job).json());
        var between = journal(work, "diff", "--from", middle.toString());
        assertThat(between.code()).isEqualTo(1);
        assertThat(between.out().lines().filter(line -> line.startsWith("+ job ")))
                .hasSize(15);
    }

    @Test
    @Order(3)
    void aMomentIsServedLikeACellThatNobodyCanChange(@TempDir Path folder) {
        var words =
                List.of("journal", "serve", "--at", middle.toString(), "--port", "0", "--work-dir", work.toString());
        try (var serving = BoreasProcess.start(folder.resolve("output"), words)) {
            var url = serving.awaitOutput(Pattern.compile("at (http://[^,]+),"), Await.DEADLINE)
                    .group(1);
            try (var past = new CellClient(URI.create(url + "/"))) {
                assertThat(past.get(CellClient.JOBS + "?limit=500").json()).isEqualTo(then);
                assertThat(past.get(CellClient.JOBS + "/" + JobText.key("second-3"))
                                .status())
                        .isEqualTo(404);
                var events = past.get("/boreas/v1/events?follow=false&after=0").text();
                assertThat(events.lines().filter(line -> line.contains("\"change\":\"created\"")))
                        .as(events)
                        .hasSize(15);
                assertThat(past.get("/master/state").json().path("cluster").asText())
                        .isNotEmpty();
                assertThat(past.get("/").status()).isEqualTo(200);

                var job = JobText.service("late").process("p", "true").placedNowhere();
                var created = past.post(CellClient.JOBS, job.toString());
                assertThat(created.status()).isEqualTo(403);
                assertThat(created.text()).contains("urn:boreas:problem:read-only", "as its journal has it");
                assertThat(past.delete(CellClient.JOBS + "/" + JobText.key("first-7"))
                                .status())
                        .isEqualTo(403);
                assertThat(past.get(CellClient.JOBS + "?limit=500").json()).isEqualTo(then);
            }
            serving.signal("TERM");
            assertThat(serving.awaitExit(Await.DEADLINE)).isEqualTo(128 + 15);
        }
    }

    @Test
    @Order(4)
    void countsAndChecksAreRight() {
        var counts = journal(work, "stat", "-o", "json").json();
        assertThat(counts.path("eventKinds").path("job.created").asLong()).isEqualTo(30);
        assertThat(counts.path("snapshots").asLong())
                .isEqualTo(journal(work, "verify", "-o", "json")
                        .json()
                        .path("snapshots")
                        .asLong());
        var verified = journal(work, "verify");
        assertThat(verified.out()).contains(": sound");
        assertThat(verified.code()).isZero();
    }

    @Test
    @Order(5)
    void aCellGoesOnFromAnImportAsItWas() {
        var before = client.get(CellClient.JOBS + "?limit=500").json();
        master.close();
        var exported = journal(work, "export", export.toString(), "-o", "json");
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(journal(work, "export", export.toString()).err()).contains("exists");
        var imported = journal(other, "import", export.toString(), "-o", "json");
        assertThat(imported.json()).as(imported.err()).isEqualTo(exported.json());
        assertThat(journal(other, "import", export.toString()).err()).contains("has a journal already");
        assertThat(journal(other, "verify").code()).isZero();
        master = start(other);
        client.close();
        client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        assertThat(client.get(CellClient.JOBS + "?limit=500").json()).isEqualTo(before);
        create("third", false);
    }
}
