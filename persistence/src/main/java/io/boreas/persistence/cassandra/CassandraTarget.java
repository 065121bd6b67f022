package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.typesafe.config.Config;
import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.shared.OrderWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes records and snapshots into the plug-in's tables, in the plug-in's form, and the cell's order. */
public final class CassandraTarget implements JournalTarget {
    private final CassandraSettings settings;
    private final CqlSession session;
    private final int partitionSize;
    private final CassandraOrder order;
    private final OrderWriter writer;
    private final PreparedStatement record;
    private final PreparedStatement name;
    private final PreparedStatement snapshot;
    private final Set<String> named = new HashSet<>();

    private CassandraTarget(CassandraSettings settings, CqlSession session, int partitionSize, int groups) {
        this.settings = settings;
        this.session = session;
        this.partitionSize = partitionSize;
        this.order = new CassandraOrder(
                settings, CompletableFuture.completedFuture(session), new RecordCodec()::read, partitionSize);
        this.writer = new OrderWriter(order, GroupName.all(groups));
        this.record = prepare("messages (persistence_id, partition_nr, sequence_nr, timestamp, timebucket, writer_uuid,"
                + " ser_id, ser_manifest, event_manifest, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?)");
        this.name = prepare("all_persistence_ids (persistence_id) VALUES (?)");
        this.snapshot = prepare("snapshots (persistence_id, sequence_nr, timestamp, ser_id, ser_manifest,"
                + " snapshot_data) VALUES (?, ?, ?, ?, ?, ?)");
    }

    /**
     * Opens it; its tables must be there.
     *
     * @param config all of it, with {@link CassandraSettings#plugins} over it
     * @param groups {@code boreas.groups.count} of the cell
     * @throws io.boreas.persistence.shared.SharedStoreException if it does not answer, or has no tables
     */
    public static JournalTarget open(CassandraSettings settings, Config config, int groups) {
        new CassandraSchema(settings, config).check();
        var session = Sessions.open(settings, config);
        return new CassandraTarget(settings, session, CassandraOrder.partitionSize(config), groups);
    }

    private PreparedStatement prepare(String insertion) {
        return session.prepare(SimpleStatement.newInstance("INSERT INTO " + settings.keyspace() + "." + insertion)
                .setIdempotent(true));
    }

    @Override
    public String where() {
        return "the journal in the keyspace " + settings.keyspace() + " of " + settings.where();
    }

    @Override
    public boolean isEmpty() {
        return CassandraHistory.groups(session, settings.keyspace()).isEmpty() && order.newestChunk(1) == 0;
    }

    @Override
    public void append(List<StoredRecord> records) {
        var writes = new ArrayList<CompletionStage<AsyncResultSet>>();
        for (var each : records) {
            if (named.add(each.group())) {
                session.execute(name.bind(each.group()));
            }
            var storedAt = Uuids.startOf(each.storedAtMillis());
            long hour = each.storedAtMillis()
                    - each.storedAtMillis() % Duration.ofHours(1).toMillis();
            writes.add(session.executeAsync(record.bind(
                    each.group(),
                    CassandraOrder.partition(each.sequence(), partitionSize),
                    each.sequence(),
                    storedAt,
                    Long.toString(hour),
                    each.writer(),
                    each.serializer(),
                    each.manifest(),
                    ByteBuffer.wrap(each.payload()))));
        }
        writes.forEach(write -> write.toCompletableFuture().join());
        records.forEach(writer::add);
    }

    @Override
    public void save(StoredSnapshot stored) {
        session.execute(snapshot.bind(
                stored.group(),
                stored.sequence(),
                stored.takenAtMillis(),
                stored.serializer(),
                stored.manifest(),
                ByteBuffer.wrap(stored.payload())));
    }

    @Override
    public void finish() {
        writer.finish();
    }

    @Override
    public void close() {
        session.close();
    }
}
