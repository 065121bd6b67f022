package io.boreas.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.id.Cause;
import io.boreas.core.id.Owner;
import io.boreas.core.machine.OrderedMap;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Any value of the core as JSON for people to read, with all that is in it: records by their components' names, one of several kinds with its
 * {@code type}, ids and amounts as text. It follows the classes: programs rely on the doors' own forms instead.
 */
public final class ValueJson {
    private static final String IDS = "io.boreas.core.id";

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            var components = type.getRecordComponents();
            for (var component : components) {
                component.getAccessor().setAccessible(true);
            }
            return components;
        }
    };

    private ValueJson() {}

    /** Writes a value. */
    public static void write(@Nullable Object value, JsonGenerator out) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Enum<?> constant -> out.writeString(constant.name());
            case byte[] bytes -> out.writeBinary(bytes);
            case Optional<?> optional -> write(optional.orElse(null), out);
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (var entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(entry.getValue(), out);
                }
                out.writeEndObject();
            }
            case OrderedMap<?, ?> map -> {
                out.writeStartObject();
                for (var entry : map) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(entry.getValue(), out);
                }
                out.writeEndObject();
            }
            case Collection<?> values -> {
                out.writeStartArray();
                for (var element : values) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            default -> {
                if (value instanceof Record parts && !isText(parts)) {
                    out.writeStartObject();
                    writeFields(parts, out);
                    out.writeEndObject();
                } else {
                    out.writeString(value.toString());
                }
            }
        }
    }

    /** Writes what a record has into the object that is open; what is optional and absent is left out. */
    public static void writeFields(Record record, JsonGenerator out) throws IOException {
        if (isOneOfSeveral(record.getClass())) {
            out.writeStringField("type", name(record.getClass()));
        }
        for (var component : COMPONENTS.get(record.getClass())) {
            var value = value(component, record);
            if (value instanceof Optional<?> optional && optional.isEmpty()) {
                continue;
            }
            out.writeFieldName(component.getName());
            write(value, out);
        }
    }

    /** A class's name as people type it: {@code places-chosen}. */
    public static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Ids, and whatever else is a value with one form of its own. */
    private static boolean isText(Record record) {
        var type = record.getClass();
        if (type.getPackageName().equals(IDS)) {
            return !(record instanceof Cause) && !(record instanceof Owner);
        }
        var components = type.getRecordComponents();
        return components.length == 1 && components[0].getType() == String.class && !isOneOfSeveral(type);
    }

    private static boolean isOneOfSeveral(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record's component cannot be read: " + component, e);
        }
    }
}
