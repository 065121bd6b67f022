package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;

/** Saves, finds and deletes the snapshots of persistence ids. Thread-safe. */
final class SnapshotLog {
    /**
     * A snapshot is written in pieces, each of which waits its turn, so that events do not wait for megabytes of
     * snapshot; its head is written with the last one, so it is there whole or not at all.
     */
    private static final int CHUNK_BYTES = 256 << 10;

    private static final int KEY_BYTES_ROUGHLY = 64;

    private final RocksStore store;
    private final PayloadCodec codec;

    SnapshotLog(RocksStore store, PayloadCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    CompletableFuture<Void> save(SnapshotMetadata metadata, PayloadCodec.Encoded snapshot) {
        return save(store, metadata, snapshot);
    }

    static CompletableFuture<Void> save(RocksStore store, SnapshotMetadata metadata, PayloadCodec.Encoded snapshot) {
        byte[] key = EventKey.of(EventKey.prefix(metadata.persistenceId()), metadata.sequenceNr());
        long generation = ThreadLocalRandom.current().nextLong() >>> 1;
        var head = new SnapshotHead(
                metadata.timestamp(),
                snapshot.serializerId(),
                snapshot.manifest(),
                generation,
                snapshot.bytes().length);
        var done = new CompletableFuture<Void>();
        saveFrom(store, 0, key, head, snapshot.bytes(), done);
        return done;
    }

    /** The newest snapshot that matches, or none; fails if the newest cannot be read. */
    Optional<SelectedSnapshot> load(String persistenceId, SnapshotSelectionCriteria criteria) {
        byte[] prefix = EventKey.prefix(persistenceId);
        var found = store.readHere(open -> newest(open, prefix, persistenceId, criteria));
        return found.map(snapshot -> codec.withTransport(() -> selected(snapshot)));
    }

    CompletableFuture<Void> delete(String persistenceId, long sequenceNr) {
        byte[] key = EventKey.of(EventKey.prefix(persistenceId), sequenceNr);
        return delete(List.of(key));
    }

    /** The keys of all that match, for {@link #delete(List)}. */
    List<byte[]> matching(String persistenceId, SnapshotSelectionCriteria criteria) {
        byte[] prefix = EventKey.prefix(persistenceId);
        return store.readHere(open -> matching(open, prefix, persistenceId, criteria));
    }

    CompletableFuture<Void> delete(List<byte[]> keys) {
        return delete(store, keys);
    }

    /** The base of a history that was cut stays, whoever wants it deleted: what comes after it could not be understood any more. */
    static CompletableFuture<Void> delete(RocksStore store, List<byte[]> keys) {
        return keys.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.change(keys.size() * KEY_BYTES_ROUGHLY, (batch, open) -> {
                    for (byte[] key : keys) {
                        if (open.base(EventKey.prefixOf(key)) != EventKey.sequenceNr(key)) {
                            batch.delete(open.snapshots(), key);
                            batch.deleteRange(open.chunks(), key, SnapshotKeys.allEnd(key));
                        }
                    }
                });
    }

    private SelectedSnapshot selected(Found found) {
        try {
            var head = found.head();
            return SelectedSnapshot.create(
                    found.metadata(), codec.decode(head.serializerId(), head.manifest(), found.data()));
        } catch (IOException e) {
            throw unreadable(found.metadata(), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Found(SnapshotMetadata metadata, SnapshotHead head, byte[] data) {}

    private static void saveFrom(
            RocksStore store, int chunk, byte[] key, SnapshotHead head, byte[] data, CompletableFuture<Void> done) {
        int start = chunk * CHUNK_BYTES;
        int end = Math.min(data.length, start + CHUNK_BYTES);
        boolean last = end == data.length;
        var unused = store.change(end - start, (batch, open) -> {
                    batch.put(
                            open.chunks(),
                            SnapshotKeys.chunk(key, head.generation(), chunk),
                            Arrays.copyOfRange(data, start, end));
                    if (last) {
                        batch.put(open.snapshots(), key, head.encode());
                        dropOtherGenerations(batch, open, key, head.generation());
                    }
                })
                .whenComplete((ignored, failure) -> {
                    if (failure != null) {
                        done.completeExceptionally(failure);
                    } else if (last) {
                        done.complete(null);
                    } else {
                        saveFrom(store, chunk + 1, key, head, data, done);
                    }
                });
    }

    private static void dropOtherGenerations(WriteBatch batch, Database open, byte[] key, long generation)
            throws RocksDBException {
        batch.deleteRange(open.chunks(), key, SnapshotKeys.chunk(key, generation, 0));
        batch.deleteRange(open.chunks(), SnapshotKeys.chunksEnd(key, generation), SnapshotKeys.allEnd(key));
    }

    private static Optional<Found> newest(
            Database open, byte[] prefix, String persistenceId, SnapshotSelectionCriteria criteria)
            throws RocksDBException {
        // Head and chunks are read as of one moment, though a deletion may run meanwhile.
        var snapshot = open.rocks().getSnapshot();
        try (var start = new Slice(EventKey.of(prefix, 0));
                var options = new ReadOptions().setSnapshot(snapshot).setIterateLowerBound(start);
                var iterator = open.rocks().newIterator(open.snapshots(), options)) {
            for (iterator.seekForPrev(EventKey.of(prefix, criteria.maxSequenceNr()));
                    iterator.isValid();
                    iterator.prev()) {
                var key = iterator.key();
                var head = head(persistenceId, key, iterator.value());
                var metadata = SnapshotMetadata.apply(persistenceId, EventKey.sequenceNr(key), head.timestampMillis());
                if (criteria.matches(metadata)) {
                    return Optional.of(new Found(metadata, head, data(open, snapshot, metadata, key, head)));
                }
            }
            iterator.status();
            return Optional.empty();
        } finally {
            open.rocks().releaseSnapshot(snapshot);
        }
    }

    private static byte[] data(
            Database open, Snapshot snapshot, SnapshotMetadata metadata, byte[] key, SnapshotHead head)
            throws RocksDBException {
        byte[] data = new byte[head.length()];
        int filled = 0;
        try (var end = new Slice(SnapshotKeys.chunksEnd(key, head.generation()));
                var options = new ReadOptions()
                        .setSnapshot(snapshot)
                        .setIterateUpperBound(end)
                        .setFillCache(false);
                var iterator = open.rocks().newIterator(open.chunks(), options)) {
            for (iterator.seek(SnapshotKeys.chunk(key, head.generation(), 0)); iterator.isValid(); iterator.next()) {
                byte[] chunk = iterator.value();
                if (filled + chunk.length > data.length) {
                    throw unreadable(metadata, new IOException("more data than its head says"));
                }
                System.arraycopy(chunk, 0, data, filled, chunk.length);
                filled += chunk.length;
            }
            iterator.status();
        }
        if (filled < data.length) {
            throw unreadable(metadata, new IOException("has " + filled + " of " + data.length + " bytes"));
        }
        return data;
    }

    private static List<byte[]> matching(
            Database open, byte[] prefix, String persistenceId, SnapshotSelectionCriteria criteria)
            throws RocksDBException {
        var keys = new ArrayList<byte[]>();
        try (var end = new Slice(EventKey.of(prefix, criteria.maxSequenceNr() + 1));
                var options = new ReadOptions().setIterateUpperBound(end);
                var iterator = open.rocks().newIterator(open.snapshots(), options)) {
            for (iterator.seek(EventKey.of(prefix, criteria.minSequenceNr())); iterator.isValid(); iterator.next()) {
                var key = iterator.key();
                var head = head(persistenceId, key, iterator.value());
                if (criteria.matches(
                        SnapshotMetadata.apply(persistenceId, EventKey.sequenceNr(key), head.timestampMillis()))) {
                    keys.add(key);
                }
            }
            iterator.status();
        }
        return keys;
    }

    private static SnapshotHead head(String persistenceId, byte[] key, byte[] value) {
        try {
            return SnapshotHead.decode(value);
        } catch (IOException e) {
            throw unreadable(SnapshotMetadata.apply(persistenceId, EventKey.sequenceNr(key)), e);
        }
    }

    private static IllegalStateException unreadable(SnapshotMetadata metadata, IOException e) {
        return new IllegalStateException(
                "snapshot " + metadata.sequenceNr() + " of " + metadata.persistenceId() + " cannot be read: " + e, e);
    }
}
