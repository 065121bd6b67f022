package io.boreas.launcher.journal;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The stream of a cell's events as it was at a moment: what was decided later is left out, and nothing is ever added. Calls wait for the
 * store, one at a time.
 */
final class PastEvents implements EventFeed {
    /** Records are decided before they are stored, and masters' clocks differ: so much behind the moment is still looked at. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final JournalSource source;
    private final Optional<Instant> moment;
    private final RecordCodec codec = new RecordCodec();
    private final long lowest;
    private final long highest;

    PastEvents(JournalSource source, Optional<Instant> moment) {
        this.source = source;
        this.moment = moment;
        this.lowest = source.lowest();
        this.highest = lowest == 0 ? 0 : moment.map(this::last).orElseGet(source::highest);
    }

    /** The first record behind a position. */
    private Optional<JournalRow> next(long after) {
        JournalRow[] found = {null};
        source.inOrder(after, row -> {
            found[0] = row;
            return false;
        });
        return Optional.ofNullable(found[0]);
    }

    /** The last position with something that was decided by then; 0 if there is none. */
    private long last(Instant at) {
        long[] last = {storedBy(at.minus(SLACK))};
        long end = storedBy(at.plus(SLACK));
        source.inOrder(last[0], row -> {
            if (row.position() <= end && wanted(row).isPresent()) {
                last[0] = row.position();
            }
            return row.position() < end;
        });
        return last[0];
    }

    /** The position behind which everything was stored later: the order is that of storing, so it is found by halving. */
    private long storedBy(Instant at) {
        long low = lowest - 1;
        long high = source.highest();
        while (low < high) {
            long middle = low + (high - low) / 2;
            boolean inTime = next(middle)
                    .filter(row ->
                            !(row instanceof StoredRecord record) || record.storedAtMillis() <= at.toEpochMilli())
                    .isPresent();
            if (inTime) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Optional<FeedRecord> wanted(JournalRow row) {
        if (!(row instanceof StoredRecord record)) {
            return Optional.empty();
        }
        var batch = codec.batch(record);
        return moment.filter(batch.at()::isAfter).isPresent()
                ? Optional.empty()
                : Optional.of(new FeedRecord(record.position(), record.group(), record.sequence(), batch));
    }

    @Override
    public long lowest() {
        return lowest;
    }

    @Override
    public long highest() {
        return highest;
    }

    @Override
    public synchronized void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {
        int[] left = {recordsMax};
        source.inOrder(after, row -> {
            if (row.position() > highest) {
                return false;
            }
            wanted(row).ifPresent(record -> {
                consumer.accept(record);
                left[0]--;
            });
            return left[0] > 0;
        });
    }

    /** There is never more. */
    @Override
    public AutoCloseable onAppend(LongConsumer listener) {
        return () -> {};
    }
}
