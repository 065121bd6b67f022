package io.boreas.persistence.history;

import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Puts a cell together from its journal, as it was at a moment: of each group all records up to the first that was decided later. It begins
 * with the newest snapshot that is old enough; or with the first record, if it is told to or there is no snapshot, which is the base where records
 * were deleted.
 *
 * <p>Groups are folded beside each other, as many as there are threads.
 */
public final class CellReplay {
    private final JournalSource source;
    private final int commandsMax;
    private final int threads;
    private final boolean fromSnapshots;
    private final RecordCodec codec = new RecordCodec();
    private final Horizon horizon;

    /**
     * @param commandsMax {@code boreas.groups.commands-max} of the cell
     * @param threads groups that are folded at once, from 1
     * @param fromSnapshots whether snapshots may be begun with; without them every record is folded
     */
    public CellReplay(JournalSource source, int commandsMax, int threads, boolean fromSnapshots) {
        this.source = source;
        this.commandsMax = commandsMax;
        this.threads = threads;
        this.fromSnapshots = fromSnapshots;
        this.horizon = new Horizon(source);
    }

    /**
     * The cell at a moment; at its last record if none is named.
     *
     * @throws MomentGoneException if what happened until then was deleted
     * @throws JournalDamagedException if a record cannot be read or folded, or is missing
     */
    public CellState at(Optional<Instant> moment) throws InterruptedException {
        moment.ifPresent(horizon::require);
        var names = source.groups().stream()
                .filter(name -> GroupName.parse(name).isPresent())
                .toList();
        var folds = new ArrayList<Callable<Folded>>();
        names.forEach(name -> folds.add(() -> fold(name, moment)));
        var folded = new ArrayList<Folded>();
        for (var each : inParallel(folds, threads)) {
            folded.add(each);
        }
        return new CellState(folded);
    }

    /** The results of all, in order; the first failure ends it. */
    static <T> List<T> inParallel(List<Callable<T>> tasks, int threads) throws InterruptedException {
        var results = new ArrayList<T>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var futures = new ArrayList<Future<T>>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            try {
                for (var future : futures) {
                    results.add(future.get());
                }
            } catch (ExecutionException e) {
                pool.shutdownNow();
                throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e.getCause());
            }
        }
        return results;
    }

    private Folded fold(String name, Optional<Instant> moment) {
        var kind = GroupName.parse(name).orElseThrow().kind();
        var fold = GroupFold.of(kind, commandsMax);
        var begin = begin(name, moment);
        long from = 0;
        if (begin.isPresent()) {
            GroupSnapshot<?> state = codec.snapshot(begin.get());
            fold.restore(state);
            from = begin.get().sequence();
        }
        var walk = new Walk(name, fold, moment, from);
        source.rows(name, from + 1, walk::take);
        walk.end();
        return new Folded(name, fold.state(), walk.sequence, walk.decidedAt, walk.records, walk.events);
    }

    /**
     * The newest snapshot that holds nothing decided after the moment, or the oldest, if snapshots are not to be begun with and the first records are
     * gone.
     */
    private Optional<StoredSnapshot> begin(String name, Optional<Instant> moment) {
        boolean cut = horizon.isCut(name);
        if (!fromSnapshots) {
            return cut ? Optional.of(horizon.base(name)) : Optional.empty();
        }
        var snapshots = horizon.snapshots(name);
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            switch (snapshots.get(i)) {
                case BrokenSnapshot broken -> throw new JournalDamagedException(Finding.snapshot(broken), broken.why());
                case StoredSnapshot snapshot -> {
                    if (moment.isEmpty() || !horizon.decidedAt(snapshot).isAfter(moment.get())) {
                        return Optional.of(snapshot);
                    }
                }
            }
        }
        if (cut) {
            throw new JournalDamagedException(
                    name, "its first records are not there any more, and no snapshot is old enough for this moment");
        }
        return Optional.empty();
    }

    /** The way through the records of one group. Of two under one number the later one counts, so each waits for the next. */
    private final class Walk {
        private final String group;
        private final GroupFold fold;
        private final Optional<Instant> moment;
        private @Nullable StoredRecord waiting;
        private boolean over;
        private long sequence;
        private Instant decidedAt = Instant.EPOCH;
        private long records;
        private long events;

        Walk(String group, GroupFold fold, Optional<Instant> moment, long sequence) {
            this.group = group;
            this.fold = fold;
            this.moment = moment;
            this.sequence = sequence;
        }

        boolean take(JournalRow row) {
            return switch (row) {
                case BrokenRow broken -> throw new JournalDamagedException(Finding.record(broken), broken.why());
                case StoredRecord record -> {
                    if (waiting != null && waiting.sequence() != record.sequence()) {
                        apply(waiting);
                    }
                    waiting = record;
                    yield !over;
                }
            };
        }

        void end() {
            if (waiting != null && !over) {
                apply(waiting);
            }
        }

        private void apply(StoredRecord record) {
            Batch<?, ?> batch = codec.batch(record);
            if (moment.isPresent() && batch.at().isAfter(moment.get())) {
                over = true;
                return;
            }
            if (record.sequence() != sequence + 1) {
                throw new JournalDamagedException(
                        Finding.record(record), "the record before it in " + group + " is " + sequence);
            }
            try {
                fold.apply(batch);
            } catch (RuntimeException e) {
                throw new JournalDamagedException(
                        Finding.record(record), "it does not fit the state before it: " + e.getMessage(), e);
            }
            sequence = record.sequence();
            decidedAt = batch.at();
            records++;
            events += batch.events().size();
        }
    }
}
