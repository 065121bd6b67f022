package io.boreas.http.mesos.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Master.Call;
import io.boreas.http.mesos.proto.Master.Response;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of the operator API as it was recorded, in both forms; a cell in which there is one of everything answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCallsTest {
    private static final String FILE = "operator.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final byte[] NOTHING = new byte[0];

    private final Stage stage = new Stage(Sketch.smallCell(), "");
    private final List<JsonNode> answered = new ArrayList<>();

    /** With {@code -Dmesos.record=FOLDER} they are recorded anew, to be read by hand. */
    @AfterAll
    void close() throws Exception {
        stage.close();
        WritesTest.record(FILE, MAPPER.createArrayNode().addAll(answered));
    }

    static List<JsonNode> exchanges() throws Exception {
        return WritesTest.read(FILE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void isAsItWasRecorded(JsonNode recorded) throws Exception {
        var made = made(recorded);
        answered.add(made);
        assertThat(made).isEqualTo(recorded);
    }

    @Test
    void everyTypeOfCallIsRecorded() throws Exception {
        var types = Stream.concat(exchanges().stream(), WritesTest.read("operator-writes.json").stream())
                .map(recorded -> recorded.at("/call/type").asText())
                .toList();
        for (var type : Call.Type.values()) {
            if (type != Call.Type.SUBSCRIBE) { // a stream, with tests of its own
                assertThat(types).contains(type.name());
            }
        }
    }

    /** What came of the same call in both forms. Answers with figures of this machine are recorded by their names alone. */
    private JsonNode made(JsonNode recorded) throws Exception {
        var call = MAPPER.writeValueAsBytes(recorded.get("call"));
        var json = stage.post(Stage.PATH, call, "Content-Type", "application/json", "Accept", "application/json");
        var message = MesosJson.decode(call, Call.getDefaultInstance());
        var protobuf = stage.post(
                Stage.PATH,
                message.toByteArray(),
                "Content-Type",
                "application/x-protobuf",
                "Accept",
                "application/x-protobuf");
        assertThat(protobuf.statusCode()).isEqualTo(json.statusCode());
        var made = ((ObjectNode) recorded).objectNode();
        made.set("call", recorded.get("call"));
        made.put("status", json.statusCode());
        if (json.statusCode() == 200 && json.body().length > 0) {
            assertThat(type(json)).isEqualTo("application/json");
            assertThat(type(protobuf)).isEqualTo("application/x-protobuf");
            var read = Response.parseFrom(protobuf.body());
            if (read.getType() != Response.Type.GET_METRICS) {
                assertThat(new String(json.body(), UTF_8))
                        .as("the same in both forms")
                        .isEqualTo(new String(MesosJson.encode(read), UTF_8));
            }
            made.set("json", settled(MAPPER.readTree(stage.settled(new String(json.body(), UTF_8)))));
            if (fixed(read)) {
                made.put("protobuf", Base64.getEncoder().encodeToString(protobuf.body()));
            }
        } else {
            assertThat(protobuf.body()).isEqualTo(json.body());
            made.put("text", new String(json.body(), UTF_8));
        }
        return made;
    }

    private static boolean fixed(Response response) {
        return response.getType() != Response.Type.GET_METRICS && response.getType() != Response.Type.GET_MASTER;
    }

    private static JsonNode settled(JsonNode answer) {
        for (var metric : answer.at("/get_metrics/metrics")) {
            var name = metric.get("name").asText();
            if (name.startsWith("system/") || name.endsWith("uptime_secs")) {
                ((ObjectNode) metric).put("value", 0);
            }
        }
        return answer;
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void teardownReachesTheFramework() throws Exception {
        var call = "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"fw-1\"}}}";

        var answer = stage.post("/api/v1/operator", call.getBytes(UTF_8), "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(stage.cell().tornDown()).contains(new FrameworkId("fw-1"));
    }

    @Test
    void everyPathOfTheApiIsTheSame() throws Exception {
        var call = "{\"type\":\"GET_HEALTH\"}".getBytes(UTF_8);
        for (var path : List.of("/api/v1", "/api/v1/", "/master/api/v1", "/api/v1/operator", "/master/api/v1/x/y")) {
            var answer = stage.post(path, call, "Content-Type", "application/json");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8))
                    .isEqualTo("{\"type\":\"GET_HEALTH\",\"get_health\":{\"healthy\":true}}");
        }
    }

    @Test
    void refusalsAreText() throws Exception {
        var json = "application/json";
        assertThat(text(stage.get(Stage.PATH))).startsWith("405 text/plain; charset=utf-8 Expecting one of { 'POST' }");
        assertThat(text(stage.post(Stage.PATH, NOTHING))).startsWith("400 text/plain");
        assertThat(text(stage.post(Stage.PATH, NOTHING, "Content-Type", "text/html")))
                .startsWith("415 ");
        assertThat(text(stage.post(Stage.PATH, "{".getBytes(UTF_8), "Content-Type", json)))
                .startsWith("400 ");
        assertThat(text(stage.post(Stage.PATH, "{}".getBytes(UTF_8), "Content-Type", json)))
                .startsWith("400 ");
        assertThat(text(stage.post(
                        Stage.PATH,
                        "{\"type\":\"GET_STATE\"}".getBytes(UTF_8),
                        "Content-Type",
                        json,
                        "Accept",
                        "text/html")))
                .startsWith("406 ");
        stage.cell().setAvailable(false);
        try {
            assertThat(text(stage.post(Stage.PATH, "{\"type\":\"GET_STATE\"}".getBytes(UTF_8), "Content-Type", json)))
                    .isEqualTo("503 text/plain; charset=utf-8 the group agents-0 did not answer within 5 s");
        } finally {
            stage.cell().setAvailable(true);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + type(answer) + " " + new String(answer.body(), UTF_8);
    }

    @Test
    void aLoggingLevelFallsBackAfterAWhile() throws Exception {
        var call = "{\"type\":\"SET_LOGGING_LEVEL\",\"set_logging_level\":{\"level\":2,"
                + "\"duration\":{\"nanoseconds\":300000000}}}";

        assertThat(stage.post(Stage.PATH, call.getBytes(UTF_8), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);

        Watch.until(
                "the level is 0 again",
                () -> stage.levels().size() >= 2 && stage.levels().getLast() == 0);
        assertThat(stage.levels()).contains(2);
    }
}
