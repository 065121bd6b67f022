package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.EmbeddedMaster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real master that keeps its events for two seconds: its history gets shorter, and nothing else changes. */
class OldEventsTest {
    private static final String KEPT = "boreas.groups.events-kept";

    private static CommandAnswer journal(Path directory, String... words) {
        var line = new ArrayList<>(List.of(words));
        line.add("-Dboreas.groups.count=1");
        return CommandAnswer.journal(directory, line);
    }

    private static EmbeddedMaster start(Path directory, String kept) {
        var settings = new TreeMap<>(Map.of(
                "boreas.http.port",
                "0",
                "boreas.link.port",
                "0",
                "boreas.groups.count",
                "1",
                "boreas.groups.snapshot-every",
                "10",
                KEPT,
                kept));
        return EmbeddedMaster.start(directory, settings);
    }

    private static CellClient client(EmbeddedMaster master) {
        var client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        return client;
    }

    private static void create(CellClient client, String name) {
        var job = JobText.service(name).process("p", "sleep 60").placedNowhere();
        var reply = client.post(CellClient.JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    private static JsonNode jobs(CellClient client) {
        return client.get(CellClient.JOBS + "?limit=500").json();
    }

    @Test
    void historyGetsShorterAndTheCellStaysAsItIs(@TempDir Path folder) {
        var work = folder.resolve("master");
        Instant begin = Instant.now();
        JsonNode all;
        JsonNode counts;
        try (var master = start(work, "2s");
                var client = client(master)) {
            for (int i = 0; i < 60; i++) {
                create(client, "job-" + i);
            }
            Await.that("the newest snapshot is the base, so that nothing more is to go", () -> {
                var stat = journal(work, "stat", "-o", "json").json();
                return stat.path("snapshots").asInt() == 1
                        && stat.path("records").asInt() < 10;
            });
            all = jobs(client);
            assertThat(all.path("items")).hasSize(60);

            counts = journal(work, "stat", "-o", "json").json();
            assertThat(counts.path("records").asInt()).isBetween(1, 9);
            assertThat(Instant.parse(counts.path("earliest").asText())).isAfter(begin);
            assertThat(journal(work, "stat").out())
                    .contains("the cell can be shown from "
                            + counts.path("earliest").asText());
            var verified = journal(work, "verify");
            assertThat(verified.out()).contains(": sound");
            assertThat(verified.code()).isZero();

            var gone = client.get("/boreas/v1/events?after=0&follow=false");
            assertThat(gone.status()).isEqualTo(410);
            long lowest = gone.json().path("lowest").asLong();
            assertThat(lowest).isGreaterThan(40);
            assertThat(client.get("/boreas/v1/events?follow=false&after=" + (lowest - 1))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(journal(work, "verify").code()).isZero();

        try (var master = start(work, "off");
                var client = client(master)) {
            assertThat(jobs(client)).isEqualTo(all);
            for (int i = 60; i < 110; i++) {
                create(client, "job-" + i); // the snapshots that are made meanwhile do not push the base out
            }
            all = jobs(client);
        }
        assertThat(all.path("items")).hasSize(110);
        assertThat(journal(work, "verify").out()).contains(": sound");
        assertThat(journal(work, "replay", "jobs").json()).isEqualTo(all);
        assertThat(journal(work, "replay", "--no-snapshots", "jobs").json()).isEqualTo(all);
        var earliest =
                journal(work, "stat", "-o", "json").json().path("earliest").asText();
        assertThat(earliest).isGreaterThanOrEqualTo(counts.path("earliest").asText());
        assertThat(journal(work, "replay", "--at", earliest, "jobs")
                        .json()
                        .path("items")
                        .size())
                .isBetween(50, 60);
        for (var words : List.of(
                List.of("replay", "--at", begin.toString()),
                List.of("serve", "--port", "0", "--at", begin.toString()),
                List.of("diff", "--from", begin.toString()),
                List.of("export", folder.resolve("early").toString(), "--until", begin.toString()))) {
            var refused = journal(work, words.toArray(String[]::new));
            assertThat(refused.code()).as(refused.out()).isNotZero();
            assertThat(refused.err()).contains("the earliest moment is " + earliest);
        }

        var other = folder.resolve("other");
        var file = folder.resolve("cell.journal").toString();
        var exported = journal(work, "export", file, "-o", "json");
        assertThat(journal(other, "import", file, "-o", "json").json())
                .as(exported.err())
                .isEqualTo(exported.json());
        assertThat(journal(other, "verify").code()).isZero();
        try (var master = start(other, "2s");
                var client = client(master)) {
            assertThat(jobs(client)).isEqualTo(all);
        }
    }
}
