package io.boreas.persistence.history;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A cell's journal as it is in its store, for reading alone. {@link #rows} and {@link #snapshots} may be called from several threads at
 * once; all calls wait for the store.
 */
public interface JournalSource extends AutoCloseable {
    /** Takes one row after the other. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes the next row.
         *
         * @return whether it wants more
         */
        boolean take(JournalRow row);
    }

    /** What is read, for messages: {@code the journal in /var/lib/boreas/journal}. */
    String where();

    /** The names of all journals that have a record or a snapshot, sorted. */
    List<String> groups();

    /** Hands over the rows of a group from a sequence number on, ascending; two under one number in the order they were written. */
    void rows(String group, long from, Taker taker);

    /** The snapshots of a group, ascending. */
    List<SnapshotRow> snapshots(String group);

    /** Hands over the records of all groups after a position, in the cell's order, each with its position. */
    void inOrder(long after, Taker taker);

    /**
     * The number up to which records of a group were deleted on purpose, or are being deleted; 0 for none. Its history then rests on a snapshot of
     * that record or the next. Empty if the store does not say: then records that are missing at the beginning may be of either sort.
     */
    default OptionalLong deletedTo(String group) {
        return OptionalLong.empty();
    }

    /** The position of the first record from which on none was deleted; 0 if there is none. */
    default long lowest() {
        long[] lowest = {0};
        inOrder(0, row -> {
            lowest[0] = row.position();
            return false;
        });
        return lowest[0];
    }

    /** The position of the newest record; 0 if there is none. */
    long highest();

    /**
     * Sees what has been written since. A source that keeps writers out has nothing new; one whose positions are not final yet may give
     * those another place, unless it was opened to be followed.
     */
    default void refresh() {}

    /** Looks at what the store keeps beside records and snapshots, above all the cell's order. */
    void inspect(Consumer<Finding> findings);

    @Override
    void close();
}
