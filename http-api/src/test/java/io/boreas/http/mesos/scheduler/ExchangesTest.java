package io.boreas.http.mesos.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.id.AgentId;
import io.boreas.core.task.Payload;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.proto.Scheduler.Response;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call and every refusal as it was recorded: what was sent, what came back, what reached the cell, and what the scheduler
 * heard. Frameworks: {@code f} and {@code t} are connected, {@code d} was, all others are not known.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangesTest {
    private static final String FILE = "/mesos/exchanges/scheduler.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final FrameworkPush MARK = new FrameworkPush.Message(new AgentId("a1"), "mark", Payload.NONE);

    private final SchedulerStage stage = new SchedulerStage("mesos.heartbeat = 100ms");
    private final HttpClient client = HttpClient.newHttpClient();

    /** One exchange in one form. */
    record Exchange(Media media, JsonNode recorded) {
        @Override
        public String toString() {
            return recorded.get("case").textValue() + ", " + media;
        }

        byte[] body() throws Exception {
            var name = media.name().toLowerCase(Locale.ROOT);
            var sent = recorded.get(name);
            return media == Media.JSON
                    ? (sent.isTextual() ? sent.textValue() : sent.toString()).getBytes(UTF_8)
                    : Base64.getDecoder().decode(sent.textValue());
        }

        String framework() {
            return recorded.path("json").path("framework_id").path("value").asText();
        }
    }

    static List<Exchange> exchanges() throws IOException {
        var exchanges = new ArrayList<Exchange>();
        try (InputStream in = ExchangesTest.class.getResourceAsStream(FILE)) {
            for (var recorded : MAPPER.readTree(in)) {
                for (var media : Media.values()) {
                    exchanges.add(new Exchange(media, recorded));
                }
            }
        }
        return exchanges;
    }

    @BeforeAll
    void subscribe() throws Exception {
        stage.subscribe("d").close();
        SchedulerStage.await(
                "d is gone", () -> !stage.frameworks().disconnects().isEmpty());
    }

    @AfterAll
    void close() {
        client.shutdownNow();
        stage.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void isAsItWasRecorded(Exchange exchange) throws Exception {
        assertThat(made(exchange)).isEqualTo(exchange.recorded().get("answer"));
    }

    /** Makes an exchange: what came of it. */
    JsonNode made(Exchange exchange) throws Exception {
        // A framework that is torn down may not return: each form has its own.
        var torn = exchange.framework().equals("t");
        var id = torn ? "t" + exchange.media() : "f";
        try (var stream = stage.subscribe(id)) {
            stream.next();
            return seen(exchange, send(exchange, stream.id(), torn), stream, id);
        }
    }

    private HttpResponse<byte[]> send(Exchange exchange, String streamId, boolean torn) throws Exception {
        var recorded = exchange.recorded();
        var body = exchange.body();
        if (torn) {
            var call = exchange.media().decode(body, Call.getDefaultInstance()).toBuilder();
            call.getFrameworkIdBuilder().setValue("t" + exchange.media());
            body = exchange.media().encode(call.build());
        }
        var request = stage.request(SchedulerStage.PATH)
                .method(recorded.path("method").asText("POST"), HttpRequest.BodyPublishers.ofByteArray(body));
        var headers = recorded.path("headers");
        var type = headers.path("Content-Type").asText(exchange.media().contentType());
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.header("Accept", headers.path("Accept").asText(exchange.media().contentType()));
        if (headers.has("Content-Encoding")) {
            request.header("Content-Encoding", headers.get("Content-Encoding").asText());
        }
        var stream = recorded.path("stream").asText(streamId);
        if (!stream.isEmpty()) {
            request.header(Head.STREAM_ID, stream);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode seen(Exchange exchange, HttpResponse<byte[]> answer, SchedulerStage.Stream stream, String id)
            throws Exception {
        var seen = MAPPER.createObjectNode();
        seen.put("status", answer.statusCode());
        for (var header : List.of("Content-Type", "Allow")) {
            // the answer's type is the one that was asked for
            answer.headers()
                    .firstValue(header)
                    .map(value -> value.equals(exchange.media().contentType()) ? "as accepted" : value)
                    .ifPresent(value -> seen.put(header, value));
        }
        body(exchange, answer, seen);
        var asked = seen.putArray("asked");
        stage.frameworks().taken().forEach(call -> asked.add(call.toString().replace(id, "f")));
        var heard = seen.putArray("heard");
        if (!id.startsWith("t")) {
            stage.frameworks().push(id, MARK);
            for (var event = stream.news();
                    !event.getMessage().getExecutorId().getValue().equals("mark"); ) {
                heard.add(MAPPER.readTree(MesosJson.encode(event)));
                event = stream.news();
            }
        }
        return MAPPER.readTree(seen.toString());
    }

    private static void body(Exchange exchange, HttpResponse<byte[]> answer, ObjectNode seen) throws Exception {
        if (seen.path("Content-Type").asText().equals("as accepted")) {
            var response = exchange.media().decode(answer.body(), Response.getDefaultInstance());
            seen.set("response", MAPPER.readTree(MesosJson.encode(response)));
        } else if (answer.body().length > 0) {
            // What a parser says is its own.
            var text = new String(answer.body(), UTF_8);
            seen.put(
                    "text",
                    text.startsWith("Failed to") && text.contains("into Call protobuf:")
                            ? text.replaceFirst(
                                    "Failed to (convert JSON|parse body) into Call protobuf:.*", "(not readable)")
                            : text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/scheduler/",
                "/master/api/v1/scheduler",
                "/master/api/v1/scheduler/deeper/still?x=1",
                "/api/v1/scheduler/operator"
            })
    void pathsAreThePrefixesThatMesosKnows(String path) throws Exception {
        var answer = stage.send(stage.request(path).GET().build());

        assertThat(answer.statusCode()).isEqualTo(405);
    }

    @Test
    void anAbsoluteTargetIsServed() throws Exception {
        var answer = stage.raw("GET http://127.0.0.1:" + stage.port() + "/api/v1/scheduler HTTP/1.1\r\nHost: 127.0.0.1:"
                + stage.port() + "\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 405 ")
                .endsWith("\r\n\r\nExpecting one of { 'POST' }, but received 'GET'");
    }

    @Test
    void otherPathsAreUnknown() throws Exception {
        var answer = stage.send(stage.request("/api/v1/schedulers").GET().build());

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void aCompressedBodyIsRead() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            var packed = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(packed)) {
                out.write("{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"f\"}}".getBytes(UTF_8));
            }
            var answer = stage.send(stage.request(SchedulerStage.PATH)
                    .header("Content-Type", "application/json")
                    .header("Content-Encoding", "gzip")
                    .header(Head.STREAM_ID, stream.id())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                    .build());

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().firstValue("Content-Length")).contains("0");
            assertThat(stage.frameworks().taken()).hasSize(1);
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        try (var small = new SchedulerStage("mesos.body-bytes-max = 64KiB")) {
            var answer = small.call("s", " ".repeat((64 << 10) + 1));

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(answer.body()).isEqualTo("A body has at most 65536 bytes.");
        }
    }

    @Test
    void aBodyThatNeverEndsIsTimedOut() throws Exception {
        try (var hasty = new SchedulerStage("body-timeout = 1s");
                var socket = hasty.socket()) {
            socket.getOutputStream()
                    .write(("POST /api/v1/scheduler HTTP/1.1\r\nHost: 127.0.0.1:" + hasty.port()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                            .getBytes(UTF_8));
            var first = new String(socket.getInputStream().readNBytes(12), UTF_8);

            assertThat(first).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void aForeignPageIsKeptOut() throws Exception {
        var answer = stage.raw(
                "POST /api/v1/scheduler HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("text/plain");
    }
}
