package io.boreas.persistence.postgresql;

import io.boreas.persistence.shared.CellOrder;
import io.boreas.persistence.shared.OrderStore;
import io.boreas.persistence.shared.PayloadReader;
import io.boreas.persistence.shared.SharedStoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/**
 * The cell's order on PostgreSQL. The journal's own column {@code ordering} is not used as a position: its numbers are given before
 * a transaction commits, so a lower one may show up later. Within what is committed it is a good guess at what came first.
 */
public final class PostgresqlOrder implements OrderStore {
    private static final long HEAD = 0;

    private final DataSource source;
    private final PayloadReader payloads;

    private PostgresqlOrder(ClassicActorSystemProvider system) {
        this(PostgresqlPool.get(system).source(), payloads(SerializationExtension.get(system)));
    }

    PostgresqlOrder(DataSource source, PayloadReader payloads) {
        this.source = source;
        this.payloads = payloads;
    }

    private static PayloadReader payloads(Serialization serialization) {
        return (bytes, serializer, manifest) ->
                serialization.deserialize(bytes, serializer, manifest).get();
    }

    /** Follows the store of an actor system, until that ends. */
    public static CellOrder open(ClassicActorSystemProvider system, PostgresqlSettings settings, List<String> groups) {
        var order = new CellOrder(new PostgresqlOrder(system), groups, settings.pollInterval());
        system.classicSystem().registerOnTermination(order::close);
        return order;
    }

    /** One question to the database. */
    @FunctionalInterface
    private interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Query<T> query) {
        try (var connection = source.getConnection()) {
            return query.ask(connection);
        } catch (SQLException e) {
            throw new SharedStoreException.Away("PostgreSQL: " + e.getMessage(), e);
        }
    }

    @Override
    public long newestChunk(long begin) {
        return ask(connection -> {
            try (var statement =
                            connection.prepareStatement("SELECT max(chunk) FROM public." + PostgresqlSchema.ORDER);
                    var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0L;
            }
        });
    }

    @Override
    public Optional<byte[]> chunk(long number) {
        return ask(connection -> chunk(connection, number));
    }

    private static Optional<byte[]> chunk(Connection connection, long number) throws SQLException {
        try (var statement = connection.prepareStatement(
                "SELECT records FROM public." + PostgresqlSchema.ORDER + " WHERE chunk = ?")) {
            statement.setLong(1, number);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        }
    }

    @Override
    public byte[] add(long number, byte[] chunk) {
        return ask(connection -> {
            try (var statement = connection.prepareStatement("INSERT INTO public." + PostgresqlSchema.ORDER
                    + " (chunk, records) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                statement.setLong(1, number);
                statement.setBytes(2, chunk);
                if (statement.executeUpdate() == 1) {
                    return chunk;
                }
            }
            return chunk(connection, number)
                    .orElseThrow(() -> new SQLException("chunk " + number + " is there and is not"));
        });
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
        return ask(connection -> {
            try (var statement = connection.prepareStatement(
                    "UPDATE public." + PostgresqlSchema.ORDER + " SET records = ? WHERE chunk = ? AND records = ?")) {
                statement.setBytes(1, after);
                statement.setLong(2, HEAD);
                statement.setBytes(3, before.get());
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public List<Arrival> arrivals(Map<String, Long> after, int max) {
        return ask(connection -> {
            try (var statement = connection.prepareStatement("""
                            SELECT asked.name, new.sequence_number, new.ordering
                            FROM unnest(?::text[], ?::bigint[]) AS asked(name, after)
                            CROSS JOIN LATERAL (
                                SELECT sequence_number, ordering FROM public.event_journal
                                WHERE persistence_id = asked.name AND sequence_number > asked.after
                                ORDER BY sequence_number LIMIT ?
                            ) AS new
                            ORDER BY asked.name, new.sequence_number""")) {
                statement.setArray(
                        1, connection.createArrayOf("text", after.keySet().toArray()));
                statement.setArray(
                        2, connection.createArrayOf("bigint", after.values().toArray()));
                statement.setInt(3, max);
                try (var rows = statement.executeQuery()) {
                    var arrivals = new ArrayList<Arrival>();
                    while (rows.next()) {
                        arrivals.add(new Arrival(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                    }
                    return arrivals;
                }
            }
        });
    }

    @Override
    public List<Stored> records(String group, long from, long to) {
        return ask(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT sequence_number, event_payload, event_ser_id, event_ser_manifest FROM public.event_journal"
                            + " WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ? ORDER BY sequence_number")) {
                statement.setString(1, group);
                statement.setLong(2, from);
                statement.setLong(3, to);
                try (var rows = statement.executeQuery()) {
                    var records = new ArrayList<Stored>();
                    while (rows.next()) {
                        records.add(new Stored(rows.getLong(1), payload(group, rows)));
                    }
                    return records;
                }
            }
        });
    }

    private Object payload(String group, ResultSet row) throws SQLException {
        try {
            return payloads.read(row.getBytes(2), row.getInt(3), row.getString(4));
        } catch (Exception e) {
            throw new IllegalStateException("record " + row.getLong(1) + " of " + group + " cannot be read: " + e, e);
        }
    }
}
