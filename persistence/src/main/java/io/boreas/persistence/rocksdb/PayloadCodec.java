package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.io.NotSerializableException;
import java.util.function.Supplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.Serializers;

/** Payloads to bytes and back, with the serializers bound in the actor system's configuration. Thread-safe. */
final class PayloadCodec {
    /** Largest payload in bytes: 256 MiB; far above any sane event or snapshot, far below what an array can hold. */
    static final int PAYLOAD_BYTES_MAX = 256 << 20;

    /** A serialised payload. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Encoded(int serializerId, String manifest, byte[] bytes) {}

    private final ExtendedActorSystem system;
    private final Serialization serialization;

    PayloadCodec(ClassicActorSystemProvider provider) {
        this.system = (ExtendedActorSystem) provider.classicSystem();
        this.serialization = SerializationExtension.get(system);
    }

    /**
     * Serialises one payload; call it inside {@link #withTransport}.
     *
     * @throws RuntimeException whatever the serializer throws
     * @throws NotSerializableException if no serializer is bound to the class
     */
    Encoded encode(Object payload) throws NotSerializableException {
        Serializer serializer = serialization.findSerializerFor(payload);
        byte[] bytes = serializer.toBinary(payload);
        if (bytes.length > PAYLOAD_BYTES_MAX) {
            throw new NotSerializableException(payload.getClass().getName() + " takes " + bytes.length
                    + " bytes; at most " + PAYLOAD_BYTES_MAX + " are stored");
        }
        return new Encoded(serializer.identifier(), Serializers.manifestFor(serializer, payload), bytes);
    }

    /**
     * Deserialises one payload; call it inside {@link #withTransport}.
     *
     * @throws IOException if there is no such serializer, or it cannot read the bytes
     */
    Object decode(int serializerId, String manifest, byte[] bytes) throws IOException {
        var serializer = serialization.serializerByIdentity().get(serializerId);
        if (serializer.isEmpty()) {
            throw new NotSerializableException(
                    "serializer id " + serializerId + " (manifest '" + manifest + "') is bound to no serializer");
        }
        if (serializer.get() instanceof SerializerWithStringManifest byManifest) {
            return byManifest.fromBinary(bytes, manifest);
        }
        var result = serialization.deserialize(bytes, serializerId, manifest);
        if (result.isFailure()) {
            throw new IOException(
                    "payload with manifest '" + manifest + "'", result.failed().get());
        }
        return result.get();
    }

    /** Runs the action with this system's address known to serializers of actor references. */
    <T> T withTransport(Supplier<T> action) {
        return Serialization$.MODULE$.withTransportInformation(system, action::get);
    }
}
