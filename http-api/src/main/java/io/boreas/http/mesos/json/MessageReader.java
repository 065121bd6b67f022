package io.boreas.http.mesos.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Reads one message of any type from a parser, which bounds how deep it nests. Not thread-safe. */
final class MessageReader {
    private final JsonParser parser;
    private final ScalarReader scalars;

    MessageReader(JsonParser parser) {
        this.parser = parser;
        this.scalars = new ScalarReader(parser);
    }

    /** The one value of the text. */
    Message whole(Message.Builder builder) throws IOException, JsonFault {
        var token = parser.nextToken();
        if (token == null) {
            throw new JsonFault("", "is empty, where an object belongs");
        }
        if (token != JsonToken.START_OBJECT) {
            throw scalars.unexpected("an object");
        }
        var message = object(builder);
        if (parser.nextToken() != null) {
            throw new JsonFault("", "goes on after its end");
        }
        return message;
    }

    private Message object(Message.Builder builder) throws IOException, JsonFault {
        var shape = MessageShape.of(builder.getDescriptorForType());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = shape.field(parser.currentName());
            var token = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else {
                field(builder, field, token);
            }
        }
        for (var field : shape.required()) {
            if (!builder.hasField(field)) {
                throw scalars.fault(field.getName(), "is required, but missing");
            }
        }
        return builder.buildPartial();
    }

    private void field(Message.Builder builder, FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        builder.clearField(field); // a name that stands twice: the last counts
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (field.isMapField()) {
            map(builder, field, token);
        } else if (!field.isRepeated()) {
            var value = value(builder, field, token);
            if (value != null) {
                builder.setField(field, value);
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (var item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                add(builder, field, item);
            }
        } else {
            add(builder, field, token);
        }
    }

    private void add(Message.Builder builder, FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        var value = token == JsonToken.VALUE_NULL ? null : value(builder, field, token);
        if (value != null) {
            builder.addRepeatedField(field, value);
        }
    }

    /** The keys of all maps of Mesos are strings. */
    private void map(Message.Builder builder, FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        if (token != JsonToken.START_OBJECT) {
            throw scalars.unexpected("an object");
        }
        var key = field.getMessageType().findFieldByNumber(1);
        var value = field.getMessageType().findFieldByNumber(2);
        var entries = new LinkedHashMap<String, Message>(); // a key that stands twice: the last counts
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = scalars.wellFormed(parser.currentName());
            var entry = builder.newBuilderForField(field).setField(key, name);
            var item = parser.nextToken();
            var read = item == JsonToken.VALUE_NULL ? null : value(entry, value, item);
            if (read == null) {
                entries.remove(name);
            } else {
                entries.put(name, entry.setField(value, read).build());
            }
        }
        entries.values().forEach(entry -> builder.addRepeatedField(field, entry));
    }

    /** Null if the value counts as not set. */
    private @Nullable Object value(Message.Builder parent, FieldDescriptor field, JsonToken token)
            throws IOException, JsonFault {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return scalars.value(field, token);
        }
        if (token != JsonToken.START_OBJECT) {
            throw scalars.unexpected("an object");
        }
        return object(parent.newBuilderForField(field));
    }
}
