package io.boreas.http.mesos.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** What JSON makes of a message: the defaults that are written are set afterwards. */
final class Defaults {
    private Defaults() {}

    static Message set(Message message) {
        var builder = message.toBuilder();
        for (var field : message.getDescriptorForType().getFields()) {
            boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (field.isRepeated()) {
                if (nested) {
                    builder.clearField(field);
                    ((List<?>) message.getField(field))
                            .forEach(item -> builder.addRepeatedField(field, set((Message) item)));
                }
            } else if (message.hasField(field)) {
                builder.setField(field, nested ? set((Message) message.getField(field)) : message.getField(field));
            } else if (field.hasDefaultValue() && !field.getOptions().getDeprecated()) {
                builder.setField(field, field.getDefaultValue());
            }
        }
        return builder.build();
    }
}
