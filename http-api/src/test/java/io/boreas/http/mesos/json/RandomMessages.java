package io.boreas.http.mesos.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Random;

/** Makes messages of any type, all of whose required fields are set. */
public final class RandomMessages {
    private static final String[] TEXTS = {
        "", "web", "a/b", "*", "käse ☃", "\"quoted\\\"", "tab\tline\n\u0001", "\ud83d\ude80"
    };
    private static final double[] NUMBERS = {0, -0.0, 0.1, 15, -1e-9, 1e300, Double.MIN_VALUE, 1.0 / 3};
    private static final long[] INTEGERS = {
        0, 1, -1, 5_051, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 53, Long.MAX_VALUE
    };

    private final Random random;

    public RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    /** Fills a message; the deeper it is, the fewer of its optional fields. */
    public Message fill(Message.Builder builder, int depth) {
        for (var field : builder.getDescriptorForType().getFields()) {
            boolean wanted = field.isRequired() || random.nextInt(2 + 2 * depth) == 0;
            if (!wanted) {
                continue;
            }
            if (field.isMapField()) {
                builder.addRepeatedField(field, fillEntry(builder.newBuilderForField(field), depth));
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            } else {
                builder.setField(field, value(builder, field, depth));
            }
        }
        return builder.build();
    }

    private Message fillEntry(Message.Builder entry, int depth) {
        for (var field : entry.getDescriptorForType().getFields()) {
            entry.setField(field, value(entry, field, depth));
        }
        return entry.build();
    }

    private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) INTEGERS[random.nextInt(INTEGERS.length)];
            case LONG -> INTEGERS[random.nextInt(INTEGERS.length)];
            case FLOAT -> (float) NUMBERS[random.nextInt(NUMBERS.length)];
            case DOUBLE -> NUMBERS[random.nextInt(NUMBERS.length)];
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTE_STRING -> bytes();
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> fill(parent.newBuilderForField(field), depth + 1);
        };
    }

    private ByteString bytes() {
        var bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
