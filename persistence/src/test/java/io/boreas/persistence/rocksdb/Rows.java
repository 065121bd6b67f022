package io.boreas.persistence.rocksdb;

import io.boreas.persistence.rocksdb.GroupCommit.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Records written and read without an actor system: fast enough to be killed often. */
final class Rows {
    private static final int STRING_SERIALIZER = 20;

    private Rows() {}

    /** Rows of one id with consecutive sequence numbers; each payload is {@link #text} of its number. */
    static List<Row> of(String persistenceId, long first, int count, int payloadBytes) {
        byte[] prefix = EventKey.prefix(persistenceId);
        return LongStream.range(first, first + count)
                .mapToObj(n -> new Row(EventKey.of(prefix, n), record(persistenceId, n, payloadBytes)))
                .toList();
    }

    static String text(String persistenceId, long sequenceNr, int bytes) {
        var start = persistenceId + "#" + sequenceNr + " ";
        return start + "x".repeat(Math.max(0, bytes - start.length()));
    }

    /** All records of an id, as {@code sequence number → payload}, checked to be whole. */
    static List<Long> sequenceNrs(RocksStore store, String persistenceId) {
        byte[] prefix = EventKey.prefix(persistenceId);
        return store.readHere(open -> {
            var found = new ArrayList<Long>();
            try (var iterator = open.rocks().newIterator(open.events())) {
                for (iterator.seek(prefix);
                        iterator.isValid() && EventKey.hasPrefix(iterator.key(), prefix);
                        iterator.next()) {
                    long sequenceNr = EventKey.sequenceNr(iterator.key());
                    var value = new String(iterator.value(), StandardCharsets.UTF_8);
                    if (!value.contains(persistenceId + "#" + sequenceNr + " ")) {
                        throw new AssertionError(
                                "record " + sequenceNr + " of " + persistenceId + " has other content");
                    }
                    found.add(sequenceNr);
                }
                iterator.status();
            }
            return found;
        });
    }

    /** The whole order, each entry checked to point to a record that says the same order. */
    static List<Long> orders(RocksStore store) {
        return store.readHere(open -> {
            var found = new ArrayList<Long>();
            try (var iterator = open.rocks().newIterator(open.order())) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    long order = EventKey.getLong(iterator.key(), 0);
                    byte[] value = open.rocks().get(open.events(), iterator.value());
                    if (value == null || EventRecord.order(value) != order) {
                        throw new AssertionError("order " + order + " points to no record of that order");
                    }
                    found.add(order);
                }
                iterator.status();
            }
            return found;
        });
    }

    /** The numbers from 1 to n. */
    static List<Long> upTo(long n) {
        return LongStream.rangeClosed(1, n).boxed().toList();
    }

    private static byte[] record(String persistenceId, long sequenceNr, int bytes) {
        var payload = text(persistenceId, sequenceNr, bytes).getBytes(StandardCharsets.UTF_8);
        return EventRecord.encode(
                1_000 + sequenceNr, new PayloadCodec.Encoded(STRING_SERIALIZER, "", payload), "w", "");
    }
}
