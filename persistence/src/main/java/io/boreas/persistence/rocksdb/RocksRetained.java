package io.boreas.persistence.rocksdb;

import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource.Taker;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.SnapshotRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;

/** The store of a master that is at work, cut at its beginning. Its writes take their turn among the master's. */
public final class RocksRetained implements RetainedJournal {
    private static final int ROWS_AT_ONCE = 500;
    private static final int BYTES_AT_ONCE = 4 << 20;

    private final RocksStore store;

    public RocksRetained(RocksStore store) {
        this.store = store;
    }

    @Override
    public List<String> groups() {
        return store.readHere(RocksHistory::groups);
    }

    @Override
    public long deletedTo(String group) {
        return store.readHere(open -> open.deletedTo(EventKey.prefix(group)));
    }

    @Override
    public long first(String group) {
        byte[] prefix = EventKey.prefix(group);
        return store.readHere(open -> {
            try (var end = new Slice(EventKey.of(prefix, -1));
                    var options = new ReadOptions().setIterateUpperBound(end);
                    var iterator = open.rocks().newIterator(open.events(), options)) {
                iterator.seek(EventKey.of(prefix, 0));
                iterator.status();
                return iterator.isValid() ? EventKey.sequenceNr(iterator.key()) : 0L;
            }
        });
    }

    @Override
    public void rows(String group, long from, long to, Taker taker) {
        long next = from;
        while (next <= to) {
            var piece = piece(group, next, to);
            for (var row : piece) {
                if (!taker.take(row)) {
                    return;
                }
            }
            if (piece.isEmpty()) {
                return;
            }
            next = piece.getLast().sequence() + 1;
        }
    }

    /** Nothing waits for a reader that folds what it has read. */
    private List<JournalRow> piece(String group, long from, long to) {
        return store.readHere(open -> {
            var rows = new ArrayList<JournalRow>();
            var reader = new EnvelopeReader();
            byte[] prefix = EventKey.prefix(group);
            long bytes = 0;
            try (var end = new Slice(EventKey.of(prefix, to + 1));
                    var options = new ReadOptions().setFillCache(false).setIterateUpperBound(end);
                    var iterator = open.rocks().newIterator(open.events(), options)) {
                for (iterator.seek(EventKey.of(prefix, from));
                        iterator.isValid() && rows.size() < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE;
                        iterator.next()) {
                    byte[] value = iterator.value();
                    bytes += value.length;
                    rows.add(RocksHistory.row(reader, group, EventKey.sequenceNr(iterator.key()), value, value.length));
                }
                iterator.status();
            }
            return rows;
        });
    }

    @Override
    public List<Long> snapshots(String group) {
        byte[] prefix = EventKey.prefix(group);
        return store.readHere(open -> {
            var sequences = new ArrayList<Long>();
            try (var end = new Slice(EventKey.of(prefix, -1));
                    var options = new ReadOptions().setIterateUpperBound(end);
                    var iterator = open.rocks().newIterator(open.snapshots(), options)) {
                for (iterator.seek(EventKey.of(prefix, 0)); iterator.isValid(); iterator.next()) {
                    sequences.add(EventKey.sequenceNr(iterator.key()));
                }
                iterator.status();
            }
            return sequences;
        });
    }

    @Override
    public Optional<SnapshotRow> snapshot(String group, long sequence) {
        byte[] key = EventKey.of(EventKey.prefix(group), sequence);
        return store.readHere(open -> {
            byte[] head = open.rocks().get(open.snapshots(), key);
            return head == null ? Optional.empty() : Optional.of(RocksHistory.snapshot(open, group, key, head));
        });
    }

    @Override
    public boolean deleteSome(String group, long to) {
        return EventLog.deleteOldest(store, EventKey.prefix(group), to);
    }

    /** What was deleted is only marked so, until files are written anew: here at once, for it may be most of what is there. */
    @Override
    public void reclaim(String group, long to) {
        byte[] prefix = EventKey.prefix(group);
        store.readHere(open -> {
            compact(open, prefix, to);
            return true;
        });
    }

    /** Others may be compacted meanwhile: writes must not wait for this. */
    private static void compact(Database open, byte[] prefix, long to) throws RocksDBException {
        try (var beside = new CompactRangeOptions().setExclusiveManualCompaction(false)) {
            var rocks = open.rocks();
            rocks.compactRange(open.events(), EventKey.of(prefix, 0), EventKey.of(prefix, to + 1), beside);
            rocks.compactRange(open.order(), EventKey.bytes(0), EventKey.bytes(open.deletedOrder() + 1), beside);
        }
    }

    @Override
    public void deleteSnapshots(String group, List<Long> sequences) {
        byte[] prefix = EventKey.prefix(group);
        SnapshotLog.delete(
                        store,
                        sequences.stream()
                                .map(sequence -> EventKey.of(prefix, sequence))
                                .toList())
                .join();
    }
}
