package io.boreas.persistence.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a history begins that was cut. A group whose first records were deleted rests on a snapshot, its base; nothing is known of the group before
 * that, so that the cell can be shown from the newest base on.
 */
public final class Horizon {
    private final JournalSource source;
    private final RecordCodec codec = new RecordCodec();

    public Horizon(JournalSource source) {
        this.source = source;
    }

    /**
     * The first moment that can be shown; empty if it all begins with its first record.
     *
     * @throws JournalDamagedException if a group has no base
     */
    public Optional<Instant> earliest() {
        return source.groups().stream()
                .filter(name -> GroupName.parse(name).isPresent())
                .filter(this::isCut)
                .map(name -> decidedAt(base(name)))
                .max(Instant::compareTo);
    }

    /** Groups whose first records were deleted. */
    public long groups() {
        return source.groups().stream().filter(this::isCut).count();
    }

    /**
     * Refuses what is not known any more.
     *
     * @throws MomentGoneException if the moment is before the first that can be shown; says which that is
     */
    public void require(Instant moment) {
        earliest().filter(moment::isBefore).ifPresent(first -> {
            throw new MomentGoneException(moment, first);
        });
    }

    /** Whether a group does not begin with its first record. */
    boolean isCut(String group) {
        return source.deletedTo(group).orElse(0) > 0 || first(group) != 1;
    }

    /** The snapshot on which a group's history rests. */
    StoredSnapshot base(String group) {
        return switch (snapshots(group).stream()
                .findFirst()
                .orElseThrow(() -> new JournalDamagedException(
                        group, "its first records are not there any more, and there is no snapshot of them"))) {
            case BrokenSnapshot broken -> throw new JournalDamagedException(Finding.snapshot(broken), broken.why());
            case StoredSnapshot base -> base;
        };
    }

    /** The snapshots that a group's history may be begun with; those that deletion has left behind are none. */
    List<SnapshotRow> snapshots(String group) {
        long least = source.deletedTo(group).orElse(Math.max(0, first(group) - 1));
        return source.snapshots(group).stream()
                .filter(snapshot -> snapshot.sequence() >= least)
                .toList();
    }

    /** When the last record of a snapshot was decided; if it is not there any more, when the snapshot was taken. */
    Instant decidedAt(StoredSnapshot snapshot) {
        Instant[] at = {Instant.ofEpochMilli(snapshot.takenAtMillis())};
        source.rows(snapshot.group(), snapshot.sequence(), row -> {
            if (row instanceof StoredRecord record && record.sequence() == snapshot.sequence()) {
                at[0] = codec.batch(record).at();
            }
            return false;
        });
        return at[0];
    }

    private long first(String group) {
        long[] first = {0};
        source.rows(group, 1, row -> {
            first[0] = row.sequence();
            return false;
        });
        return first[0];
    }
}
