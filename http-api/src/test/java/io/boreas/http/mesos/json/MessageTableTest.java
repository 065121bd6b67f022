package io.boreas.http.mesos.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The messages have the names, numbers, labels, types and defaults that Mesos's have, and no others. */
class MessageTableTest {
    @Test
    void messagesAreThoseOfTheTable() throws IOException {
        assertThat(ours()).isEqualTo(table());
    }

    @Test
    void everyMapHasStringsForKeys() {
        for (var message : Catalogue.messages()) {
            for (var field : message.getFields()) {
                if (field.isMapField()) {
                    assertThat(field.getMessageType().findFieldByNumber(1).getJavaType())
                            .as(field.getFullName())
                            .isEqualTo(FieldDescriptor.JavaType.STRING);
                }
            }
        }
    }

    private static Map<String, Set<String>> table() throws IOException {
        var types = new TreeMap<String, Set<String>>();
        try (var in = MessageTableTest.class.getResourceAsStream("/mesos/fields.txt")) {
            var current = new TreeSet<String>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("message ") || line.startsWith("enum ")) {
                    current = new TreeSet<>();
                    types.put(line, current);
                } else if (!line.startsWith("#")) {
                    assertThat(current.add(line.trim())).as(line).isTrue();
                }
            }
        }
        return types;
    }

    private static Map<String, Set<String>> ours() {
        var types = new TreeMap<String, Set<String>>();
        for (var message : Catalogue.messages()) {
            var lines = new TreeSet<String>();
            message.getFields().forEach(field -> lines.add(line(field)));
            types.put("message " + message.getFullName(), lines);
        }
        for (EnumDescriptor type : Catalogue.enums()) {
            var lines = new TreeSet<String>();
            for (var value : type.getValues()) {
                lines.add(value.getName() + " = " + value.getNumber()
                        + (value.getOptions().getDeprecated() ? " deprecated" : ""));
            }
            types.put("enum " + type.getFullName(), lines);
        }
        return types;
    }

    private static String line(FieldDescriptor field) {
        var line = new StringBuilder(field.getName() + " = " + field.getNumber() + " ");
        if (field.isMapField()) {
            var key = field.getMessageType().findFieldByNumber(1);
            var value = field.getMessageType().findFieldByNumber(2);
            line.append("map map<")
                    .append(type(key))
                    .append(',')
                    .append(type(value))
                    .append('>');
        } else {
            var label = field.isRepeated() ? "repeated" : field.isRequired() ? "required" : "optional";
            line.append(label).append(' ').append(type(field));
        }
        if (field.hasDefaultValue()) {
            line.append(" default ").append(defaultText(field.getDefaultValue()));
        }
        if (field.getOptions().getDeprecated()) {
            line.append(" deprecated");
        }
        if (field.getContainingOneof() != null) {
            line.append(" oneof ").append(field.getContainingOneof().getName());
        }
        return line.toString();
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
                field.getType().toString().toLowerCase(Locale.ROOT);
        };
    }

    private static String defaultText(Object value) {
        if (value instanceof Double number && number == Math.rint(number)) {
            return Long.toString(number.longValue());
        }
        return value instanceof EnumValueDescriptor constant ? constant.getName() : value.toString();
    }
}
