package io.boreas.http.mesos.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.boreas.core.task.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages as payloads; equal messages as equal payloads, in whatever order their maps were written. */
public final class Payloads {
    private Payloads() {}

    public static Payload of(Message message) {
        var bytes = new byte[message.getSerializedSize()];
        var out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory could not be written", e);
        }
        return Payload.of(bytes);
    }

    public static Payload of(ByteString bytes) {
        return Payload.of(bytes.toByteArray());
    }

    public static ByteString bytes(Payload payload) {
        return ByteString.copyFrom(payload.bytes());
    }
}
