package io.boreas.http.mesos.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What reading and writing a message type needs to know of it, found out once. */
final class MessageShape {
    /** A field as JSON has it; {@code defaulted} ones are written even when they are not set. */
    record Slot(FieldDescriptor field, SerializableString name, boolean defaulted) {}

    /** As many as there are message types. */
    private static final Map<Descriptor, MessageShape> SHAPES = new ConcurrentHashMap<>();

    private final List<Slot> slots;
    private final List<FieldDescriptor> required;
    private final Map<String, FieldDescriptor> byName = new HashMap<>();

    private MessageShape(Descriptor type) {
        slots = type.getFields().stream().map(MessageShape::slot).toList();
        required = type.getFields().stream().filter(FieldDescriptor::isRequired).toList();
        type.getFields().forEach(field -> byName.put(field.getName(), field));
    }

    static MessageShape of(Descriptor type) {
        var known = SHAPES.get(type);
        return known == null ? SHAPES.computeIfAbsent(type, MessageShape::new) : known;
    }

    /** In the order of their declaration, which is Mesos's order of writing. */
    List<Slot> slots() {
        return slots;
    }

    List<FieldDescriptor> required() {
        return required;
    }

    /** Null if there is no such field. */
    @Nullable
    FieldDescriptor field(String name) {
        return byName.get(name);
    }

    private static Slot slot(FieldDescriptor field) {
        boolean defaulted = field.hasDefaultValue() && !field.getOptions().getDeprecated();
        return new Slot(field, new SerializedString(field.getName()), defaulted);
    }
}
