package io.boreas.persistence.history;

import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.persistence.codec.JournalSerializer;

/** What records and snapshots say. Thread-safe. */
public final class RecordCodec {
    private final GroupCodec codec = new GroupCodec();

    /** Who made it is not the serializer of this program, or calls it by a name that is not known here. */
    static final class LaterFormatException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LaterFormatException(int serializer, String manifest) {
            super("it was made by the serializer " + serializer + " and is called \"" + manifest
                    + "\", which this program does not know");
        }
    }

    /**
     * The batch of a record.
     *
     * @throws JournalDamagedException if it cannot be read
     */
    public Batch<?, ?> batch(StoredRecord record) {
        try {
            return decoded(record);
        } catch (RuntimeException e) {
            throw new JournalDamagedException(Finding.record(record), "it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The state of a snapshot.
     *
     * @throws JournalDamagedException if it cannot be read
     */
    public GroupSnapshot<?> snapshot(StoredSnapshot snapshot) {
        try {
            return decoded(snapshot);
        } catch (RuntimeException e) {
            throw new JournalDamagedException(Finding.snapshot(snapshot), "it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * What bytes say that are called so.
     *
     * @throws RuntimeException if they are nothing that this program knows, or damaged
     */
    public Object read(byte[] bytes, int serializer, String manifest) {
        check(serializer, manifest, JournalSerializer.BATCH);
        return codec.decodeBatch(bytes);
    }

    Batch<?, ?> decoded(StoredRecord record) {
        check(record.serializer(), record.manifest(), JournalSerializer.BATCH);
        return codec.decodeBatch(record.payload());
    }

    GroupSnapshot<?> decoded(StoredSnapshot snapshot) {
        check(snapshot.serializer(), snapshot.manifest(), JournalSerializer.SNAPSHOT);
        return codec.decodeSnapshot(snapshot.payload());
    }

    private static void check(int serializer, String manifest, String expected) {
        if (serializer != JournalSerializer.IDENTIFIER || !manifest.equals(expected)) {
            throw new LaterFormatException(serializer, manifest);
        }
    }
}
