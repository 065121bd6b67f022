package io.boreas.persistence.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.shared.OrderWriter;
import io.boreas.persistence.shared.SharedStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes records and snapshots into the plug-in's tables, in the plug-in's form, and the cell's order. */
public final class PostgresqlTarget implements JournalTarget {
    private final PostgresqlSettings settings;
    private final HikariDataSource source;
    private final OrderWriter writer;

    private PostgresqlTarget(PostgresqlSettings settings, int groups) {
        this.settings = settings;
        this.source = Connections.pool(settings);
        this.writer = new OrderWriter(new PostgresqlOrder(source, new RecordCodec()::read), GroupName.all(groups));
    }

    /**
     * Opens it; its tables must be there.
     *
     * @param groups {@code boreas.groups.count} of the cell
     * @throws SharedStoreException if it does not answer, or has no tables
     */
    public static JournalTarget open(PostgresqlSettings settings, int groups) {
        new PostgresqlSchema(settings).check();
        return new PostgresqlTarget(settings, groups);
    }

    /** Something done in one transaction. */
    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void commit(Work work) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            work.on(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new SharedStoreException.Away(settings.where() + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public String where() {
        return "the journal of " + settings.where();
    }

    @Override
    public boolean isEmpty() {
        boolean[] empty = {true};
        commit(connection -> {
            for (var table : List.of("event_journal", "snapshot", PostgresqlSchema.ORDER)) {
                try (var statement = connection.prepareStatement("SELECT 1 FROM public." + table + " LIMIT 1");
                        var rows = statement.executeQuery()) {
                    empty[0] &= !rows.next();
                }
            }
        });
        return empty[0];
    }

    @Override
    public void append(List<StoredRecord> records) {
        commit(connection -> {
            try (var statement = connection.prepareStatement("INSERT INTO public.event_journal (persistence_id,"
                    + " sequence_number, deleted, writer, write_timestamp, adapter_manifest, event_ser_id,"
                    + " event_ser_manifest, event_payload) VALUES (?, ?, false, ?, ?, '', ?, ?, ?)")) {
                for (var record : records) {
                    statement.setString(1, record.group());
                    statement.setLong(2, record.sequence());
                    statement.setString(3, record.writer());
                    statement.setLong(4, record.storedAtMillis());
                    statement.setInt(5, record.serializer());
                    statement.setString(6, record.manifest());
                    statement.setBytes(7, record.payload());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        records.forEach(writer::add);
    }

    @Override
    public void save(StoredSnapshot snapshot) {
        commit(connection -> {
            try (var statement = connection.prepareStatement("INSERT INTO public.snapshot (persistence_id,"
                    + " sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload)"
                    + " VALUES (?, ?, ?, ?, ?, ?)")) {
                statement.setString(1, snapshot.group());
                statement.setLong(2, snapshot.sequence());
                statement.setLong(3, snapshot.takenAtMillis());
                statement.setInt(4, snapshot.serializer());
                statement.setString(5, snapshot.manifest());
                statement.setBytes(6, snapshot.payload());
                statement.executeUpdate();
            }
        });
    }

    @Override
    public void finish() {
        writer.finish();
    }

    @Override
    public void close() {
        source.close();
    }
}
