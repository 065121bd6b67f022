package io.boreas.persistence.history;

import io.boreas.core.machine.GroupSnapshot;
import io.boreas.persistence.history.SnapshotLadder.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what a cell's journal need not keep: of each group the records that are older than a time and that a snapshot stands for, the base of
 * what is left. The base's own record stays, for it says when it was decided.
 *
 * <p>Nothing is deleted that was not read before: the records that are to go are folded, beginning with the base before, and must give the very state
 * that the new base has. Then the records go, some at a time, and after them the snapshots before the base. That records are to go is durable with the
 * first of them, so that whoever finds a part of them knows; the next pass goes on with the rest. A pass that finds nothing to do changes nothing.
 *
 * <p>Groups do not hear of it: a group begins with its newest snapshot, which is the base or a later one. For one thread.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** Deletions of one group in a pass, each of as many records as the store takes at once; the next pass goes on. */
    private static final int STEPS_MAX = 64;

    /** Longest pause before a group is tried again: all that is to go of it is read each time. */
    private static final Duration PAUSE_MAX = Duration.ofHours(1);

    private final RetainedJournal journal;
    private final int groups;
    private final int commandsMax;
    private final Optional<Duration> kept;
    private final int newestKept;
    private final RecordCodec codec = new RecordCodec();
    private final Map<String, Map<Long, Instant>> known = new HashMap<>();
    private final Map<String, Instant> failing = new HashMap<>();

    /**
     * @param groups {@code boreas.groups.count} of the cell
     * @param commandsMax {@code boreas.groups.commands-max} of the cell
     * @param kept how long events are kept, {@code boreas.groups.events-kept}; for ever if it is empty, and then only snapshots go
     * @param newestKept how many of the newest snapshots stay, {@code boreas.groups.snapshots-kept}
     */
    public Retention(RetainedJournal journal, int groups, int commandsMax, Optional<Duration> kept, int newestKept) {
        this.journal = journal;
        this.groups = groups;
        this.commandsMax = commandsMax;
        this.kept = kept;
        this.newestKept = newestKept;
    }

    /**
     * Looks at every group once. What goes wrong with one is logged, and is tried again later.
     *
     * @throws CancellationException if the thread is interrupted; what was begun is finished by a later pass
     */
    public void pass(Instant now) {
        for (var name : journal.groups()) {
            if (GroupName.parse(name).filter(group -> group.isOf(groups)).isEmpty()
                    || now.isBefore(failing.getOrDefault(name, Instant.MIN))) {
                continue;
            }
            try {
                look(name, now);
                if (failing.remove(name) != null) {
                    LOG.info("old events of {} are deleted again", name);
                }
            } catch (CancellationException e) {
                throw e;
            } catch (OvertakenException e) {
                LOG.debug("{} is left to another master", name);
                return;
            } catch (RuntimeException e) {
                if (failing.put(name, now.plus(pause())) == null) {
                    LOG.warn("old events of {} are not deleted, which is tried again: {}", name, e.toString());
                }
            }
        }
    }

    private Duration pause() {
        return kept.map(time -> time.dividedBy(SnapshotLadder.RUNGS))
                .filter(rung -> rung.compareTo(PAUSE_MAX) < 0)
                .orElse(PAUSE_MAX);
    }

    private void look(String name, Instant now) {
        journal.begin();
        long first = journal.first(name);
        if (first == 0) {
            return;
        }
        long base = base(name, first);
        if (base > first) {
            state(name, base); // what is left to go was verified before, and the base has to be as it was
        }
        if (base > 0 && !finish(name, base)) {
            return;
        }
        if (kept.isEmpty()) {
            thin(name, base);
            return;
        }
        var ladder = SnapshotLadder.of(marks(name, base), now, kept.get(), newestKept);
        journal.deleteSnapshots(
                name, ladder.dropped().stream().map(Mark::sequence).toList());
        long next = ladder.base().map(Mark::sequence).orElse(0L);
        if (next > Math.max(base, 1)) {
            requireSame(name, base, next);
            long before = journal.first(name);
            if (finish(name, next)) {
                LOG.info(
                        "events of {} that are older than {} were deleted: its records {} to {}",
                        name,
                        kept.get(),
                        before,
                        next - 1);
            }
        }
    }

    /** Without events to delete the newest snapshots stay, and the base of what was deleted before. */
    private void thin(String name, long base) {
        var snapshots = journal.snapshots(name);
        journal.deleteSnapshots(
                name,
                snapshots.subList(0, Math.max(0, snapshots.size() - newestKept)).stream()
                        .filter(sequence -> sequence != base)
                        .toList());
    }

    /** The snapshot on which the history of a group rests; 0 if it begins with its first record. */
    private long base(String name, long first) {
        long deleted = journal.deletedTo(name);
        if (deleted == 0 && first == 1) {
            return 0;
        }
        if (deleted == 0) {
            throw new JournalDamagedException(name, "it begins with record " + first + ", and none was deleted");
        }
        long base = journal.snapshots(name).stream()
                .filter(sequence -> sequence == deleted || sequence == deleted + 1)
                .max(Long::compare)
                .orElseThrow(() -> new JournalDamagedException(
                        name, "its records up to " + deleted + " were deleted, and there is no snapshot of them"));
        if (first > base + 1) {
            throw new JournalDamagedException(
                    name, "it begins with record " + first + ", and its history with snapshot " + base);
        }
        return base;
    }

    /**
     * Deletes what is before a base.
     *
     * @return whether nothing is left of it
     */
    private boolean finish(String name, long base) {
        long to = Math.max(base - 1, journal.deletedTo(name));
        boolean deleted = false;
        if (journal.first(name) <= to) {
            boolean more = true;
            for (int step = 0; more && step < STEPS_MAX; step++) {
                requireTime();
                more = journal.deleteSome(name, to);
            }
            if (more) {
                return false;
            }
            deleted = true;
        }
        journal.deleteSnapshots(
                name,
                journal.snapshots(name).stream()
                        .filter(sequence -> sequence < base)
                        .toList());
        if (deleted) {
            journal.reclaim(name, to);
        }
        return true;
    }

    /** The snapshots from the base on; when they were decided is read once. */
    private List<Mark> marks(String name, long base) {
        var before = known.getOrDefault(name, Map.of());
        var times = new HashMap<Long, Instant>();
        var marks = new ArrayList<Mark>();
        for (long sequence : journal.snapshots(name)) {
            var at = before.get(sequence);
            times.put(sequence, at == null ? decidedAt(name, sequence, base) : at);
            marks.add(new Mark(sequence, times.get(sequence)));
        }
        known.put(name, times);
        return marks;
    }

    private Instant decidedAt(String name, long sequence, long base) {
        Instant[] at = {null};
        journal.rows(name, sequence, sequence, row -> {
            at[0] = codec.batch(intact(row)).at();
            return false;
        });
        if (at[0] != null) {
            return at[0];
        }
        if (sequence == base) {
            return Instant.EPOCH; // its record went with those before it; it was old enough
        }
        throw new JournalDamagedException(name, "there is a snapshot " + sequence + ", and no record of this number");
    }

    /** Whether the records that are to go give the state that the new base has; and whether the group could start now. */
    private void requireSame(String name, long base, long next) {
        var fold = GroupFold.of(GroupName.parse(name).orElseThrow().kind(), commandsMax);
        if (base > 0) {
            fold.restore(state(name, base));
        }
        long[] sequence = {base};
        journal.rows(name, base + 1, next, row -> {
            requireTime();
            if (row.sequence() != sequence[0] + 1) {
                throw new JournalDamagedException(Finding.record(row), "the record before it is " + sequence[0]);
            }
            sequence[0]++;
            fold.apply(codec.batch(intact(row)));
            return true;
        });
        if (sequence[0] != next) {
            throw new JournalDamagedException(name, "it ends with record " + sequence[0] + " before snapshot " + next);
        }
        if (!fold.agreesWith(state(name, next))) {
            throw new JournalDamagedException(
                    "snapshot " + next + " of " + name, "it is not the state that the records give");
        }
        state(name, journal.snapshots(name).getLast());
    }

    private GroupSnapshot<?> state(String name, long sequence) {
        var row = journal.snapshot(name, sequence)
                .orElseThrow(() -> new JournalDamagedException(name, "there is no snapshot " + sequence));
        return switch (row) {
            case BrokenSnapshot broken -> throw new JournalDamagedException(Finding.snapshot(broken), broken.why());
            case StoredSnapshot snapshot -> codec.snapshot(snapshot);
        };
    }

    private static StoredRecord intact(JournalRow row) {
        return switch (row) {
            case BrokenRow broken -> throw new JournalDamagedException(Finding.record(broken), broken.why());
            case StoredRecord record -> record;
        };
    }

    private static void requireTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
