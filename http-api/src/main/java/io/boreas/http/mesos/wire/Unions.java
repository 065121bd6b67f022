package io.boreas.http.mesos.wire;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Messages whose field {@code type} names the one other field that counts. */
final class Unions {
    private Unions() {}

    /**
     * Why a message is no union: without a type, or without the field that its type names.
     *
     * @param path of the message, with a point at its end; empty for a call
     * @param optional names of fields that may be missing
     */
    static Optional<String> fault(Message message, String path, Set<String> optional) {
        var type = message.getDescriptorForType().findFieldByName("type");
        if (!message.hasField(type)) {
            return missing(path + "type");
        }
        var name = ((EnumValueDescriptor) message.getField(type)).getName().toLowerCase(Locale.ROOT);
        var part = message.getDescriptorForType().findFieldByName(name);
        if (part == null || message.hasField(part) || optional.contains(name)) {
            return Optional.empty();
        }
        return missing(path + name);
    }

    static Optional<String> missing(String path) {
        return Optional.of("Expecting '" + path + "' to be present");
    }
}
