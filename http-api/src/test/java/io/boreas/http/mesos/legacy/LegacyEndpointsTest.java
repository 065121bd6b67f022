package io.boreas.http.mesos.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.http.mesos.operator.Sketch;
import io.boreas.http.mesos.operator.Stage;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint as it was recorded: exact keys and values. A cell in which there is one of everything answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegacyEndpointsTest {
    private static final String FILE = "/mesos/exchanges/legacy.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Stage stage = new Stage(Sketch.smallCell(), "");

    @AfterAll
    void close() {
        stage.close();
    }

    static List<JsonNode> exchanges() throws Exception {
        var exchanges = new ArrayList<JsonNode>();
        try (var in = LegacyEndpointsTest.class.getResourceAsStream(FILE)) {
            MAPPER.readTree(in).forEach(exchanges::add);
        }
        return exchanges;
    }

    /** With {@code -Dmesos.record=FILE} they are recorded anew, to be read by hand. */
    @Test
    void records() throws Exception {
        var file = System.getProperty("mesos.record", "");
        if (!file.isEmpty()) {
            var all = MAPPER.createArrayNode();
            for (var recorded : exchanges()) {
                all.add(made(recorded));
            }
            Files.writeString(Path.of(file), all.toPrettyString() + "\n");
        }
        assertThat(exchanges()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void isAsItWasRecorded(JsonNode recorded) throws Exception {
        assertThat(made(recorded)).isEqualTo(recorded);
    }

    private JsonNode made(JsonNode recorded) throws Exception {
        var method = recorded.path("method").asText("GET");
        var path = recorded.get("path").asText();
        var answer = method.equals("GET")
                ? stage.get(path)
                : stage.client()
                        .send(
                                stage.request(path)
                                        .method(
                                                method,
                                                java.net.http.HttpRequest.BodyPublishers.ofString(
                                                        recorded.path("body").asText()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        var made = ((ObjectNode) recorded).objectNode();
        List.of("method", "path", "body").forEach(key -> {
            if (recorded.has(key)) {
                made.set(key, recorded.get(key));
            }
        });
        made.put("status", answer.statusCode());
        answer.headers().firstValue("Location").ifPresent(at -> made.put("location", stage.settled(at)));
        var text = stage.settled(new String(answer.body(), UTF_8));
        if (type(answer).equals("application/json")) {
            made.set("json", settled(MAPPER.readTree(text)));
        } else {
            made.put("text", text);
        }
        return made;
    }

    /** Figures of this machine are recorded by their names alone. */
    private static JsonNode settled(JsonNode json) {
        if (json instanceof ObjectNode object) {
            for (var name : List.of("system/", "master/uptime_secs", "mem_", "cpus_total", "avg_load")) {
                for (var field : object.properties()) {
                    if (field.getKey().startsWith(name) && field.getValue().isNumber()) {
                        field.setValue(object.numberNode(0));
                    }
                }
            }
            object.remove(List.of("system/load_1min", "avg_load_1min"));
        }
        return json;
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/state", "/slaves", "/version", "/metrics/snapshot", "/master/frameworks/"})
    void aScriptHandsTheJsonToAFunction(String path) throws Exception {
        var answer = stage.get(path + "?jsonp=angular.callbacks._0");

        var text = new String(answer.body(), UTF_8);
        assertThat(type(answer)).startsWith("text/javascript");
        assertThat(text).startsWith("angular.callbacks._0({").endsWith("})");
        assertThat(MAPPER.readTree(text.substring("angular.callbacks._0(".length(), text.length() - 1)))
                .isNotEmpty();
    }

    @Test
    void noOtherScriptIsMade() throws Exception {
        assertThat(stage.get("/state?jsonp=alert(1)//").statusCode()).isEqualTo(400);
        assertThat(stage.get("/state?jsonp=f", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(stage.get("/state?jsonp=f", "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(200);
    }

    @Test
    void ownPagesStayWhatTheyAre() throws Exception {
        assertThat(type(stage.get("/"))).startsWith("text/html");
        assertThat(type(stage.get("/metrics"))).startsWith("text/plain");
        assertThat(stage.get("/boreas/v1/version").statusCode()).isEqualTo(200);
        assertThat(stage.get("/boreas/v1/health").statusCode()).isEqualTo(200);
        assertThat(stage.get("/nothing/here").statusCode()).isEqualTo(404);
    }

    /** Ten times smaller than what must take half a second; the time is printed, not judged, for the machine is shared. */
    @Test
    void aLargeStateIsUnderWayBeforeItIsWritten() throws Exception {
        int agents = Integer.getInteger("mesos.agents", 1_000);
        try (var large = new Stage(Sketch.largeCell(agents, 10), "")) {
            for (int round = 0; round < Integer.getInteger("mesos.rounds", 2); round++) {
                long start = System.nanoTime();
                var answer = large.client()
                        .send(large.request("/state").GET().build(), HttpResponse.BodyHandlers.ofInputStream());
                try (var in = answer.body()) {
                    assertThat(in.read()).isEqualTo('{');
                    long first = System.nanoTime();
                    long bytes = 1;
                    var buffer = new byte[1 << 16];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        bytes += n;
                    }
                    long end = System.nanoTime();
                    System.out.printf(
                            "/state of %d agents: first byte %d ms, all %d MB %d ms%n",
                            agents, (first - start) / 1_000_000, bytes >> 20, (end - start) / 1_000_000);
                    assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
                    assertThat(bytes).isGreaterThan(agents * 1_000L);
                }
            }
            var state = MAPPER.readTree(large.get("/state").body());
            assertThat(state.path("slaves").size()).isEqualTo(agents);
            int tasks = 0;
            for (var framework : state.path("frameworks")) {
                tasks += framework.path("tasks").size();
            }
            assertThat(tasks).isEqualTo(agents * 10);
        }
    }
}
