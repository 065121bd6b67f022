package io.boreas.persistence.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of snapshots: a head per snapshot, under the {@link EventKey} of its sequence number, and the data in chunks, under
 * that key followed by a generation (8 bytes) and a chunk number (4).
 *
 * <p>The generation differs from save to save, so that a snapshot saved again under its sequence number never mixes
 * with the one that the head still names.
 */
final class SnapshotKeys {
    private SnapshotKeys() {}

    static byte[] chunk(byte[] headKey, long generation, int chunk) {
        return ByteBuffer.allocate(headKey.length + Long.BYTES + Integer.BYTES)
                .put(headKey)
                .putLong(generation)
                .putInt(chunk)
                .array();
    }

    /** The first key behind all chunks of this generation. */
    static byte[] chunksEnd(byte[] headKey, long generation) {
        return ByteBuffer.allocate(headKey.length + Long.BYTES + Integer.BYTES)
                .put(headKey)
                .putLong(generation)
                .putInt(-1)
                .array();
    }

    /** The first key behind all that belongs to this sequence number. */
    static byte[] allEnd(byte[] headKey) {
        byte[] end = Arrays.copyOf(headKey, headKey.length);
        EventKey.putLong(end, end.length - Long.BYTES, EventKey.sequenceNr(headKey) + 1);
        return end;
    }
}
