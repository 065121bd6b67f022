package io.boreas.http.mesos.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in is a message or a clear fault, and every message survives the way out and back. */
class JsonFuzzTest {
    private static final int ROUNDS = 1_500;
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "\"type\"",
        "\"accept\"",
        "\"value\"",
        "\"\"",
        "-",
        "1",
        "1e9",
        "0.5",
        "18446744073709551616",
        "\"SUBSCRIBE\"",
        "\"subscribe\"",
        "\"framework_id\"",
        "\"parent\"",
        "\"\\ud83d\"",
        " ",
        "\"="
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyMessageSurvivesJson(long seed) throws JsonFault {
        var random = new RandomMessages(seed);
        for (var type : Catalogue.messages()) {
            for (int i = 0; i < 5; i++) {
                var message = random.fill(DynamicMessage.newBuilder(type), 0);

                var read = MesosJson.decode(MesosJson.encode(message), DynamicMessage.getDefaultInstance(type));

                assertThat(read).as(type.getFullName()).isEqualTo(Defaults.set(message));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyCallAndEventSurvivesJson(long seed) throws JsonFault {
        var random = new RandomMessages(seed);
        for (var type : Catalogue.UNIONS) {
            for (int i = 0; i < 50; i++) {
                var message = random.fill(type.newBuilderForType(), 0);

                assertThat(MesosJson.decode(MesosJson.encode(message), type)).isEqualTo(Defaults.set(message));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void damagedJsonIsAMessageOrAFault(long seed) {
        var random = new Random(seed);
        var messages = new RandomMessages(seed);
        int faults = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var type = Catalogue.UNIONS.get(random.nextInt(Catalogue.UNIONS.size()));
            var text = damaged(MesosJson.encode(messages.fill(type.newBuilderForType(), 0)), random);
            faults += readsOrIsAtFault(text, type) ? 0 : 1;
        }
        assertThat(faults).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void tokensInAnyOrderAreAMessageOrAFault(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "{" : "");
            for (int n = random.nextInt(40); n >= 0; n--) {
                text.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            var type = Catalogue.UNIONS.get(random.nextInt(Catalogue.UNIONS.size()));
            readsOrIsAtFault(text.toString().getBytes(StandardCharsets.UTF_8), type);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void damagedProtobufIsAMessageThatJsonCanTellOrAFault(long seed) throws JsonFault {
        var random = new Random(seed);
        var messages = new RandomMessages(seed);
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var type = Catalogue.UNIONS.get(random.nextInt(Catalogue.UNIONS.size()));
            var bytes = damaged(messages.fill(type.newBuilderForType(), 0).toByteArray(), random);
            try {
                var message = type.getParserForType().parseFrom(bytes);
                read++;
                MesosJson.encode(message);
            } catch (InvalidProtocolBufferException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        assertThat(read).isPositive();
    }

    private static boolean readsOrIsAtFault(byte[] text, Message type) {
        try {
            var message = MesosJson.decode(text, type);
            assertThat(message.isInitialized()).isTrue();
            assertThat(MesosJson.decode(MesosJson.encode(message), type)).isEqualTo(Defaults.set(message));
            return true;
        } catch (JsonFault e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(5_000);
            return false;
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        var damaged = bytes.clone();
        for (int n = random.nextInt(4); n >= 0 && damaged.length > 0; n--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(5)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged = Arrays.copyOf(damaged, at);
                case 3 -> damaged = spliced(damaged, at, random.nextInt(damaged.length));
                default -> damaged[at] = damaged[random.nextInt(damaged.length)];
            }
        }
        return damaged;
    }

    /** The bytes up to one place, and then those from another on. */
    private static byte[] spliced(byte[] bytes, int end, int start) {
        var spliced = Arrays.copyOf(bytes, end + bytes.length - start);
        System.arraycopy(bytes, start, spliced, end, bytes.length - start);
        return spliced;
    }
}
