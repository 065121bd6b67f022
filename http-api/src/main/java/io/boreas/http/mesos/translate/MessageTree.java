package io.boreas.http.mesos.translate;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.boreas.core.resource.Tree;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;

/** Messages as trees, field by field: what is set is there. Messages with maps or bytes have none. */
final class MessageTree {
    private MessageTree() {}

    static Tree.Arr of(List<? extends Message> messages) {
        return new Tree.Arr(messages.stream().<Tree>map(MessageTree::of).toList());
    }

    static Tree.Obj of(Message message) {
        var fields = new LinkedHashMap<String, Tree>();
        message.getAllFields().forEach((field, value) -> fields.put(field.getName(), tree(field, value)));
        return new Tree.Obj(fields);
    }

    private static Tree tree(FieldDescriptor field, Object value) {
        return field.isRepeated()
                ? new Tree.Arr(((List<?>) value)
                        .stream().<Tree>map(one -> single(field, one)).toList())
                : single(field, value);
    }

    private static Tree single(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> of((Message) value);
            case ENUM -> new Tree.Str(((EnumValueDescriptor) value).getName());
            case STRING -> new Tree.Str((String) value);
            case BOOLEAN -> new Tree.Bool((Boolean) value);
            case INT -> new Tree.Num(BigDecimal.valueOf((Integer) value));
            case LONG -> whole(field, (Long) value);
            case FLOAT, DOUBLE -> number(((Number) value).doubleValue());
            case BYTE_STRING -> throw new IllegalArgumentException(field.getFullName() + " has bytes");
        };
    }

    private static Tree whole(FieldDescriptor field, long value) {
        return field.getType() == FieldDescriptor.Type.UINT64
                ? new Tree.Num(new BigDecimal(Long.toUnsignedString(value)))
                : new Tree.Num(BigDecimal.valueOf(value));
    }

    /** What is not finite is no number; whoever wants one says so. */
    private static Tree number(double value) {
        return Double.isFinite(value) ? new Tree.Num(BigDecimal.valueOf(value)) : new Tree.Str(Double.toString(value));
    }
}
