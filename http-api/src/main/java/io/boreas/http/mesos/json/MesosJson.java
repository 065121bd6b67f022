package io.boreas.http.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Messages as JSON and back, with the peculiarities of Mesos.
 *
 * <p>Written: fields by their names in the messages, in the order of declaration; enum values by name; bytes in base64; 64-bit
 * integers as numbers; maps as objects. What is not set is left out, but for a field that is not deprecated and declares a
 * default: that is written with it.
 *
 * <p>Read: unknown names are skipped; null is not set; a string will do for a number or a boolean that it spells; a single
 * value will do for a list; a fraction is cut off an integer; an enum value of an unknown name is not set. Of a name that stands twice, the
 * last counts.
 *
 * <p>Source: Mesos 1.11, behaviour of its v1 APIs.
 */
public final class MesosJson {
    /** Levels an input may nest; the same as for protobuf. */
    public static final int DEPTH_MAX = 100;

    private static final int ENCODED_BYTES_FIRST = 512;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names come from strangers
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private MesosJson() {}

    /** The UTF-8 text of a message. */
    public static byte[] encode(Message message) {
        try (var bytes = new ByteArrayBuilder(ENCODED_BYTES_FIRST);
                var out = FACTORY.createGenerator(bytes)) {
            write(message, out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a message could not be encoded", e);
        }
    }

    /** Writes a message as one value. */
    public static void write(Message message, JsonGenerator out) throws IOException {
        MessageWriter.write(message, out);
    }

    /**
     * The message a text stands for; all its required fields are set.
     *
     * @param type any message of the type, such as its default instance
     * @throws JsonFault if the text is no JSON, or not of this type
     */
    @SuppressWarnings("unchecked") // a builder builds what it was made from
    public static <M extends Message> M decode(byte[] text, M type) throws JsonFault {
        try (var parser = FACTORY.createParser(text)) {
            return (M) new MessageReader(parser).whole(type.newBuilderForType());
        } catch (JsonProcessingException e) {
            throw syntaxFault(e);
        } catch (IOException e) {
            throw new JsonFault("", "is not text: " + e.getMessage());
        }
    }

    private static JsonFault syntaxFault(JsonProcessingException e) {
        var at = e.getLocation();
        var where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return new JsonFault("", e.getOriginalMessage() + where);
    }
}
