package io.boreas.persistence.rocksdb;

import java.io.IOException;

/**
 * Reads {@link EventRecord}s one after the other, with what their payloads say.
 *
 * <p>Not thread-safe: one for each replay.
 */
final class EventDecoder {
    /**
     * A record with its payload deserialised.
     *
     * @param adapterManifest what the event adapter noted, empty if there is none
     */
    record Decoded(long order, long timestampMillis, String writerUuid, String adapterManifest, Object payload) {}

    private final PayloadCodec codec;
    private final EnvelopeReader envelopes = new EnvelopeReader();

    EventDecoder(PayloadCodec codec) {
        this.codec = codec;
    }

    /**
     * Decodes the first {@code length} bytes.
     *
     * @throws IOException if the bytes are not a record, or their serializer cannot read the payload
     */
    Decoded decode(byte[] record, int length) throws IOException {
        var parts = envelopes.read(record, length);
        return new Decoded(
                parts.order(),
                parts.timestampMillis(),
                parts.writerUuid(),
                parts.adapterManifest(),
                codec.decode(parts.serializerId(), parts.manifest(), parts.payload()));
    }
}
