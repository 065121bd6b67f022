package io.boreas.http.mesos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.boreas.http.mesos.json.Catalogue;
import io.boreas.http.mesos.json.RandomMessages;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked, the answer is a call or a status of the table with a text. */
class CallDoorFuzzTest {
    private static final List<CallDoor<? extends Message>> DOORS = List.of(
            CallDoor.scheduler(Requests.BODY_BYTES_MAX),
            CallDoor.executor(Requests.BODY_BYTES_MAX),
            CallDoor.master(Requests.BODY_BYTES_MAX),
            CallDoor.agent(Requests.BODY_BYTES_MAX));
    private static final List<String> NAMES = List.of(
            "Content-Type", "Accept", "Content-Encoding", "Mesos-Stream-Id", "Message-Content-Type", "Message-Accept");
    private static final List<String> VALUES = List.of(
            "application/json",
            "application/x-protobuf",
            "application/recordio",
            "*/*",
            "",
            ";",
            ",,;q=,",
            "gzip",
            "identity",
            "text/plain; q=0",
            "\u0000");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyRequestIsOpenedOrRefused(long seed) {
        var random = new Random(seed);
        var messages = new RandomMessages(seed);
        int opened = 0;
        for (int i = 0; i < 3_000; i++) {
            var door = DOORS.get(random.nextInt(DOORS.size()));
            var outcome = door.open(Requests.ANYBODY, Requests.SERVING, head(random), body(random, messages));
            switch (outcome) {
                case Outcome.Opened<?> call -> opened++;
                case Outcome.Refused<?>(var refusal) -> {
                    assertThat(refusal.status()).isIn(400, 405, 406, 413, 415, 501);
                    assertThat(refusal.text()).isNotBlank();
                }
            }
        }
        assertThat(opened).isPositive();
    }

    private static Head head(Random random) {
        var headers = new TreeMap<String, String>();
        headers.put("Content-Type", VALUES.get(random.nextInt(3)));
        for (int n = random.nextInt(3); n > 0; n--) {
            headers.put(NAMES.get(random.nextInt(NAMES.size())), VALUES.get(random.nextInt(VALUES.size())));
        }
        return new Head(random.nextInt(50) == 0 ? "GET" : "POST", "/api/v1", headers);
    }

    private static byte[] body(Random random, RandomMessages messages) {
        var type = Catalogue.UNIONS.get(random.nextInt(Catalogue.UNIONS.size()));
        var media = random.nextBoolean() ? Media.JSON : Media.PROTOBUF;
        var bytes = media.encode(messages.fill(type.newBuilderForType(), 0));
        if (random.nextInt(3) == 0) {
            bytes = ContentCoding.gzip(bytes);
        }
        if (bytes.length > 0 && random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
