package io.boreas.persistence.postgresql;

import com.zaxxer.hikari.HikariDataSource;
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
import io.boreas.persistence.shared.SharedStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The plug-in's tables as they are, without the plug-in. */
public final class PostgresqlHistory implements RawJournal {
    private static final int ROWS_AT_ONCE = 500;
    private static final String SNAPSHOT = "SELECT sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,"
            + " snapshot_payload FROM public.snapshot";

    private final PostgresqlSettings settings;
    private final HikariDataSource source;
    private final OrderStore order;

    private PostgresqlHistory(PostgresqlSettings settings, HikariDataSource source) {
        this.settings = settings;
        this.source = source;
        this.order = new PostgresqlOrder(source, new RecordCodec()::read);
    }

    /**
     * Opens it for reading.
     *
     * @param groups {@code boreas.groups.count} of the cell
     * @param isFollowed whether what has no final position yet is left out
     * @throws SharedStoreException if it does not answer, or has no tables
     */
    public static JournalSource open(PostgresqlSettings settings, int groups, boolean isFollowed) {
        new PostgresqlSchema(settings).check();
        return new SharedHistory(new PostgresqlHistory(settings, Connections.pool(settings)), groups, isFollowed);
    }

    /**
     * The journal of an actor system, as one whose old events can be deleted.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    public static RetainedJournal retained(ClassicActorSystemProvider system, PostgresqlSettings settings, int groups) {
        var source = PostgresqlPool.get(system).source();
        return new SharedRetained(
                () -> new SharedRetained.Parts(
                        new PostgresqlHistory(settings, source), new PostgresqlDeletions(source)),
                groups);
    }

    /** One question to the database. */
    @FunctionalInterface
    private interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Query<T> query) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false); // or all rows would be read at once
            var answer = query.ask(connection);
            connection.rollback();
            return answer;
        } catch (SQLException e) {
            throw new SharedStoreException.Away(settings.where() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String where() {
        return "the journal of " + settings.where();
    }

    @Override
    public List<String> groups() {
        return ask(connection -> {
            try (var statement = connection.prepareStatement("SELECT persistence_id FROM public.event_journal"
                            + " UNION SELECT persistence_id FROM public.snapshot");
                    var rows = statement.executeQuery()) {
                var names = new ArrayList<String>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        });
    }

    @Override
    public void rows(String group, long from, long to, JournalSource.Taker taker) {
        ask(connection -> {
            try (var statement = connection.prepareStatement("SELECT sequence_number, write_timestamp, event_ser_id,"
                    + " event_ser_manifest, writer, event_payload FROM public.event_journal WHERE persistence_id = ?"
                    + " AND sequence_number BETWEEN ? AND ? AND deleted = false ORDER BY sequence_number")) {
                statement.setFetchSize(ROWS_AT_ONCE);
                statement.setString(1, group);
                statement.setLong(2, from);
                statement.setLong(3, to);
                try (var rows = statement.executeQuery()) {
                    boolean more = true;
                    while (more && rows.next()) {
                        more = taker.take(row(group, rows));
                    }
                    return true;
                }
            }
        });
    }

    private static JournalRow row(String group, ResultSet row) throws SQLException {
        return new StoredRecord(
                0,
                group,
                row.getLong(1),
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getBytes(6));
    }

    @Override
    public List<SnapshotRow> snapshots(String group) {
        return ask(connection -> {
            try (var statement =
                    connection.prepareStatement(SNAPSHOT + " WHERE persistence_id = ? ORDER BY sequence_number")) {
                statement.setString(1, group);
                return snapshots(group, statement);
            }
        });
    }

    private static List<SnapshotRow> snapshots(String group, PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            var found = new ArrayList<SnapshotRow>();
            while (rows.next()) {
                found.add(new StoredSnapshot(
                        group, rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4), rows.getBytes(5)));
            }
            return found;
        }
    }

    @Override
    public Optional<SnapshotRow> snapshot(String group, long sequence) {
        return ask(connection -> {
            try (var statement =
                    connection.prepareStatement(SNAPSHOT + " WHERE persistence_id = ? AND sequence_number = ?")) {
                statement.setString(1, group);
                statement.setLong(2, sequence);
                return snapshots(group, statement).stream().findFirst();
            }
        });
    }

    @Override
    public List<Long> snapshotNumbers(String group) {
        return ask(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT sequence_number FROM public.snapshot WHERE persistence_id = ? ORDER BY sequence_number")) {
                statement.setString(1, group);
                try (var rows = statement.executeQuery()) {
                    var found = new ArrayList<Long>();
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public OrderStore order() {
        return order;
    }

    @Override
    public void close() {
        source.close();
    }
}
