package io.boreas.http.mesos.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Bodies that are nearly what they should be: each is answered, none breaks anything, and nobody else is disturbed. */
class SchedulerFuzzTest {
    private static final int BODIES = 3_000;
    private static final Set<Integer> EXPECTED = Set.of(200, 202, 400, 403, 406, 501);
    private static final List<String> STRANGE = List.of(
            "-1",
            "0",
            "1e308",
            "-1e308",
            "\"Infinity\"",
            "\"NaN\"",
            "9223372036854775807",
            "-9223372036854775808",
            "1e-9",
            "null",
            "[]",
            "{}",
            "\"\"",
            "\"..\"",
            "\"a/b\"",
            "\"\\u0000\"",
            "\"*\"",
            "true",
            "\"/\"",
            "\"-\"");

    @Test
    void everyBodyIsAnswered() throws Exception {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_102);
        var exchanges = ExchangesTest.exchanges();
        try (var stage = new SchedulerStage();
                var other = stage.subscribe("other");
                var client = HttpClient.newHttpClient()) {
            other.next();
            var stream = stage.subscribe("f");
            for (int i = 0; i < BODIES; i++) {
                var exchange = exchanges.get(random.nextInt(exchanges.size()));
                var body = exchange.media() == Media.JSON
                        ? mutated(random, new String(exchange.body(), UTF_8)).getBytes(UTF_8)
                        : mutated(random, exchange.body());
                if (tearsDown(exchange.media(), body)) {
                    continue;
                }
                var request = stage.request(SchedulerStage.PATH)
                        .header("Content-Type", exchange.media().contentType())
                        .header("Accept", exchange.media().contentType())
                        .header(Head.STREAM_ID, stream.id())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                var answer = client.send(request, BodyHandlers.ofString());
                assertThat(EXPECTED)
                        .as("body %d, %s, answered %s", i, exchange, answer.body())
                        .contains(answer.statusCode());
            }
            stream.close();
            var alive = stage.call(other.id(), "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"other\"}}");
            assertThat(alive.statusCode()).isEqualTo(202);
        }
    }

    private static boolean tearsDown(Media media, byte[] body) {
        try {
            return media.decode(body, Call.getDefaultInstance()).getType() == Call.Type.TEARDOWN;
        } catch (Exception e) {
            return false;
        }
    }

    /** Another value in the place of one. */
    private static String mutated(RandomGenerator random, String json) {
        var text = json;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int colon = text.indexOf(':', random.nextInt(Math.max(1, text.length())));
            if (colon < 0) {
                continue;
            }
            int end = colon + 1;
            while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            text = text.substring(0, colon + 1) + STRANGE.get(random.nextInt(STRANGE.size())) + text.substring(end);
        }
        return text;
    }

    private static byte[] mutated(RandomGenerator random, byte[] protobuf) {
        var bytes = protobuf.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
