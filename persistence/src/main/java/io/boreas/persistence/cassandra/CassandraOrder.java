package io.boreas.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import io.boreas.persistence.shared.CellOrder;
import io.boreas.persistence.shared.OrderStore;
import io.boreas.persistence.shared.PayloadReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The cell's order on Cassandra: reads the plug-in's table of messages by partition and number, as the plug-in's recovery does, and adds
 * chunks with a compare-and-set.
 */
public final class CassandraOrder implements OrderStore {
    private static final String PLUGIN = "pekko.persistence.cassandra";
    private static final long HEAD = 0;

    private final CassandraSettings settings;
    private final CompletionStage<CqlSession> opening;
    private final PayloadReader payloads;
    private final int partitionSize;
    private volatile @Nullable Statements statements;

    private record Statements(
            CqlSession session,
            PreparedStatement arrivals,
            PreparedStatement records,
            PreparedStatement newest,
            PreparedStatement chunk,
            PreparedStatement add,
            PreparedStatement replace) {}

    private CassandraOrder(ClassicActorSystemProvider system, CassandraSettings settings) {
        this(
                settings,
                session(system),
                payloads(SerializationExtension.get(system)),
                partitionSize(system.classicSystem().settings().config()));
    }

    CassandraOrder(
            CassandraSettings settings,
            CompletionStage<CqlSession> opening,
            PayloadReader payloads,
            int partitionSize) {
        this.settings = settings;
        this.opening = opening;
        this.payloads = payloads;
        this.partitionSize = partitionSize;
    }

    /** The one session of an actor system. */
    static CompletionStage<CqlSession> session(ClassicActorSystemProvider system) {
        return CassandraSessionRegistry.get(system).sessionFor(PLUGIN).underlying();
    }

    /**
     * A session that is being opened, waited for as long as a start waits; whoever waits next begins anew.
     *
     * @throws java.util.concurrent.CompletionException if it is not there by then
     */
    static CqlSession await(CompletionStage<CqlSession> opening, CassandraSettings settings) {
        return opening.toCompletableFuture()
                .copy()
                .orTimeout(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The partition of a group's journal that a record is in: the plug-in's rule for records that are written one by one. */
    static long partition(long sequence, int partitionSize) {
        return (sequence - 1) / partitionSize;
    }

    /** Records in a partition of a group's journal. */
    static int partitionSize(Config config) {
        return config.getInt(PLUGIN + ".journal.target-partition-size");
    }

    private static PayloadReader payloads(Serialization serialization) {
        return (bytes, serializer, manifest) ->
                serialization.deserialize(bytes, serializer, manifest).get();
    }

    /** Follows the store of an actor system, until that ends. */
    public static CellOrder open(ClassicActorSystemProvider system, CassandraSettings settings, List<String> groups) {
        var order = new CellOrder(new CassandraOrder(system, settings), groups, settings.pollInterval());
        system.classicSystem().registerOnTermination(order::close);
        return order;
    }

    /** By doubling, then halving: partitions are full but the last, and those that are gone. */
    @Override
    public long newestChunk(long begin) {
        long bucket = bucket(begin);
        long step = 1;
        while (newestIn(bucket + step) > 0) {
            bucket += step;
            step *= 2;
        }
        for (; step > 0; step /= 2) {
            if (newestIn(bucket + step) > 0) {
                bucket += step;
            }
        }
        return newestIn(bucket);
    }

    @Override
    public Optional<byte[]> chunk(long number) {
        var prepared = prepared();
        var row = prepared.session()
                .execute(prepared.chunk().bind(bucket(number), number))
                .one();
        return Optional.ofNullable(row).map(CassandraOrder::records);
    }

    @Override
    public byte[] add(long number, byte[] chunk) {
        var prepared = prepared();
        var result = prepared.session().execute(prepared.add().bind(bucket(number), number, ByteBuffer.wrap(chunk)));
        return result.wasApplied()
                ? chunk
                : records(Objects.requireNonNull(result.one(), "no row of a refused insert"));
    }

    /** In the place of a chunk with the number 0, which there is none of. */
    @Override
    public Optional<byte[]> head() {
        return chunk(HEAD);
    }

    @Override
    public boolean replaceHead(Optional<byte[]> before, byte[] after) {
        if (before.isEmpty()) {
            return add(HEAD, after) == after;
        }
        var prepared = prepared();
        return prepared.session()
                .execute(prepared.replace()
                        .bind(ByteBuffer.wrap(after), bucket(HEAD), HEAD, ByteBuffer.wrap(before.get())))
                .wasApplied();
    }

    @Override
    public List<Arrival> arrivals(Map<String, Long> after, int max) {
        var prepared = prepared();
        var asked = new ArrayList<Asked>(after.size());
        after.forEach((group, sequence) -> asked.add(new Asked(
                group,
                prepared.session()
                        .executeAsync(prepared.arrivals().bind(group, partition(sequence + 1), sequence, max)))));
        var arrivals = new ArrayList<Arrival>();
        for (var each : asked) {
            long last = 0;
            int count = 0;
            for (var row : each.rows().toCompletableFuture().join().currentPage()) {
                arrivals.add(arrival(each.group(), row));
                last = row.getLong(0);
                count++;
            }
            if (count < max && last > 0 && partition(last) < partition(last + 1)) { // it goes on in the next partition
                prepared.session()
                        .execute(prepared.arrivals().bind(each.group(), partition(last + 1), last, max - count))
                        .forEach(row -> arrivals.add(arrival(each.group(), row)));
            }
        }
        return arrivals;
    }

    private static Arrival arrival(String group, Row row) {
        var time = Objects.requireNonNull(row.getUuid(1), "a record without a time");
        return new Arrival(group, row.getLong(0), time.timestamp());
    }

    private record Asked(String group, CompletionStage<AsyncResultSet> rows) {}

    @Override
    public List<Stored> records(String group, long from, long to) {
        var prepared = prepared();
        var records = new ArrayList<Stored>();
        for (long partition = partition(from); partition <= partition(to); partition++) {
            for (var row : prepared.session().execute(prepared.records().bind(group, partition, from, to))) {
                var record = new Stored(row.getLong(0), payload(group, row));
                if (!records.isEmpty() && records.getLast().sequence() == record.sequence()) {
                    records.removeLast(); // a write that had failed, and came to pass beside the one that took its
                    // place
                }
                records.add(record);
            }
        }
        return records;
    }

    private Object payload(String group, Row row) {
        var event = Objects.requireNonNull(row.getByteBuffer("event"), "a record without bytes");
        var bytes = new byte[event.remaining()];
        event.get(bytes);
        try {
            return payloads.read(
                    bytes, row.getInt("ser_id"), Objects.requireNonNullElse(row.getString("ser_manifest"), ""));
        } catch (Exception e) {
            throw new IllegalStateException("record " + row.getLong(0) + " of " + group + " cannot be read: " + e, e);
        }
    }

    private long newestIn(long bucket) {
        var prepared = prepared();
        var row = prepared.session().execute(prepared.newest().bind(bucket)).one();
        return row == null ? 0 : row.getLong(0);
    }

    private static long bucket(long chunk) {
        return chunk / OrderTable.CHUNKS_PER_BUCKET;
    }

    private long partition(long sequence) {
        return partition(sequence, partitionSize);
    }

    private static byte[] records(Row row) {
        var buffer = Objects.requireNonNull(row.getByteBuffer("records"), "a chunk without bytes");
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private Statements prepared() {
        var ready = statements;
        if (ready == null) {
            var session = await(opening, settings);
            var messages = settings.keyspace() + ".messages";
            var order = settings.keyspace() + "." + OrderTable.NAME;
            ready = new Statements(
                    session,
                    session.prepare(read("SELECT sequence_nr, timestamp FROM " + messages
                            + " WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr > ? LIMIT ?")),
                    session.prepare(
                            read(
                                    "SELECT sequence_nr, event, ser_id, ser_manifest FROM " + messages
                                            + " WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr >= ? AND sequence_nr <= ?")),
                    session.prepare(
                            read("SELECT chunk FROM " + order + " WHERE bucket = ? ORDER BY chunk DESC LIMIT 1")),
                    session.prepare(read("SELECT records FROM " + order + " WHERE bucket = ? AND chunk = ?")),
                    // Never sent twice by the driver: the second would be refused by the first.
                    session.prepare(
                            "INSERT INTO " + order + " (bucket, chunk, records) VALUES (?, ?, ?) IF NOT EXISTS"),
                    session.prepare(
                            "UPDATE " + order + " SET records = ? WHERE bucket = ? AND chunk = ? IF records = ?"));
            statements = ready;
        }
        return ready;
    }

    private static SimpleStatement read(String query) {
        return SimpleStatement.newInstance(query).setIdempotent(true);
    }
}
