package io.boreas.http.mesos.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigInteger;

/** Writes messages of any type. */
final class MessageWriter {
    private MessageWriter() {}

    static void write(Message message, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var slot : MessageShape.of(message.getDescriptorForType()).slots()) {
            var field = slot.field();
            if (field.isRepeated()) {
                int count = message.getRepeatedFieldCount(field);
                if (count > 0) {
                    out.writeFieldName(slot.name());
                    writeMany(message, field, count, out);
                }
            } else if (message.hasField(field)) {
                out.writeFieldName(slot.name());
                writeOne(field, message.getField(field), out);
            } else if (slot.defaulted()) {
                out.writeFieldName(slot.name());
                writeOne(field, field.getDefaultValue(), out);
            }
        }
        out.writeEndObject();
    }

    private static void writeMany(Message message, FieldDescriptor field, int count, JsonGenerator out)
            throws IOException {
        if (field.isMapField()) {
            writeMap(message, field, count, out);
            return;
        }
        out.writeStartArray();
        for (int i = 0; i < count; i++) {
            writeOne(field, message.getRepeatedField(field, i), out);
        }
        out.writeEndArray();
    }

    private static void writeMap(Message message, FieldDescriptor field, int count, JsonGenerator out)
            throws IOException {
        var key = field.getMessageType().findFieldByNumber(1);
        var value = field.getMessageType().findFieldByNumber(2);
        out.writeStartObject();
        for (int i = 0; i < count; i++) {
            var entry = (Message) message.getRepeatedField(field, i);
            out.writeFieldName(entry.getField(key).toString());
            writeOne(value, entry.getField(value), out);
        }
        out.writeEndObject();
    }

    private static void writeOne(FieldDescriptor field, Object value, JsonGenerator out) throws IOException {
        switch (field.getJavaType()) {
            case INT -> out.writeNumber(unsigned(field) ? Integer.toUnsignedLong((Integer) value) : (Integer) value);
            case LONG -> writeLong(unsigned(field), (Long) value, out);
            case FLOAT -> out.writeNumber((Float) value);
            case DOUBLE -> out.writeNumber((Double) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case STRING -> out.writeString((String) value);
            case BYTE_STRING -> out.writeBinary(((ByteString) value).toByteArray());
            case ENUM -> out.writeString(((EnumValueDescriptor) value).getName());
            case MESSAGE -> write((Message) value, out);
        }
    }

    private static void writeLong(boolean unsigned, long value, JsonGenerator out) throws IOException {
        if (unsigned && value < 0) {
            out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
        } else {
            out.writeNumber(value);
        }
    }

    private static boolean unsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, FIXED32, UINT64, FIXED64 -> true;
            case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64 -> false;
            case DOUBLE, FLOAT, BOOL, STRING, BYTES, ENUM, MESSAGE, GROUP -> false;
        };
    }
}
