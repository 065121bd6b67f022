package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.boreas.persistence.shared.Deletions;

/**
 * Deletes whole stretches of a partition. Cassandra remembers what was deleted, one mark for a stretch, until {@code gc_grace_seconds} are over and
 * it is compacted; a stretch that begins where the one before began takes its mark's place.
 */
final class CassandraDeletions implements Deletions {
    private final CqlSession session;
    private final int partitionSize;
    private final PreparedStatement records;
    private final PreparedStatement snapshots;
    private final PreparedStatement chunks;

    CassandraDeletions(CqlSession session, String keyspace, int partitionSize) {
        this.session = session;
        this.partitionSize = partitionSize;
        this.records =
                prepare(keyspace + ".messages WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr <= ?");
        this.snapshots =
                prepare(keyspace + ".snapshots WHERE persistence_id = ? AND sequence_nr > ? AND sequence_nr < ?");
        this.chunks = prepare(
                keyspace + "." + OrderTable.NAME + " WHERE bucket = ? AND chunk > 0 AND chunk <= ?"); // 0 is no chunk
    }

    private PreparedStatement prepare(String deletion) {
        return session.prepare(
                SimpleStatement.newInstance("DELETE FROM " + deletion).setIdempotent(true));
    }

    private long partition(long sequence) {
        return CassandraOrder.partition(sequence, partitionSize);
    }

    /** The end of the partition. */
    @Override
    public long stepEnd(long first) {
        return (partition(first) + 1) * partitionSize;
    }

    @Override
    public void records(String group, long from, long to) {
        session.execute(records.bind(group, partition(from), to));
    }

    @Override
    public void snapshots(String group, long after, long before) {
        session.execute(snapshots.bind(group, after, before));
    }

    @Override
    public void chunks(long from, long to) {
        for (long bucket = from / OrderTable.CHUNKS_PER_BUCKET; bucket <= to / OrderTable.CHUNKS_PER_BUCKET; bucket++) {
            session.execute(chunks.bind(bucket, to));
        }
    }
}
