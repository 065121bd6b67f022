package io.boreas.persistence.postgresql;

import io.boreas.persistence.shared.Deletions;
import io.boreas.persistence.shared.SharedStoreException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Deletes some rows at a time, each time in a transaction of its own, so that masters' writes wait for none. The space is given back by vacuuming. */
final class PostgresqlDeletions implements Deletions {
    private static final long RECORDS_AT_ONCE = 1_000;

    private final DataSource source;

    PostgresqlDeletions(DataSource source) {
        this.source = source;
    }

    @Override
    public long stepEnd(long first) {
        return first + RECORDS_AT_ONCE - 1;
    }

    @Override
    public void records(String group, long from, long to) {
        delete("event_journal WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ?", group, from, to);
    }

    @Override
    public void snapshots(String group, long after, long before) {
        delete(
                "snapshot WHERE persistence_id = ? AND sequence_number > ? AND sequence_number < ?",
                group,
                after,
                before);
    }

    @Override
    public void chunks(long from, long to) {
        delete(PostgresqlSchema.ORDER + " WHERE chunk BETWEEN ? AND ?", from, to);
    }

    private void delete(String what, Object... values) {
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement("DELETE FROM public." + what)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new SharedStoreException.Away("PostgreSQL: " + e.getMessage(), e);
        }
    }
}
