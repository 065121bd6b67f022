package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record: a map of its components' names to their values. What is empty is not written; a name that is not known is passed over,
 * for a newer master may say more. A component that comes later must therefore be one that may be absent.
 */
final class RecordForm implements Form<Object> {
    private final Class<?> type;
    private final List<Part> parts;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final MethodHandle constructor;

    /** A component. Its form comes later, for it may be made of this very record. */
    private static final class Part {
        final SerializableString name;
        final MethodHandle accessor;
        Form<Object> form = Unfound.FORM;

        Part(String name, MethodHandle accessor) {
            this.name = new SerializedString(name);
            this.accessor = accessor;
        }
    }

    RecordForm(Class<?> type) {
        this.type = type;
        var components = type.getRecordComponents();
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            var types = new Class<?>[components.length];
            var made = new Part[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                made[i] = part(lookup, components[i]);
                numbers.put(components[i].getName(), i);
            }
            parts = List.of(made);
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("the record " + type + " cannot be taken apart", e);
        }
    }

    private static Part part(MethodHandles.Lookup lookup, RecordComponent component) throws IllegalAccessException {
        var accessor =
                lookup.unreflect(component.getAccessor()).asType(MethodType.methodType(Object.class, Object.class));
        return new Part(component.getName(), accessor);
    }

    /** Says how its components are written, in their order. */
    void found(List<Form<Object>> forms) {
        for (int i = 0; i < forms.size(); i++) {
            parts.get(i).form = forms.get(i);
        }
    }

    @Override
    public void write(Object value, Writing out) throws IOException {
        var generator = out.generator();
        generator.writeStartObject();
        for (var part : parts) {
            var component = get(part, value);
            if (!component.equals(part.form.absent())) {
                generator.writeFieldName(part.name);
                part.form.write(component, out);
            }
        }
        generator.writeEndObject();
    }

    private Object get(Part part, Object value) {
        try {
            return part.accessor.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object read(Reading in) throws IOException {
        in.expect(JsonToken.START_OBJECT);
        var parser = in.parser();
        @Nullable Object[] values = new @Nullable Object[parts.size()];
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            in.next();
            var number = numbers.get(name);
            if (number == null) {
                parser.skipChildren();
            } else {
                values[number] = read(in, parts.get(number));
            }
        }
        in.expect(JsonToken.END_OBJECT);
        return made(values);
    }

    private static Object read(Reading in, Part part) throws IOException {
        try {
            return part.form.read(in);
        } catch (IOException | RuntimeException e) {
            throw WireFault.in(part.name.getValue(), e);
        }
    }

    /** The record without anything said of it. */
    Object bare() throws IOException {
        return made(new @Nullable Object[parts.size()]);
    }

    private Object made(@Nullable Object[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = parts.get(i).form.absent();
            }
            if (values[i] == null) {
                throw new WireFault("a " + type.getSimpleName() + " without its "
                        + parts.get(i).name.getValue());
            }
        }
        try {
            return constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e; // its own check of what it is made of
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The form of a component before it is found. */
    private enum Unfound implements Form<Object> {
        FORM;

        @Override
        public void write(Object value, Writing out) {
            throw new IllegalStateException("a component's form was not found");
        }

        @Override
        public Object read(Reading in) {
            throw new IllegalStateException("a component's form was not found");
        }
    }
}
