package io.boreas.http.mesos.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.http.BoreasServer;
import io.boreas.http.Doors;
import io.boreas.http.security.SecretFiles;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mesos's file of rate limits, at the doors as a master opens them. */
class RateLimitsFileTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String OPS = SecretFiles.basic("ops", SecretFiles.OPS_SECRET);

    @TempDir
    Path folder = Path.of("");

    private String settings(String limits) throws Exception {
        var file = Files.writeString(folder.resolve("rate-limits.json"), limits);
        return "mesos.rate-limits = \"" + file + "\"\n";
    }

    @Test
    void callsAreSpacedAndCounted() throws Exception {
        var settings = new SecretFiles(folder).settings("scheduler")
                + settings("{\"limits\": [{\"principal\": \"ops\", \"qps\": 10, \"capacity\": 100}]}");
        try (var stage = new Stage(Sketch.smallCell(), settings)) {
            long startedNs = System.nanoTime();
            var calls = IntStream.range(0, 5)
                    .mapToObj(number -> stage.client().sendAsync(revive(stage), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
            // no framework has such a name: so nothing but the limit takes time; the fifth comes four tenths of a
            // second after the first at least
            assertThat(System.nanoTime() - startedNs)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(400).toNanos());
            assertThat(calls).allSatisfy(call -> assertThat(call.join().body()).isEqualTo("Framework cannot be found"));

            var snapshot = MAPPER.readTree(stage.get("/metrics/snapshot").body());
            assertThat(snapshot.path("frameworks/ops/messages_received").intValue())
                    .isEqualTo(5);
            assertThat(snapshot.path("frameworks/ops/messages_processed").intValue())
                    .isEqualTo(5);
            var metrics = stage.post(
                    Stage.PATH,
                    "{\"type\":\"GET_METRICS\",\"get_metrics\":{}}".getBytes(UTF_8),
                    "Content-Type",
                    "application/json",
                    "Accept",
                    "application/json");
            assertThat(new String(metrics.body(), UTF_8))
                    .contains("{\"name\":\"frameworks/ops/messages_processed\",\"value\":5.0}");
        }
    }

    private static HttpRequest revive(Stage stage) {
        var json = "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"a/b\"}}";
        return stage.request(
                        "/api/v1/scheduler",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        OPS,
                        "Mesos-Stream-Id",
                        "none")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    @Test
    void aFileThatCannotBeUsedIsRefusedAtTheStartAndBefore() throws Exception {
        var bad = settings("{\"limits\": [{\"principal\": \"ops\", \"qps\": 0}]}");
        for (var tried : new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
            () -> BoreasServer.check(Doors.settings(bad)), () -> new Stage(Sketch.smallCell(), bad)
        }) {
            assertThatThrownBy(tried)
                    .hasStackTraceContaining("boreas.http.mesos.rate-limits names " + folder.resolve("rate-limits.json")
                            + ": limits[0].qps is a positive number, not 0");
        }
        var missing = "mesos.rate-limits = \"" + folder.resolve("none") + "\"\n";
        assertThatThrownBy(() -> BoreasServer.check(Doors.settings(missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which cannot be read");
        // what Mesos passes over is passed over
        BoreasServer.check(Doors.settings(settings(
                "{\"limits\": [{\"principal\": \"ops\", \"capacity\": 5}], \"aggregate_default_capacity\": 7}")));
    }
}
