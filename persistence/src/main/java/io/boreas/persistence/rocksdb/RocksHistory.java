package io.boreas.persistence.rocksdb;

import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.BrokenSnapshot;
import io.boreas.persistence.history.Finding;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.SnapshotRow;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;

/**
 * The journal of a directory, for reading alone; no file of it changes. While nobody has the directory it is locked, so that no master begins
 * to write what is being read. Beside a master that is at work it shows what that had synced when this was opened, or last refreshed.
 */
public final class RocksHistory implements JournalSource {
    private static final int READAHEAD_BYTES = 2 << 20;
    private static final int BUFFER_BYTES = 4 << 10;
    private static final int CHUNK = 256;

    private final Path directory;
    private final Database database;
    private final @Nullable DirectoryLock lock;
    private final @Nullable Path notes;

    private RocksHistory(Path directory, Database database, @Nullable DirectoryLock lock, @Nullable Path notes) {
        this.directory = directory;
        this.database = database;
        this.lock = lock;
        this.notes = notes;
    }

    /**
     * Opens a directory that has a journal.
     *
     * @throws StoreException.Unavailable if there is none, or it cannot be read
     * @throws StoreException.Damaged if acknowledged data cannot be read
     */
    public static RocksHistory open(StoreSettings settings) {
        var directory = settings.directory();
        requireJournal(directory);
        try {
            if (RocksStore.isOpenHere(directory)) {
                return beside(settings);
            }
            DirectoryLock lock;
            try {
                lock = DirectoryLock.take(directory);
            } catch (StoreException.InUse e) {
                return beside(settings);
            }
            try {
                return new RocksHistory(directory, Database.inspect(settings), lock, null);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException.Unavailable(directory, e.toString(), e);
        }
    }

    /**
     * Opens a directory that has a journal for what is to come: it is not locked, so that masters may come and go meanwhile.
     *
     * @throws StoreException.Unavailable if there is none, or it cannot be read
     * @throws StoreException.Damaged if acknowledged data cannot be read
     */
    public static RocksHistory follow(StoreSettings settings) {
        requireJournal(settings.directory());
        try {
            return beside(settings);
        } catch (IOException e) {
            throw new StoreException.Unavailable(settings.directory(), e.toString(), e);
        }
    }

    private static void requireJournal(Path directory) {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            throw new StoreException.Unavailable(
                    directory,
                    "there is no journal; a master keeps it in the folder \"journal\" of its work directory");
        }
    }

    private static RocksHistory beside(StoreSettings settings) throws IOException {
        var notes = Files.createTempDirectory("boreas-journal");
        try {
            return new RocksHistory(settings.directory(), Database.beside(settings, notes), null, notes);
        } catch (RuntimeException e) {
            delete(notes);
            throw e;
        }
    }

    /** Whether a master is at work on it. */
    public boolean isLive() {
        return lock == null;
    }

    @Override
    public String where() {
        return "the journal in " + directory + (isLive() ? ", as its running master had it just now" : "");
    }

    @Override
    public void refresh() {
        if (isLive()) {
            read(open -> {
                open.catchUp();
                return true;
            });
        }
    }

    /** Something read from the files. */
    @FunctionalInterface
    private interface Read<T> {
        T from(Database database) throws RocksDBException;
    }

    private <T> T read(Read<T> read) {
        try {
            return read.from(database);
        } catch (RocksDBException e) {
            throw new StoreException.Damaged(directory, "reading failed: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> groups() {
        return read(RocksHistory::groups);
    }

    static List<String> groups(Database open) throws RocksDBException {
        var names = new TreeSet<String>();
        addNames(open, open.events(), names);
        addNames(open, open.snapshots(), names);
        return List.copyOf(names);
    }

    private static void addNames(Database open, ColumnFamilyHandle family, TreeSet<String> names)
            throws RocksDBException {
        try (var iterator = open.rocks().newIterator(family)) {
            iterator.seekToFirst();
            while (iterator.isValid()) {
                var name = EventKey.persistenceId(iterator.key());
                names.add(name);
                iterator.seek(EventKey.of(EventKey.prefix(name), -1)); // the last there can be: they sort unsigned
            }
            iterator.status();
        }
    }

    @Override
    public void rows(String group, long from, Taker taker) {
        read(open -> {
            var reader = new EnvelopeReader();
            byte[] prefix = EventKey.prefix(group);
            byte[] key = new byte[prefix.length + Long.BYTES];
            byte[] value = new byte[BUFFER_BYTES];
            try (var end = new Slice(EventKey.of(prefix, -1));
                    var options = new ReadOptions()
                            .setFillCache(false)
                            .setReadaheadSize(READAHEAD_BYTES)
                            .setIterateUpperBound(end);
                    var iterator = open.rocks().newIterator(open.events(), options)) {
                for (iterator.seek(EventKey.of(prefix, from)); iterator.isValid(); iterator.next()) {
                    iterator.key(key);
                    int length = iterator.value(value);
                    if (length > value.length) {
                        value = new byte[Integer.highestOneBit(length) * 2];
                        length = iterator.value(value);
                    }
                    if (!taker.take(row(reader, group, EventKey.sequenceNr(key), value, length))) {
                        return true;
                    }
                }
                iterator.status();
                return true;
            }
        });
    }

    static JournalRow row(EnvelopeReader reader, String group, long sequence, byte[] value, int length) {
        try {
            var parts = reader.read(value, length);
            return new StoredRecord(
                    parts.order(),
                    group,
                    sequence,
                    parts.timestampMillis(),
                    parts.serializerId(),
                    parts.manifest(),
                    parts.writerUuid(),
                    parts.payload());
        } catch (IOException e) {
            return new BrokenRow(0, group, sequence, e.getMessage() + ", in " + length + " bytes");
        }
    }

    @Override
    public List<SnapshotRow> snapshots(String group) {
        return read(open -> {
            var rows = new ArrayList<SnapshotRow>();
            byte[] prefix = EventKey.prefix(group);
            try (var end = new Slice(EventKey.of(prefix, -1));
                    var options = new ReadOptions().setIterateUpperBound(end);
                    var iterator = open.rocks().newIterator(open.snapshots(), options)) {
                for (iterator.seek(EventKey.of(prefix, 0)); iterator.isValid(); iterator.next()) {
                    rows.add(snapshot(open, group, iterator.key(), iterator.value()));
                }
                iterator.status();
            }
            return rows;
        });
    }

    static SnapshotRow snapshot(Database open, String group, byte[] key, byte[] value) throws RocksDBException {
        long sequence = EventKey.sequenceNr(key);
        try {
            var head = SnapshotHead.decode(value);
            return new StoredSnapshot(
                    group,
                    sequence,
                    head.timestampMillis(),
                    head.serializerId(),
                    head.manifest(),
                    chunks(open, key, head));
        } catch (IOException e) {
            return new BrokenSnapshot(group, sequence, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] chunks(Database open, byte[] key, SnapshotHead head) throws IOException, RocksDBException {
        var parts = new ArrayList<byte[]>();
        long found = 0;
        try (var end = new Slice(SnapshotKeys.chunksEnd(key, head.generation()));
                var options = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
                var iterator = open.rocks().newIterator(open.chunks(), options)) {
            for (iterator.seek(SnapshotKeys.chunk(key, head.generation(), 0)); iterator.isValid(); iterator.next()) {
                parts.add(iterator.value());
                found += parts.getLast().length;
            }
            iterator.status();
        }
        if (found != head.length()) {
            throw new IOException("it has " + found + " of " + head.length() + " bytes");
        }
        byte[] data = new byte[head.length()];
        int filled = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, data, filled, part.length);
            filled += part.length;
        }
        return data;
    }

    /** An entry of the order, and what it points to: nothing if it points nowhere. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Entry(long order, byte[] key, Optional<byte[]> value) {
        boolean isOfItsRecord() {
            return value.filter(bytes -> bytes.length >= EventRecord.ORDER_END && EventRecord.order(bytes) == order)
                    .isPresent();
        }

        String describe() {
            return "position " + order + ", record " + EventKey.sequenceNr(key) + " of " + EventKey.persistenceId(key);
        }
    }

    @Override
    public void inOrder(long after, Taker taker) {
        var reader = new EnvelopeReader();
        entries(after, entry -> {
            var value = entry.value().orElse(new byte[0]);
            if (!entry.isOfItsRecord()) {
                return true; // deleted since, or damage that verification tells
            }
            var row = row(
                    reader, EventKey.persistenceId(entry.key()), EventKey.sequenceNr(entry.key()), value, value.length);
            return taker.take(
                    row instanceof BrokenRow broken
                            ? new BrokenRow(entry.order(), broken.group(), broken.sequence(), broken.why())
                            : row);
        });
    }

    @FunctionalInterface
    private interface EntryTaker {
        boolean take(Entry entry);
    }

    private void entries(long after, EntryTaker taker) {
        read(open -> {
            try (var options = new ReadOptions().setFillCache(false);
                    var iterator = open.rocks().newIterator(open.order(), options)) {
                iterator.seek(EventKey.bytes(after + 1));
                while (iterator.isValid()) {
                    var orders = new ArrayList<Long>(CHUNK);
                    var keys = new ArrayList<byte[]>(CHUNK);
                    for (; iterator.isValid() && keys.size() < CHUNK; iterator.next()) {
                        orders.add(EventKey.getLong(iterator.key(), 0));
                        keys.add(iterator.value());
                    }
                    var values = open.rocks().multiGetAsList(Collections.nCopies(keys.size(), open.events()), keys);
                    for (int i = 0; i < keys.size(); i++) {
                        if (!taker.take(new Entry(orders.get(i), keys.get(i), Optional.ofNullable(values.get(i))))) {
                            return true;
                        }
                    }
                }
                iterator.status();
                return true;
            }
        });
    }

    @Override
    public OptionalLong deletedTo(String group) {
        return OptionalLong.of(read(open -> open.deletedTo(EventKey.prefix(group))));
    }

    @Override
    public long lowest() {
        return read(open -> open.lowestOrder(0));
    }

    @Override
    public long highest() {
        return read(Database::highestOrder);
    }

    /** Each entry of the order must point to the record that bears its number, and each record must have one. */
    @Override
    public void inspect(Consumer<Finding> findings) {
        long[] matching = {0};
        entries(0, entry -> {
            if (entry.isOfItsRecord()) {
                matching[0]++;
            } else {
                findings.accept(new Finding(
                        Finding.Kind.ORDER,
                        entry.describe(),
                        entry.value().isEmpty()
                                ? "the order names a record that is not there"
                                : "the order names a record that bears another position"));
            }
            return true;
        });
        read(open -> {
            long records = 0;
            try (var options = new ReadOptions().setFillCache(false).setReadaheadSize(READAHEAD_BYTES);
                    var iterator = open.rocks().newIterator(open.events(), options)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    records++;
                }
                iterator.status();
            }
            if (records > matching[0]) {
                findUnordered(open, findings);
            }
            return true;
        });
    }

    private static void findUnordered(Database open, Consumer<Finding> findings) throws RocksDBException {
        try (var iterator = open.rocks().newIterator(open.events())) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                byte[] value = iterator.value();
                if (value.length < EventRecord.ORDER_END) {
                    continue; // no record; that is found where records are read
                }
                long order = EventRecord.order(value);
                byte[] named = open.rocks().get(open.order(), EventKey.bytes(order));
                if (named == null || !Arrays.equals(named, key)) {
                    findings.accept(new Finding(
                            Finding.Kind.ORDER,
                            "record " + EventKey.sequenceNr(key) + " of " + EventKey.persistenceId(key) + " (position "
                                    + order + ")",
                            named == null
                                    ? "it is missing from the order: streams of events pass it over"
                                    : "the order has another record at its position"));
                }
            }
            iterator.status();
        }
    }

    @Override
    public void close() {
        database.close();
        try {
            if (lock != null) {
                lock.close();
            }
            if (notes != null) {
                delete(notes);
            }
        } catch (IOException e) {
            throw new StoreException.Unavailable(directory, e.toString(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
