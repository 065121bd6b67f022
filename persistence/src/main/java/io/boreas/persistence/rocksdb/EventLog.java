package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** The records of one persistence id: reading a range, the highest sequence number, and deletion. Thread-safe. */
final class EventLog {
    private static final int READAHEAD_BYTES = 2 << 20;
    private static final int BUFFER_BYTES = 4 << 10;
    private static final int DELETE_BATCH = 1_000;

    private final RocksStore store;
    private final PayloadCodec codec;

    EventLog(RocksStore store, PayloadCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** Hands out the records from one sequence number to another, both inclusive, in order, {@code max} at most. */
    void replay(String persistenceId, long from, long to, long max, Consumer<PersistentRepr> target) {
        if (max <= 0 || from > to) {
            return;
        }
        byte[] prefix = EventKey.prefix(persistenceId);
        codec.withTransport(() -> store.readHere(open -> {
            replay(open, prefix, persistenceId, new Range(from, to, max), target);
            return true;
        }));
    }

    /** The highest sequence number ever used, deleted or not; 0 for none. */
    long highestSequenceNr(String persistenceId) {
        byte[] prefix = EventKey.prefix(persistenceId);
        return store.readHere(open -> highest(open, prefix));
    }

    /**
     * Deletes the records up to a sequence number, inclusive; returns when the disk has it.
     *
     * <p>Done in batches: interrupted, it leaves the newer part, and may be asked again.
     */
    void deleteTo(String persistenceId, long to) {
        byte[] prefix = EventKey.prefix(persistenceId);
        while (deleteOldest(store, prefix, to)) {
            // until nothing is left
        }
    }

    /**
     * Deletes {@value #DELETE_BATCH} of the records up to a sequence number at most, the oldest; returns when the disk has it.
     *
     * @return whether there were any
     */
    static boolean deleteOldest(RocksStore store, byte[] prefix, long to) {
        List<Found> batch = store.readHere(open -> oldest(open, prefix, to));
        if (batch.isEmpty()) {
            return false;
        }
        delete(store, prefix, to, batch);
        return true;
    }

    private record Range(long from, long to, long max) {}

    private record Found(long sequenceNr, long order) {}

    private void replay(
            Database open, byte[] prefix, String persistenceId, Range range, Consumer<PersistentRepr> target)
            throws RocksDBException {
        var decoder = new EventDecoder(codec);
        byte[] key = new byte[prefix.length + Long.BYTES];
        byte[] value = new byte[BUFFER_BYTES];
        try (var end = new Slice(EventKey.of(prefix, range.to() + 1));
                var options = scan().setReadaheadSize(READAHEAD_BYTES).setIterateUpperBound(end);
                var iterator = open.rocks().newIterator(open.events(), options)) {
            long left = range.max();
            for (iterator.seek(EventKey.of(prefix, range.from())); left > 0 && iterator.isValid(); iterator.next()) {
                iterator.key(key);
                int length = iterator.value(value);
                if (length > value.length) {
                    value = new byte[Integer.highestOneBit(length) * 2];
                    length = iterator.value(value);
                }
                target.accept(repr(decoder, persistenceId, EventKey.sequenceNr(key), value, length));
                left--;
            }
            iterator.status();
        }
    }

    private static PersistentRepr repr(
            EventDecoder decoder, String persistenceId, long sequenceNr, byte[] value, int length) {
        try {
            var event = decoder.decode(value, length);
            return PersistentRepr.apply(
                            event.payload(),
                            sequenceNr,
                            persistenceId,
                            event.adapterManifest(),
                            false,
                            ActorRef.noSender(),
                            event.writerUuid())
                    .withTimestamp(event.timestampMillis());
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "event " + sequenceNr + " of " + persistenceId + " cannot be read: " + e, e);
        }
    }

    static long highest(Database open, byte[] prefix) throws RocksDBException {
        long remembered = open.rememberedSequenceNr(prefix);
        try (var start = new Slice(EventKey.of(prefix, 0));
                var options = new ReadOptions().setIterateLowerBound(start);
                var iterator = open.rocks().newIterator(open.events(), options)) {
            iterator.seekForPrev(EventKey.of(prefix, Long.MAX_VALUE));
            iterator.status();
            return iterator.isValid() ? Math.max(remembered, EventKey.sequenceNr(iterator.key())) : remembered;
        }
    }

    private static List<Found> oldest(Database open, byte[] prefix, long to) throws RocksDBException {
        var found = new ArrayList<Found>();
        byte[] head = new byte[EventRecord.ORDER_END];
        try (var end = new Slice(EventKey.of(prefix, to + 1));
                var options = scan().setIterateUpperBound(end);
                RocksIterator iterator = open.rocks().newIterator(open.events(), options)) {
            for (iterator.seek(EventKey.of(prefix, 0));
                    iterator.isValid() && found.size() < DELETE_BATCH;
                    iterator.next()) {
                iterator.value(head);
                found.add(new Found(EventKey.sequenceNr(iterator.key()), EventRecord.order(head)));
            }
            iterator.status();
        }
        return found;
    }

    private static void delete(RocksStore store, byte[] prefix, long to, List<Found> records) {
        long first = records.getFirst().sequenceNr();
        long last = records.getLast().sequenceNr();
        store.change(records.size() * 2 * Long.BYTES, (batch, open) -> {
                    long highest = Math.max(last, highest(open, prefix));
                    long order = records.stream().mapToLong(Found::order).max().orElseThrow();
                    open.remember(batch, prefix, highest, store.highestOrder());
                    open.rememberDeleted(batch, prefix, Math.min(to, highest), order);
                    for (Found record : records) {
                        batch.delete(open.order(), EventKey.bytes(record.order()));
                    }
                    batch.deleteRange(open.events(), EventKey.of(prefix, first), EventKey.of(prefix, last + 1));
                })
                .join();
    }

    private static ReadOptions scan() {
        return new ReadOptions().setFillCache(false);
    }
}
