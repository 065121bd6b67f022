package io.boreas.http.mesos.operator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.boreas.http.mesos.json.MesosJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Part of a message too large to be built as one: its items are made one after the other while it is written. As JSON nothing of it is
 * ever held; as protobuf its bytes are, for each level says how long it is before it begins.
 */
sealed interface Part {
    String name();

    int number();

    /** Writes the field in a JSON object. */
    void write(JsonGenerator out) throws IOException;

    /** The field's bytes, in pieces. */
    List<byte[]> encode();

    /** The type of an answer or event. */
    record Kind(String name, int number, String word, int code) implements Part {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStringField(name, word);
        }

        @Override
        public List<byte[]> encode() {
            return List.of(bytes(out -> out.writeEnum(number, code), CodedOutputStream.computeEnumSize(number, code)));
        }
    }

    /** A number. */
    record Seconds(String name, int number, double value) implements Part {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeNumberField(name, value);
        }

        @Override
        public List<byte[]> encode() {
            return List.of(
                    bytes(out -> out.writeDouble(number, value), CodedOutputStream.computeDoubleSize(number, value)));
        }
    }

    /** A repeated field. */
    record Items(String name, int number, Source items) implements Part {
        /** Makes the items anew each time. */
        interface Source {
            Stream<? extends Message> stream();
        }

        @Override
        public void write(JsonGenerator out) throws IOException {
            // Pushed, not pulled: an iterator would make all tasks of a framework before the first is written.
            var opened = new AtomicBoolean();
            try {
                items.stream().forEach(item -> {
                    try {
                        if (!opened.getAndSet(true)) {
                            out.writeArrayFieldStart(name);
                        }
                        MesosJson.write(item, out);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (opened.get()) {
                out.writeEndArray();
            }
        }

        @Override
        public List<byte[]> encode() {
            var pieces = new ArrayList<byte[]>();
            items.stream()
                    .forEach(item -> pieces.add(bytes(
                            out -> out.writeMessage(number, item),
                            CodedOutputStream.computeMessageSize(number, item))));
            return pieces;
        }
    }

    /** A message in the message. */
    record Nested(String name, int number, List<Part> parts) implements Part {
        public Nested {
            parts = List.copyOf(parts);
        }

        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeObjectFieldStart(name);
            for (var part : parts) {
                part.write(out);
            }
            out.writeEndObject();
        }

        @Override
        public List<byte[]> encode() {
            var inner = Part.encode(parts);
            int length = length(inner);
            var pieces = new ArrayList<byte[]>(inner.size() + 1);
            int head = CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length);
            pieces.add(bytes(
                    out -> {
                        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                        out.writeUInt32NoTag(length);
                    },
                    head));
            pieces.addAll(inner);
            return pieces;
        }
    }

    /** A whole message as one JSON value. */
    static void write(List<Part> parts, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var part : parts) {
            part.write(out);
        }
        out.writeEndObject();
    }

    /** A whole message's bytes, in pieces. */
    static List<byte[]> encode(List<Part> parts) {
        var pieces = new ArrayList<byte[]>();
        parts.forEach(part -> pieces.addAll(part.encode()));
        return pieces;
    }

    /**
     * How many bytes pieces have.
     *
     * @throws ArithmeticException if they are more than a message may have
     */
    static int length(List<byte[]> pieces) {
        int length = 0;
        for (var piece : pieces) {
            length = Math.addExact(length, piece.length);
        }
        return length;
    }

    /** Writes to an array of known size. */
    @FunctionalInterface
    interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing, int size) {
        var bytes = new byte[size];
        try {
            var out = CodedOutputStream.newInstance(bytes);
            writing.write(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory could not be written", e);
        }
        return bytes;
    }
}
