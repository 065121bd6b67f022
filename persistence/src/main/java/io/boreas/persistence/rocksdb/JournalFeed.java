package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;

/**
 * All events of the store in the one order in which they were written: what event streams and views follow.
 *
 * <p>The order starts at 1, has no gaps when it is given, and never goes back; deletion leaves gaps. Nothing shows up
 * here before the disk has it. Thread-safe.
 */
public final class JournalFeed {
    /** Small enough that a batch of large events does not weigh on the heap, large enough to amortise the look-up. */
    private static final int CHUNK = 64;

    private final RocksStore store;
    private final PayloadCodec codec;

    JournalFeed(RocksStore store, PayloadCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /**
     * Hands out up to {@code max} records whose order is above {@code afterOrder}, in order, on the calling thread.
     *
     * <p>Reads the disk, so it must not be called on a dispatcher that actors use. The consumer may take its time.
     *
     * @throws StoreException if the store is closed or cannot be read
     * @throws IllegalStateException if an event cannot be deserialised; names it
     */
    public void read(long afterOrder, int max, Consumer<FeedRecord> consumer) {
        var decoder = new EventDecoder(codec);
        long after = afterOrder;
        int left = max;
        while (left > 0) {
            long from = after;
            int wanted = Math.min(left, CHUNK);
            List<Stored> chunk = store.readHere(open -> chunk(open, from, wanted));
            if (chunk.isEmpty()) {
                return;
            }
            for (Stored stored : chunk) {
                after = stored.order();
                if (stored.current()) {
                    consumer.accept(decoded(decoder, stored));
                    left--;
                }
            }
        }
    }

    /** The order of the newest record; 0 when there never was one. */
    public long highestOrder() {
        return store.highestOrder();
    }

    /** The order of the first record from which on none was deleted; 0 when there is none. */
    public long lowestOrder() {
        return store.lowestOrder();
    }

    /**
     * Calls the listener with the highest order after each sync that added records, until the result is closed.
     *
     * <p>It is called on the thread that writes: it must only signal, never wait or read.
     */
    public AutoCloseable onAppend(LongConsumer listener) {
        return store.onAppend(listener);
    }

    /** An entry of the order and the record it points to, empty when that was deleted meanwhile. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Stored(long order, byte[] key, byte[] value) {
        /** False for a record that was deleted, or written again under the same sequence number. */
        boolean current() {
            return value.length > EventRecord.TEXTS_AT && EventRecord.order(value) == order;
        }
    }

    private List<Stored> chunk(Database open, long after, int max) throws RocksDBException {
        var orders = new ArrayList<Long>(max);
        var keys = new ArrayList<byte[]>(max);
        try (var end = new Slice(EventKey.bytes(store.highestOrder() + 1));
                var options = new ReadOptions().setIterateUpperBound(end);
                var iterator = open.rocks().newIterator(open.order(), options)) {
            for (iterator.seek(EventKey.bytes(after + 1)); iterator.isValid() && keys.size() < max; iterator.next()) {
                orders.add(EventKey.getLong(iterator.key(), 0));
                keys.add(iterator.value());
            }
            iterator.status();
        }
        if (keys.isEmpty()) {
            return List.of();
        }
        var values = open.rocks().multiGetAsList(Collections.nCopies(keys.size(), open.events()), keys);
        var chunk = new ArrayList<Stored>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] value = values.get(i);
            chunk.add(new Stored(orders.get(i), keys.get(i), value == null ? new byte[0] : value));
        }
        return chunk;
    }

    private FeedRecord decoded(EventDecoder decoder, Stored stored) {
        var persistenceId = EventKey.persistenceId(stored.key());
        long sequenceNr = EventKey.sequenceNr(stored.key());
        var event = codec.withTransport(() -> {
            try {
                return decoder.decode(stored.value(), stored.value().length);
            } catch (IOException | RuntimeException e) {
                throw new IllegalStateException(
                        "event " + sequenceNr + " of " + persistenceId + " cannot be read: " + e, e);
            }
        });
        return new FeedRecord(stored.order(), persistenceId, sequenceNr, event.payload(), event.timestampMillis());
    }
}
