package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is known of a snapshot without reading it.
 *
 * @param timestampMillis when it was taken, in milliseconds since 1970
 * @param generation which chunks are its own
 * @param length size of its data, in bytes
 */
record SnapshotHead(long timestampMillis, int serializerId, String manifest, long generation, int length) {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;

    byte[] encode() {
        byte[] text = manifest.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + text.length)
                .put(VERSION)
                .putLong(timestampMillis)
                .putInt(serializerId)
                .putLong(generation)
                .putInt(length)
                .put(text)
                .array();
    }

    static SnapshotHead decode(byte[] bytes) throws IOException {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            if (buffer.get() != VERSION) {
                throw new IOException("not a snapshot head of version " + VERSION);
            }
            return new SnapshotHead(
                    buffer.getLong(),
                    buffer.getInt(),
                    new String(bytes, FIXED_BYTES, bytes.length - FIXED_BYTES, StandardCharsets.UTF_8),
                    buffer.getLong(),
                    buffer.getInt());
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException("snapshot head is cut short", e);
        }
    }
}
