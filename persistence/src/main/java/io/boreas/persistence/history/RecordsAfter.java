package io.boreas.persistence.history;

import io.boreas.core.machine.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records after a cell's state, in the cell's order, one at a time: of each group those that are not in the state, up to the first that
 * was decided after a moment.
 */
public final class RecordsAfter {
    /** How far clocks of masters may differ, and a record's storing be behind its decision. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final JournalSource source;
    private final RecordCodec codec = new RecordCodec();
    private final Map<String, Long> inState = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Set<String> over = new HashSet<>();

    private RecordsAfter(JournalSource source, CellState state) {
        this.source = source;
        state.groups().forEach(group -> inState.put(group.group(), group.sequence()));
        sequences.putAll(inState);
    }

    /**
     * Reads them.
     *
     * @param state the cell at {@code from}
     * @param to the moment; the end of the journal if it is empty
     * @throws JournalDamagedException if a record cannot be read, or does not follow on the one before it in its group
     */
    public static void read(
            JournalSource source, CellState state, Instant from, Optional<Instant> to, Consumer<Batch<?, ?>> taker) {
        new RecordsAfter(source, state).read(from, to, taker);
    }

    /** When the first record of a journal was decided; empty if there is none. */
    public static Optional<Instant> first(JournalSource source) {
        var codec = new RecordCodec();
        Instant[] first = {Instant.MAX};
        source.inOrder(0, row -> {
            first[0] = codec.batch(record(row)).at();
            return false;
        });
        return Optional.of(first[0]).filter(at -> !at.equals(Instant.MAX));
    }

    private void read(Instant from, Optional<Instant> to, Consumer<Batch<?, ?>> taker) {
        long latest = to.map(moment -> moment.plus(SLACK).toEpochMilli()).orElse(Long.MAX_VALUE);
        source.inOrder(before(from.minus(SLACK).toEpochMilli()), row -> {
            var record = record(row);
            if (record.storedAtMillis() > latest) {
                return false;
            }
            if (isNext(record)) {
                var batch = codec.batch(record);
                if (to.isPresent() && batch.at().isAfter(to.get())) {
                    over.add(record.group());
                } else {
                    taker.accept(batch);
                }
            }
            return true;
        });
    }

    private boolean isNext(StoredRecord record) {
        if (over.contains(record.group())) {
            return false;
        }
        long known = sequences.getOrDefault(record.group(), 0L);
        if (record.sequence() > known + 1) {
            throw new JournalDamagedException(
                    Finding.record(record), "the record before it in " + record.group() + " is " + known);
        }
        if (record.sequence() <= inState.getOrDefault(record.group(), 0L)) {
            return false;
        }
        if (record.sequence() <= known) {
            throw new JournalDamagedException(
                    Finding.record(record),
                    "it is the second one under its number, and counts instead of the first, which was read already; "
                            + "take a stretch that begins after it or ends before it");
        }
        sequences.put(record.group(), record.sequence());
        return true;
    }

    private static StoredRecord record(JournalRow row) {
        return switch (row) {
            case BrokenRow broken -> throw new JournalDamagedException(Finding.record(broken), broken.why());
            case StoredRecord record -> record;
        };
    }

    /** A position before which nothing was stored at this time or later; found by halving. */
    private long before(long millis) {
        long low = 0;
        long high = source.highest();
        while (low < high) {
            long middle = low + (high - low) / 2;
            long[] at = {Long.MAX_VALUE};
            source.inOrder(middle, row -> {
                at[0] = record(row).storedAtMillis();
                return false;
            });
            if (at[0] < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
