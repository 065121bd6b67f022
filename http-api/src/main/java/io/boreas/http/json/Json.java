package io.boreas.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** The one JSON mapper of the native doors. */
public final class Json {
    /** Levels an input may nest. */
    public static final int DEPTH_MAX = 64;

    private static final int ANSWER_BYTES_FIRST = 1_024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // a version bound as 1.10 is not 1.1
            .build();
    private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

    private Json() {}

    /**
     * Parses one JSON value; a name that stands twice in one object is an error.
     *
     * @throws JsonProcessingException if it is not one, with line and column
     */
    public static JsonNode parse(byte[] text) throws JsonProcessingException {
        try {
            return TREES.readTree(text);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory could not be read", e);
        }
    }

    /** Writes JSON, UTF-8. */
    public static byte[] bytes(JsonBody body) {
        try (var bytes = new ByteArrayBuilder(ANSWER_BYTES_FIRST);
                var out = MAPPER.createGenerator(bytes)) {
            body.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an answer could not be encoded", e);
        }
    }

    /** Thousandths as the shortest number. */
    public static BigDecimal decimal(long milli) {
        var number = BigDecimal.valueOf(milli, 3).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0) : number;
    }
}
