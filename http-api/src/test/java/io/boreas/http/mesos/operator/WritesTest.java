package io.boreas.http.mesos.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Master.Call;
import io.boreas.http.mesos.proto.Master.Response;
import io.boreas.http.mesos.wire.Media;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What operators change, one call after the other and reads between them, as it was recorded: refusals leave everything as it was.
 * With {@code -Dmesos.record=FOLDER} it is recorded anew, to be read by hand.
 */
class WritesTest {
    private static final String OPERATOR = "operator-writes.json";
    private static final String LEGACY = "legacy-writes.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Makes one exchange of a recorded one. */
    @FunctionalInterface
    private interface Exchange {
        ObjectNode make(Stage stage, JsonNode recorded) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void operatorsChangeTheCellAsItWasRecorded(Media media) throws Exception {
        assertThat(replayed(OPERATOR, (stage, recorded) -> call(stage, recorded, media)))
                .containsExactlyElementsOf(read(OPERATOR));
    }

    @Test
    void olderToolsChangeTheCellAsItWasRecorded() throws Exception {
        assertThat(replayed(LEGACY, WritesTest::legacy)).containsExactlyElementsOf(read(LEGACY));
    }

    private static ArrayNode replayed(String file, Exchange exchange) throws Exception {
        var made = MAPPER.createArrayNode();
        try (var stage = new Stage(Sketch.smallCell(), "")) {
            for (var recorded : read(file)) {
                made.add(exchange.make(stage, recorded));
            }
        }
        record(file, made);
        return made;
    }

    /** Keeps exchanges to be read by hand, if that was asked for. */
    static void record(String file, JsonNode made) throws IOException {
        var folder = System.getProperty("mesos.record", "");
        if (!folder.isEmpty()) {
            Files.writeString(Path.of(folder, file), made.toPrettyString() + "\n");
        }
    }

    static List<JsonNode> read(String file) throws IOException {
        try (var in = WritesTest.class.getResourceAsStream("/mesos/exchanges/" + file)) {
            return List.copyOf(MAPPER.readTree(in).valueStream().toList());
        }
    }

    private static ObjectNode call(Stage stage, JsonNode recorded, Media media) throws Exception {
        var json = MAPPER.writeValueAsBytes(recorded.get("call"));
        var type = media.contentType();
        var body =
                switch (media) {
                    case JSON -> json;
                    case PROTOBUF ->
                        MesosJson.decode(json, Call.getDefaultInstance()).toByteArray();
                };
        var answer = stage.post(Stage.PATH, body, "Content-Type", type, "Accept", type);
        var made = MAPPER.createObjectNode();
        made.set("call", recorded.get("call"));
        made.put("status", answer.statusCode());
        if (answer.statusCode() == 200 && answer.body().length > 0) {
            var read =
                    switch (media) {
                        case JSON -> answer.body();
                        case PROTOBUF -> MesosJson.encode(Response.parseFrom(answer.body()));
                    };
            made.set("json", MAPPER.readTree(stage.settled(new String(read, UTF_8))));
        } else {
            made.put("text", new String(answer.body(), UTF_8));
        }
        return made;
    }

    private static ObjectNode legacy(Stage stage, JsonNode recorded) throws Exception {
        var body = recorded.path("body").asText();
        var answer = stage.client()
                .send(
                        stage.request(recorded.get("path").asText())
                                .method(
                                        recorded.get("method").asText(),
                                        body.isEmpty()
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        var made = MAPPER.createObjectNode();
        List.of("method", "path", "body").forEach(key -> {
            if (recorded.has(key)) {
                made.set(key, recorded.get(key));
            }
        });
        made.put("status", answer.statusCode());
        if (answer.headers().firstValue("Content-Type").orElse("").equals("application/json")) {
            made.set("json", MAPPER.readTree(stage.settled(answer.body())));
        } else {
            made.put("text", answer.body());
        }
        return made;
    }
}
