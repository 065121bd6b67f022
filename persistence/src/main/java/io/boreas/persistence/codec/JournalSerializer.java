package io.boreas.persistence.codec;

import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The journal's two records for Pekko. Bound in {@code boreas-codec.conf}. Thread-safe; there is one for each actor system,
 * whose groups so share what they decode.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
    /** The number that stored records name their serializer by; never to be changed. */
    public static final int IDENTIFIER = 505_101;

    /** What a batch is called. */
    public static final String BATCH = "batch-v1";

    /** What a snapshot is called. */
    public static final String SNAPSHOT = "snapshot-v1";

    private final GroupCodec codec = new GroupCodec();

    /** Called by Pekko, by name. */
    public JournalSerializer(ExtendedActorSystem system) {}

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object record) {
        return switch (record) {
            case Batch<?, ?> batch -> BATCH;
            case GroupSnapshot<?> snapshot -> SNAPSHOT;
            default -> throw foreign(record);
        };
    }

    @Override
    public byte[] toBinary(Object record) {
        return switch (record) {
            case Batch<?, ?> batch -> codec.encode(batch);
            case GroupSnapshot<?> snapshot -> codec.encode(snapshot);
            default -> throw foreign(record);
        };
    }

    /**
     * {@inheritDoc}
     *
     * @throws NotSerializableException if the manifest is not one of this version
     * @throws MalformedException if the bytes are not what the manifest says
     */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return switch (manifest) {
            case BATCH -> codec.decodeBatch(bytes);
            case SNAPSHOT -> codec.decodeSnapshot(bytes);
            default ->
                throw new NotSerializableException("\"" + manifest + "\" is neither " + BATCH + " nor " + SNAPSHOT
                        + ": it was stored by a later version of this program");
        };
    }

    private static IllegalArgumentException foreign(Object record) {
        return new IllegalArgumentException("the journal keeps batches and snapshots, not a "
                + record.getClass().getName());
    }
}
