package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.EmbeddedMaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code boreas journal follow} beside masters that come and go. */
final class FollowTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path work;

    @Test
    void whatIsFollowedIsThereOnceAndInOrderWhicheverMasterWritesIt() throws Exception {
        CompletableFuture<CommandAnswer> all;
        CompletableFuture<CommandAnswer> some;
        try (var master = start();
                var client = ready(master)) {
            create(client, "before");
            var last = lines(journal("ls", "-o", "json")).getLast().path("id").asText();
            var position = last.substring(0, last.indexOf('.'));
            all = follow("--after", position, "--kind", "job.created", "--limit", "4", "-o", "json");
            some = follow("--since", "-1h", "--job", JobText.key("third"), "--limit", "1", "-o", "json");
            create(client, "first");
            create(client, "second");
        }
        assertThat(all).isNotDone();
        try (var master = start();
                var client = ready(master)) {
            create(client, "third");
            create(client, "fourth");
            assertThat(aggregates(all)).containsExactly("first", "second", "third", "fourth");
            assertThat(aggregates(some)).containsExactly("third");
            assertThat(aggregates(follow("--after", "0", "--until", "2020-01-01T00:00:00Z", "-o", "json")))
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBeFollowedIsRefused() {
        assertThat(journal("follow", "--limit", "1").err()).contains("there is no journal");
        assertThat(journal("follow", "--help").out()).contains("asks no master", "Examples");
    }

    private static List<String> aggregates(CompletableFuture<CommandAnswer> followed) throws Exception {
        var answer = followed.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.code()).as(answer.toString()).isZero();
        return lines(answer).stream()
                .map(line -> line.path("aggregate").asText())
                .map(key -> key.substring(key.lastIndexOf('/') + 1))
                .toList();
    }

    private static List<JsonNode> lines(CommandAnswer answer) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : answer.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private CommandAnswer journal(String... words) {
        return CommandAnswer.journal(work, List.of(words));
    }

    private CompletableFuture<CommandAnswer> follow(String... words) {
        var line = new ArrayList<>(List.of("follow"));
        line.addAll(List.of(words));
        return CompletableFuture.supplyAsync(
                () -> CommandAnswer.journal(work, line),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private EmbeddedMaster start() {
        return EmbeddedMaster.start(work, new TreeMap<>(Map.of("boreas.http.port", "0", "boreas.link.port", "0")));
    }

    private static CellClient ready(EmbeddedMaster master) {
        var client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        return client;
    }

    private static void create(CellClient client, String name) {
        var job = JobText.service(name).process("p", "sleep 60").placedNowhere();
        assertThat(client.post(CellClient.JOBS, job.toString()).status()).isEqualTo(201);
    }
}
