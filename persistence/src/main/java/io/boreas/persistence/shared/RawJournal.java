package io.boreas.persistence.shared;

import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.SnapshotRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@link SharedHistory} needs of a shared store. Thread-safe; all calls wait for the store. */
public interface RawJournal extends AutoCloseable {
    /** For messages. */
    String where();

    /** Names of the journals that have a record or a snapshot, in any order. */
    List<String> groups();

    /** Rows from one sequence number to another, both included, ascending; two under one number in the order they were written. */
    void rows(String group, long from, long to, JournalSource.Taker taker);

    /** The same, a row for each number at most: of two under one the later one counts. All of them are in memory at once. */
    default List<JournalRow> counting(String group, long from, long to) {
        var counting = new ArrayList<JournalRow>();
        rows(group, from, to, row -> {
            if (!counting.isEmpty() && counting.getLast().sequence() == row.sequence()) {
                counting.removeLast();
            }
            counting.add(row);
            return true;
        });
        return counting;
    }

    /** Snapshots, ascending. */
    List<SnapshotRow> snapshots(String group);

    /** The numbers of snapshots, ascending. */
    List<Long> snapshotNumbers(String group);

    /** A snapshot by its number. */
    Optional<SnapshotRow> snapshot(String group, long sequence);

    /** The cell's order. */
    OrderStore order();

    @Override
    void close();
}
