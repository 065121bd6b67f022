package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to bytes: two items of CBOR (RFC 8949), one after the other. The first lists the values that several
 * parts of the message share, such as the specification of a thousand tasks; the second is the message, which names them by number.
 */
final class Writing {
    private record Shared(String type, byte[] bytes) {}

    private final CBORFactory cbor;
    private final ActorRefResolver refs;
    private final List<Shared> table = new ArrayList<>();
    private @Nullable Map<Object, Integer> numbers;
    private JsonGenerator generator;

    private Writing(CBORFactory cbor, ActorRefResolver refs, JsonGenerator generator) {
        this.cbor = cbor;
        this.refs = refs;
        this.generator = generator;
    }

    static <T> byte[] bytes(CBORFactory cbor, ActorRefResolver refs, Form<T> form, T message) throws IOException {
        var body = new ByteArrayOutputStream();
        var generator = cbor.createGenerator(body);
        var out = new Writing(cbor, refs, generator);
        form.write(message, out);
        generator.close();
        var all = new ByteArrayOutputStream(body.size() + 2);
        out.writeTable(all);
        body.writeTo(all);
        return all.toByteArray();
    }

    JsonGenerator generator() {
        return generator;
    }

    void ref(ActorRef<?> ref) throws IOException {
        generator.writeString(refs.toSerializationFormat(ref));
    }

    /** Writes the number of a value that this message has once, however many of its parts are that very object. */
    <T> void shared(String type, Form<T> form, T value) throws IOException {
        var known = numbers;
        if (known == null) {
            known = new IdentityHashMap<>();
            numbers = known;
        }
        var number = known.get(value);
        if (number == null) {
            var bytes = apart(form, value);
            number = table.size();
            table.add(new Shared(type, bytes));
            known.put(value, number);
        }
        generator.writeNumber((int) number);
    }

    private <T> byte[] apart(Form<T> form, T value) throws IOException {
        var outer = generator;
        var bytes = new ByteArrayOutputStream();
        try (var inner = cbor.createGenerator(bytes)) {
            generator = inner;
            form.write(value, this);
        } finally {
            generator = outer;
        }
        return bytes.toByteArray();
    }

    private void writeTable(ByteArrayOutputStream all) throws IOException {
        try (var head = cbor.createGenerator(all)) {
            head.writeStartArray(table, 2 * table.size());
            for (var shared : table) {
                head.writeString(shared.type);
                head.writeBinary(shared.bytes);
            }
            head.writeEndArray();
        }
    }
}
