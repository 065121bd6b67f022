package io.boreas.persistence.rocksdb;

import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import io.boreas.persistence.rocksdb.GroupCommit.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.persistence.SnapshotMetadata;

/** A directory into which a journal is moved; it is made if it is missing. */
public final class RocksTarget implements JournalTarget {
    private final RocksStore store;
    private final Set<String> begun = new HashSet<>();

    private RocksTarget(RocksStore store) {
        this.store = store;
    }

    /**
     * Opens the directory, as a master does.
     *
     * @throws StoreException if it is in use, or cannot be made or written
     */
    public static RocksTarget open(StoreSettings settings) {
        return new RocksTarget(RocksStore.open(settings));
    }

    @Override
    public String where() {
        return "the journal in " + store.directory();
    }

    @Override
    public boolean isEmpty() {
        return store.highestOrder() == 0
                && store.readHere(open -> {
                    try (var iterator = open.rocks().newIterator(open.snapshots())) {
                        iterator.seekToFirst();
                        iterator.status();
                        return !iterator.isValid();
                    }
                });
    }

    @Override
    public void append(List<StoredRecord> records) {
        records.forEach(this::begin);
        var rows = new ArrayList<Row>(records.size());
        for (var record : records) {
            var payload = new PayloadCodec.Encoded(record.serializer(), record.manifest(), record.payload());
            rows.add(new Row(
                    EventKey.of(EventKey.prefix(record.group()), record.sequence()),
                    EventRecord.encode(record.storedAtMillis(), payload, record.writer(), "")));
        }
        await(store.append(rows));
    }

    /** A group that does not begin with its first record was cut where it came from, and its base comes with it. */
    private void begin(StoredRecord record) {
        if (begun.add(record.group()) && record.sequence() > 1) {
            byte[] prefix = EventKey.prefix(record.group());
            if (store.readHere(open -> EventLog.highest(open, prefix)) == 0) {
                await(store.change(
                        prefix.length, (batch, open) -> open.rememberDeleted(batch, prefix, record.sequence() - 1, 0)));
            }
        }
    }

    @Override
    public void save(StoredSnapshot snapshot) {
        await(SnapshotLog.save(
                store,
                SnapshotMetadata.apply(snapshot.group(), snapshot.sequence(), snapshot.takenAtMillis()),
                new PayloadCodec.Encoded(snapshot.serializer(), snapshot.manifest(), snapshot.payload())));
    }

    private static void await(CompletableFuture<Void> stored) {
        try {
            stored.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** The order is written with each record. */
    @Override
    public void finish() {}

    @Override
    public void close() {
        store.close();
    }
}
