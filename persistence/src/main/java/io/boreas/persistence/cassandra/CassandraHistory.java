package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.typesafe.config.Config;
import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.BrokenSnapshot;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.SnapshotRow;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.shared.OrderStore;
import io.boreas.persistence.shared.RawJournal;
import io.boreas.persistence.shared.SharedHistory;
import io.boreas.persistence.shared.SharedRetained;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The plug-in's tables as they are, without the plug-in. */
public final class CassandraHistory implements RawJournal {
    /** Partitions without a row after which nothing more is looked for. */
    private static final int EMPTY_PARTITIONS_MAX = 2;

    private final CassandraSettings settings;
    private final CqlSession session;
    private final int partitionSize;
    private final OrderStore order;
    private final PreparedStatement rows;
    private final PreparedStatement snapshots;
    private final PreparedStatement snapshotNumbers;
    private final PreparedStatement snapshot;

    private CassandraHistory(CassandraSettings settings, CqlSession session, int partitionSize) {
        this.settings = settings;
        this.session = session;
        this.partitionSize = partitionSize;
        var codec = new RecordCodec();
        this.order =
                new CassandraOrder(settings, CompletableFuture.completedFuture(session), codec::read, partitionSize);
        this.rows = prepare("SELECT sequence_nr, timestamp, writer_uuid, ser_id, ser_manifest, event FROM "
                + settings.keyspace() + ".messages"
                + " WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr >= ? AND sequence_nr <= ?");
        var snapshotsOf = settings.keyspace() + ".snapshots WHERE persistence_id = ?";
        this.snapshots =
                prepare("SELECT sequence_nr, timestamp, ser_id, ser_manifest, snapshot_data FROM " + snapshotsOf);
        this.snapshotNumbers = prepare("SELECT sequence_nr FROM " + snapshotsOf);
        this.snapshot = prepare("SELECT sequence_nr, timestamp, ser_id, ser_manifest, snapshot_data FROM " + snapshotsOf
                + " AND sequence_nr = ?");
    }

    /**
     * Opens it for reading.
     *
     * @param config all of it, with {@link CassandraSettings#plugins} over it
     * @param groups {@code boreas.groups.count} of the cell
     * @param isFollowed whether what has no final position yet is left out
     * @throws io.boreas.persistence.shared.SharedStoreException if it does not answer, or has no tables
     */
    public static JournalSource open(CassandraSettings settings, Config config, int groups, boolean isFollowed) {
        new CassandraSchema(settings, config).check();
        var session = Sessions.open(settings, config);
        var raw = new CassandraHistory(settings, session, CassandraOrder.partitionSize(config));
        return new SharedHistory(raw, groups, isFollowed);
    }

    /**
     * The journal of an actor system, as one whose old events can be deleted.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    public static RetainedJournal retained(ClassicActorSystemProvider system, CassandraSettings settings, int groups) {
        int partitionSize =
                CassandraOrder.partitionSize(system.classicSystem().settings().config());
        return new SharedRetained(
                () -> {
                    var session = CassandraOrder.await(CassandraOrder.session(system), settings);
                    return new SharedRetained.Parts(
                            new CassandraHistory(settings, session, partitionSize),
                            new CassandraDeletions(session, settings.keyspace(), partitionSize));
                },
                groups);
    }

    private PreparedStatement prepare(String query) {
        return session.prepare(SimpleStatement.newInstance(query).setIdempotent(true));
    }

    @Override
    public String where() {
        return "the journal in the keyspace " + settings.keyspace() + " of " + settings.where();
    }

    @Override
    public List<String> groups() {
        return groups(session, settings.keyspace());
    }

    static List<String> groups(CqlSession session, String keyspace) {
        var names = new TreeSet<String>();
        for (var table : List.of("all_persistence_ids", "snapshots")) {
            session.execute("SELECT DISTINCT persistence_id FROM " + keyspace + "." + table)
                    .forEach(row -> names.add(row.getString(0)));
        }
        return List.copyOf(names);
    }

    @Override
    public void rows(String group, long from, long to, JournalSource.Taker taker) {
        long last = CassandraOrder.partition(to, partitionSize);
        int empty = 0;
        for (long partition = CassandraOrder.partition(Math.max(1, from), partitionSize);
                partition <= last && empty < EMPTY_PARTITIONS_MAX;
                partition++) {
            empty++;
            for (var row : session.execute(rows.bind(group, partition, from, to))) {
                empty = 0;
                if (!taker.take(row(group, row))) {
                    return;
                }
            }
        }
    }

    private static JournalRow row(String group, Row row) {
        long sequence = row.getLong(0);
        var event = row.getByteBuffer(5);
        if (event == null || row.isNull(3)) {
            return new BrokenRow(0, group, sequence, "the row has no event");
        }
        return new StoredRecord(
                0,
                group,
                sequence,
                Uuids.unixTimestamp(Objects.requireNonNull(row.getUuid(1), "part of the key")),
                row.getInt(3),
                Objects.requireNonNullElse(row.getString(4), ""),
                Objects.requireNonNullElse(row.getString(2), ""),
                bytes(event));
    }

    @Override
    public List<SnapshotRow> snapshots(String group) {
        var found = new ArrayList<SnapshotRow>();
        session.execute(snapshots.bind(group)).forEach(row -> found.add(snapshot(group, row)));
        Collections.reverse(found); // the table has the newest first
        return found;
    }

    private static SnapshotRow snapshot(String group, Row row) {
        var data = row.getByteBuffer(4);
        return data == null
                ? new BrokenSnapshot(group, row.getLong(0), "the row has no data")
                : new StoredSnapshot(
                        group,
                        row.getLong(0),
                        row.getLong(1),
                        row.getInt(2),
                        Objects.requireNonNullElse(row.getString(3), ""),
                        bytes(data));
    }

    @Override
    public List<Long> snapshotNumbers(String group) {
        var found = new ArrayList<Long>();
        session.execute(snapshotNumbers.bind(group)).forEach(row -> found.add(row.getLong(0)));
        Collections.reverse(found);
        return found;
    }

    @Override
    public Optional<SnapshotRow> snapshot(String group, long sequence) {
        return Optional.ofNullable(
                        session.execute(snapshot.bind(group, sequence)).one())
                .map(row -> snapshot(group, row));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public OrderStore order() {
        return order;
    }

    @Override
    public void close() {
        session.close();
    }
}
