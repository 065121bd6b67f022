package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A sealed type: a list of the simple name of which of its types a value is, and the value, which is left out if it is a record
 * of which nothing is to be said. No name makes anything but one of these.
 */
final class ChoiceForm implements Form<Object> {
    /** A type; {@code bare} if there is nothing to say of its values. */
    private record Choice(String name, Form<Object> form, boolean bare) {}

    private final Class<?> type;
    private final Map<Class<?>, Choice> byClass = new HashMap<>();
    private final Map<String, Choice> byName = new HashMap<>();

    ChoiceForm(Class<?> type) {
        this.type = type;
    }

    void add(Class<?> leaf, Form<Object> form) {
        boolean bare = leaf.isRecord() && leaf.getRecordComponents().length == 0;
        var choice = new Choice(leaf.getSimpleName(), form, bare);
        byClass.put(leaf, choice);
        var other = byName.put(choice.name, choice);
        if (other != null) {
            throw new IllegalStateException("two types of " + type + " are called " + choice.name);
        }
    }

    @Override
    public void write(Object value, Writing out) throws IOException {
        var leaf = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        var choice = byClass.get(leaf);
        if (choice == null) {
            throw new WireFault(leaf + " is no " + type);
        }
        var generator = out.generator();
        generator.writeStartArray(value, choice.bare ? 1 : 2);
        generator.writeString(choice.name);
        if (!choice.bare) {
            choice.form.write(value, out);
        }
        generator.writeEndArray();
    }

    @Override
    public Object read(Reading in) throws IOException {
        in.expect(JsonToken.START_ARRAY);
        in.next();
        in.expect(JsonToken.VALUE_STRING);
        var name = in.parser().getText();
        var choice = byName.get(name);
        if (choice == null) {
            throw new WireFault("\"" + name + "\" is no " + type.getSimpleName() + " that this master knows");
        }
        try {
            if (in.next() == JsonToken.END_ARRAY) {
                if (!(choice.form instanceof RecordForm record)) {
                    throw new WireFault("nothing is said of it");
                }
                return record.bare();
            }
            var value = choice.form.read(in);
            while (in.next() != JsonToken.END_ARRAY) {
                in.parser().skipChildren();
            }
            return value;
        } catch (IOException | RuntimeException e) {
            throw WireFault.in(name, e);
        }
    }
}
