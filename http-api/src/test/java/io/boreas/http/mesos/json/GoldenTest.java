package io.boreas.http.mesos.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call, event and answer as bytes on the wire. The files were made from the table of Mesos's fields by an encoder that
 * shares nothing with protoc or with ours.
 */
class GoldenTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    record Golden(Message type, String name, String json, ByteString protobuf) {
        @Override
        public String toString() {
            return type.getDescriptorForType().getFullName() + " " + name;
        }
    }

    static Stream<Golden> goldens() {
        return Catalogue.UNIONS.stream().flatMap(type -> read(type).stream());
    }

    private static List<Golden> read(Message type) {
        var name = type.getDescriptorForType().getFullName().substring("mesos.v1.".length());
        try (var in = GoldenTest.class.getResourceAsStream("/mesos/golden/" + name + ".json")) {
            var found = new ArrayList<Golden>();
            for (JsonNode node : MAPPER.readTree(in)) {
                var bytes = ByteString.copyFrom(
                        Base64.getDecoder().decode(node.get("protobuf").textValue()));
                found.add(new Golden(
                        type, node.get("case").textValue(), node.get("json").toString(), bytes));
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void protobufIsWrittenAsJson(Golden golden) throws IOException {
        var message = golden.type().getParserForType().parseFrom(golden.protobuf());

        assertThat(new String(MesosJson.encode(message), StandardCharsets.UTF_8))
                .isEqualTo(golden.json());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void jsonIsReadAsTheSameMessage(Golden golden) throws Exception {
        var message = MesosJson.decode(golden.json().getBytes(StandardCharsets.UTF_8), golden.type());

        assertThat(message)
                .isEqualTo(Defaults.set(golden.type().getParserForType().parseFrom(golden.protobuf())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void protobufIsWrittenAsItWasRead(Golden golden) throws IOException {
        var message = golden.type().getParserForType().parseFrom(golden.protobuf());

        assertThat(message.getUnknownFields().asMap()).isEmpty();
        assertThat(message.toByteString()).isEqualTo(golden.protobuf());
    }

    @Test
    void everyTypeHasAGoldenFile() {
        for (var type : Catalogue.UNIONS) {
            var wanted = new TreeSet<String>();
            type.getDescriptorForType()
                    .findFieldByName("type")
                    .getEnumType()
                    .getValues()
                    .forEach(value -> wanted.add(value.getName()));
            wanted.remove("UNKNOWN");
            var found = new TreeSet<String>();
            read(type).forEach(golden -> found.add(golden.name()));

            assertThat(found).as(type.getDescriptorForType().getFullName()).isEqualTo(wanted);
        }
    }
}
