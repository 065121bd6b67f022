package io.boreas.persistence.history;

import java.util.List;
import java.util.Optional;

/**
 * A journal that masters are at work on, as {@link Retention} needs it: read in pieces, and cut at its beginning. All calls wait for the
 * store. What was deleted is durable when a call returns, and stays deleted.
 *
 * <p>Where several masters may look after one journal, what is to go is decided by one at a time: a call that deletes fails with an {@link
 * OvertakenException}, and deletes nothing, if another has decided anything since {@link #begin}.
 */
public interface RetainedJournal {
    /** The names of all journals that have a record or a snapshot, sorted. */
    List<String> groups();

    /** A look at a group begins: what is decided now rests on what is read from here on. */
    default void begin() {}

    /** The number up to which records of a group were deleted, or are being deleted; 0 for none. */
    long deletedTo(String group);

    /** The number of a group's oldest record; 0 if there is none. */
    long first(String group);

    /** Hands over the rows of a group from one sequence number to another, both included, ascending. */
    void rows(String group, long from, long to, JournalSource.Taker taker);

    /** The numbers of a group's snapshots, ascending. */
    List<Long> snapshots(String group);

    /** A snapshot by its number. */
    Optional<SnapshotRow> snapshot(String group, long sequence);

    /**
     * Deletes some of the oldest records of a group, with their places in the cell's order. That all of them are to go is durable with the first.
     *
     * @param to the number of the last that is to go
     * @return false once none of them is left
     */
    boolean deleteSome(String group, long to);

    /** All that was to go of a group is gone: gives the space back. */
    void reclaim(String group, long to);

    /** Deletes snapshots of a group by their numbers; those that are not there are no error. */
    void deleteSnapshots(String group, List<Long> sequences);
}
