package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.TextSet;
import io.boreas.core.task.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Forms of values that are not made of others. */
final class PlainForms {
    private static final int UUID_BYTES = 16;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** Seconds of which the milliseconds are a long. */
    private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000 - 1;

    private PlainForms() {}

    /** All of them, by their types. */
    static Map<Class<?>, Form<?>> byType() {
        var forms = new HashMap<Class<?>, Form<?>>();
        forms.put(String.class, new Text());
        forms.put(boolean.class, new Flag());
        forms.put(Boolean.class, new Flag());
        forms.put(int.class, new Number32());
        forms.put(Integer.class, new Number32());
        forms.put(long.class, new Number64());
        forms.put(Long.class, new Number64());
        forms.put(double.class, new Fraction());
        forms.put(Double.class, new Fraction());
        forms.put(Instant.class, new Time<>(Instant::getEpochSecond, Instant::getNano, Instant::ofEpochSecond));
        forms.put(Duration.class, new Time<>(Duration::getSeconds, Duration::getNano, Duration::ofSeconds));
        forms.put(UUID.class, new Id());
        forms.put(byte[].class, new Raw());
        forms.put(Payload.class, new Bytes());
        forms.put(Ranges.class, new Numbers());
        forms.put(TextSet.class, new Texts());
        forms.put(ActorRef.class, new Ref());
        return Map.copyOf(forms);
    }

    private record Text() implements Form<String> {
        @Override
        public void write(String value, Writing out) throws IOException {
            out.generator().writeString(value);
        }

        @Override
        public String read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_STRING);
            return in.parser().getText();
        }

        @Override
        public @Nullable String absent() {
            return "";
        }
    }

    private record Flag() implements Form<Boolean> {
        @Override
        public void write(Boolean value, Writing out) throws IOException {
            out.generator().writeBoolean(value);
        }

        @Override
        public Boolean read(Reading in) throws IOException {
            return in.parser().getBooleanValue();
        }
    }

    private record Number32() implements Form<Integer> {
        @Override
        public void write(Integer value, Writing out) throws IOException {
            out.generator().writeNumber(value.intValue());
        }

        @Override
        public Integer read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_NUMBER_INT);
            return in.parser().getIntValue();
        }
    }

    private record Number64() implements Form<Long> {
        @Override
        public void write(Long value, Writing out) throws IOException {
            out.generator().writeNumber(value.longValue());
        }

        @Override
        public Long read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_NUMBER_INT);
            return in.parser().getLongValue();
        }
    }

    private record Fraction() implements Form<Double> {
        @Override
        public void write(Double value, Writing out) throws IOException {
            out.generator().writeNumber(value.doubleValue());
        }

        @Override
        public Double read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_NUMBER_FLOAT);
            return in.parser().getDoubleValue();
        }
    }

    /** Makes a time of seconds and nanoseconds, of which the latter are never negative. */
    private interface Made<T> {
        T of(long seconds, long nanos);
    }

    /** A time or a span of it: whole milliseconds as one number, anything else as a list of seconds and nanoseconds. */
    private record Time<T>(ToLongFunction<T> seconds, ToIntFunction<T> nanos, Made<T> made) implements Form<T> {
        @Override
        public void write(T value, Writing out) throws IOException {
            var generator = out.generator();
            long whole = seconds.applyAsLong(value);
            int rest = nanos.applyAsInt(value);
            if (rest % NANOS_PER_MILLI == 0 && Math.abs(whole) < SECONDS_MAX) {
                generator.writeNumber(whole * 1_000 + rest / NANOS_PER_MILLI);
            } else {
                generator.writeStartArray(null, 2);
                generator.writeNumber(whole);
                generator.writeNumber(rest);
                generator.writeEndArray();
            }
        }

        @Override
        public T read(Reading in) throws IOException {
            var parser = in.parser();
            if (in.token() == JsonToken.VALUE_NUMBER_INT) {
                long millis = parser.getLongValue();
                return made.of(Math.floorDiv(millis, 1_000L), Math.floorMod(millis, 1_000L) * NANOS_PER_MILLI);
            }
            in.expect(JsonToken.START_ARRAY);
            in.next();
            long whole = parser.getLongValue();
            in.next();
            var time = made.of(whole, parser.getLongValue());
            in.next();
            in.expect(JsonToken.END_ARRAY);
            return time;
        }
    }

    private record Id() implements Form<UUID> {
        @Override
        public void write(UUID value, Writing out) throws IOException {
            var bytes = ByteBuffer.allocate(UUID_BYTES);
            bytes.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
            out.generator().writeBinary(bytes.array());
        }

        @Override
        public UUID read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_EMBEDDED_OBJECT);
            var bytes = in.parser().getBinaryValue();
            if (bytes.length != UUID_BYTES) {
                throw new WireFault("a UUID has " + UUID_BYTES + " bytes, not " + bytes.length);
            }
            var buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
    }

    private record Raw() implements Form<byte[]> {
        @Override
        public void write(byte[] value, Writing out) throws IOException {
            out.generator().writeBinary(value);
        }

        @Override
        public byte[] read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_EMBEDDED_OBJECT);
            return in.parser().getBinaryValue();
        }
    }

    private record Bytes() implements Form<Payload> {
        @Override
        public void write(Payload value, Writing out) throws IOException {
            out.generator().writeBinary(value.bytes());
        }

        @Override
        public Payload read(Reading in) throws IOException {
            in.expect(JsonToken.VALUE_EMBEDDED_OBJECT);
            return Payload.of(in.parser().getBinaryValue());
        }

        @Override
        public @Nullable Payload absent() {
            return Payload.NONE;
        }
    }

    /** A list of begin, end, begin, end. */
    private record Numbers() implements Form<Ranges> {
        @Override
        public void write(Ranges value, Writing out) throws IOException {
            var generator = out.generator();
            generator.writeStartArray(value, 2 * value.spanCount());
            for (int i = 0; i < value.spanCount(); i++) {
                generator.writeNumber(value.begin(i));
                generator.writeNumber(value.end(i));
            }
            generator.writeEndArray();
        }

        @Override
        public Ranges read(Reading in) throws IOException {
            in.expect(JsonToken.START_ARRAY);
            var spans = new ArrayList<Ranges.Span>();
            while (in.next() != JsonToken.END_ARRAY) {
                long begin = in.parser().getLongValue();
                in.next();
                spans.add(new Ranges.Span(begin, in.parser().getLongValue()));
            }
            return Ranges.of(spans);
        }

        @Override
        public @Nullable Ranges absent() {
            return Ranges.empty();
        }
    }

    private record Texts() implements Form<TextSet> {
        @Override
        public void write(TextSet value, Writing out) throws IOException {
            var generator = out.generator();
            generator.writeStartArray(value, value.items().size());
            for (var item : value.items()) {
                generator.writeString(item);
            }
            generator.writeEndArray();
        }

        @Override
        public TextSet read(Reading in) throws IOException {
            in.expect(JsonToken.START_ARRAY);
            var items = new ArrayList<String>();
            while (in.next() != JsonToken.END_ARRAY) {
                in.expect(JsonToken.VALUE_STRING);
                items.add(in.parser().getText());
            }
            return TextSet.of(items);
        }

        @Override
        public @Nullable TextSet absent() {
            return TextSet.empty();
        }
    }

    private record Ref() implements Form<ActorRef<?>> {
        @Override
        public void write(ActorRef<?> value, Writing out) throws IOException {
            out.ref(value);
        }

        @Override
        public ActorRef<?> read(Reading in) throws IOException {
            return in.ref();
        }
    }
}
