package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One opening of the RocksDB files: its column families, their tuning, and the order they have reached.
 *
 * <p>Column families: {@code events} (key: {@link EventKey}; value: {@link EventRecord}), {@code order} (order as eight
 * bytes → event key), {@code snapshots} and {@code chunks} (see {@link SnapshotKeys}), {@code meta} (format, and what
 * deletion must not forget).
 */
final class Database implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final byte[] FORMAT_KEY = {'f'};
    private static final byte[] ORDER_KEY = {'o'};
    private static final byte[] DELETED_ORDER_KEY = {'l'};
    private static final byte HIGHEST_PREFIX = 'h';
    private static final byte DELETED_PREFIX = 'd';
    private static final List<String> FAMILIES = List.of("default", "events", "order", "snapshots", "chunks", "meta");

    static {
        NativeLibrary.load();
    }

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final RocksDB rocks;
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final WriteOptions synced;

    /** How the files are opened. */
    private sealed interface Access {
        /** By their one owner. */
        enum Own implements Access {
            OWN
        }

        /** For reading, while nobody writes; a log may end with a write that was never finished. */
        record ReadOnly(boolean tornTail) implements Access {}

        /** For reading beside their owner; RocksDB's own notes go into the folder. */
        record Beside(Path notes) implements Access {}
    }

    private Database(StoreSettings settings, Access access) throws RocksDBException {
        try {
            var cache = held(new LRUCache(settings.blockCacheBytes()));
            var bloom = held(new BloomFilter(10));
            var descriptors = new ArrayList<ColumnFamilyDescriptor>();
            for (String family : FAMILIES) {
                var options = held(familyOptions(family, settings, cache, bloom));
                descriptors.add(new ColumnFamilyDescriptor(family.getBytes(StandardCharsets.US_ASCII), options));
            }
            synced = held(new WriteOptions().setSync(true));
            var options = held(dbOptions(settings));
            var path = settings.directory().toString();
            rocks = held(
                    switch (access) {
                        case Access.Own own -> RocksDB.open(options, path, descriptors, families);
                        case Access.ReadOnly(boolean tornTail) -> {
                            if (tornTail) {
                                options.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
                            }
                            yield RocksDB.openReadOnly(options, path, descriptors, families);
                        }
                        // Its tables may be deleted while they are read: all are held open.
                        case Access.Beside(var notes) ->
                            RocksDB.openAsSecondary(
                                    options.setMaxOpenFiles(-1), path, notes.toString(), descriptors, families);
                    });
            families.forEach(this::held);
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens for reading and writing; makes what is missing.
     *
     * @throws StoreException with the reason, when it cannot
     */
    static Database open(StoreSettings settings) {
        var directory = settings.directory();
        try {
            refuseRemains(directory);
            WalTail.mend(directory);
            var database = new Database(settings, Access.Own.OWN);
            try {
                database.checkFormat(directory);
                return database;
            } catch (RocksDBException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException.Unavailable(directory, e.toString(), e);
        } catch (RocksDBException e) {
            throw translated(directory, e);
        }
    }

    /** Opens for reading alone; changes no file. */
    static Database openReadOnly(StoreSettings settings) {
        try {
            return new Database(settings, new Access.ReadOnly(false));
        } catch (RocksDBException e) {
            throw translated(settings.directory(), e);
        }
    }

    /**
     * Opens for reading alone what nobody else has open, after a look at the log: an unfinished write at its end was never acknowledged,
     * and is passed over. Changes no file.
     *
     * @throws StoreException with the reason, when it cannot
     */
    static Database inspect(StoreSettings settings) {
        var directory = settings.directory();
        try {
            refuseRemains(directory);
            boolean torn = WalTail.isTorn(directory);
            return checked(directory, new Database(settings, new Access.ReadOnly(torn)));
        } catch (IOException e) {
            throw new StoreException.Unavailable(directory, e.toString(), e);
        } catch (RocksDBException e) {
            throw translated(directory, e);
        }
    }

    /**
     * Opens for reading alone, beside the process that writes, or may begin to; what that has synced by now is there, and more is seen after
     * {@link #catchUp}. Changes none of its files.
     *
     * @param notes a folder for RocksDB's own log
     * @throws StoreException with the reason, when it cannot
     */
    static Database beside(StoreSettings settings, Path notes) {
        var directory = settings.directory();
        try {
            return checked(directory, new Database(settings, new Access.Beside(notes)));
        } catch (RocksDBException e) {
            throw translated(directory, e);
        }
    }

    /** Sees what the process that writes has synced by now. */
    void catchUp() throws RocksDBException {
        rocks.tryCatchUpWithPrimary();
    }

    private static Database checked(Path directory, Database database) throws RocksDBException {
        try {
            byte[] format = database.rocks.get(database.meta(), FORMAT_KEY);
            if (format != null) {
                requireFormat(directory, format);
            }
            return database;
        } catch (RocksDBException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    RocksDB rocks() {
        return rocks;
    }

    ColumnFamilyHandle events() {
        return families.get(1);
    }

    ColumnFamilyHandle order() {
        return families.get(2);
    }

    ColumnFamilyHandle snapshots() {
        return families.get(3);
    }

    ColumnFamilyHandle chunks() {
        return families.get(4);
    }

    /** Writes the batch and returns when the disk has it. */
    void write(WriteBatch batch) throws RocksDBException {
        rocks.write(synced, batch);
    }

    /** The highest order ever given, even if its record was deleted since; 0 for none. */
    long highestOrder() throws RocksDBException {
        long deleted = number(ORDER_KEY);
        try (var iterator = rocks.newIterator(order())) {
            iterator.seekToLast();
            iterator.status();
            return iterator.isValid() ? Math.max(deleted, EventKey.getLong(iterator.key(), 0)) : deleted;
        }
    }

    /** The highest sequence number that was in use when records of this id were last deleted; 0 for never. */
    long rememberedSequenceNr(byte[] prefix) throws RocksDBException {
        return number(key(HIGHEST_PREFIX, prefix));
    }

    /** The sequence number up to which records of this id were deleted, or are to be: nothing is missed of them; 0 for never. */
    long deletedTo(byte[] prefix) throws RocksDBException {
        return number(key(DELETED_PREFIX, prefix));
    }

    /** The highest order of any record that was deleted: only behind it nothing is missing; 0 for none. */
    long deletedOrder() throws RocksDBException {
        return number(DELETED_ORDER_KEY);
    }

    /** The order of the first record of those between which nothing was deleted; 0 for none. */
    long lowestOrder(long hint) throws RocksDBException {
        try (var iterator = rocks.newIterator(order())) {
            iterator.seek(EventKey.bytes(Math.max(hint, deletedOrder() + 1)));
            iterator.status();
            return iterator.isValid() ? EventKey.getLong(iterator.key(), 0) : 0;
        }
    }

    /**
     * The snapshot on which a history that was cut rests: of its last deleted record, or better of the first that is left.
     *
     * @return its sequence number; 0 if nothing was deleted, or it is not there
     */
    long base(byte[] prefix) throws RocksDBException {
        long deleted = deletedTo(prefix);
        if (deleted == 0) {
            return 0;
        }
        for (long sequenceNr : new long[] {deleted + 1, deleted}) {
            if (rocks.get(snapshots(), EventKey.of(prefix, sequenceNr)) != null) {
                return sequenceNr;
            }
        }
        return 0;
    }

    /** Deletion must forget neither the sequence number nor the order that its records had reached. */
    void remember(WriteBatch batch, byte[] prefix, long sequenceNr, long highestOrder) throws RocksDBException {
        batch.put(meta(), key(HIGHEST_PREFIX, prefix), EventKey.bytes(sequenceNr));
        rememberOrder(batch, highestOrder);
    }

    /** What is deleted is told from what is lost by this. Neither number ever falls. */
    void rememberDeleted(WriteBatch batch, byte[] prefix, long sequenceNr, long order) throws RocksDBException {
        batch.put(meta(), key(DELETED_PREFIX, prefix), EventKey.bytes(Math.max(sequenceNr, deletedTo(prefix))));
        batch.put(meta(), DELETED_ORDER_KEY, EventKey.bytes(Math.max(order, deletedOrder())));
    }

    void rememberOrder(WriteBatch batch, long highestOrder) throws RocksDBException {
        batch.put(meta(), ORDER_KEY, EventKey.bytes(highestOrder));
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("RocksDB resource did not close", e);
            }
        }
    }

    private ColumnFamilyHandle meta() {
        return families.get(5);
    }

    private long number(byte[] key) throws RocksDBException {
        byte[] stored = rocks.get(meta(), key);
        return stored == null ? 0 : EventKey.getLong(stored, 0);
    }

    private static byte[] key(byte sort, byte[] prefix) {
        byte[] key = new byte[prefix.length + 1];
        key[0] = sort;
        System.arraycopy(prefix, 0, key, 1, prefix.length);
        return key;
    }

    private <T extends AutoCloseable> T held(T resource) {
        resources.push(resource);
        return resource;
    }

    /** Without the file that names the newest manifest, RocksDB would start afresh and delete what is there. */
    private static void refuseRemains(Path directory) throws IOException {
        if (Files.exists(directory.resolve("CURRENT"))) {
            return;
        }
        try (var files = Files.list(directory)) {
            var remains = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("MANIFEST-\\d+|\\d+\\.(log|sst)"))
                    .sorted()
                    .findFirst();
            if (remains.isPresent()) {
                throw new StoreException.Damaged(
                        directory, "there is " + remains.get() + ", but the file CURRENT is missing");
            }
        }
    }

    private void checkFormat(Path directory) throws RocksDBException {
        byte[] format = rocks.get(meta(), FORMAT_KEY);
        if (format == null) {
            rocks.put(meta(), synced, FORMAT_KEY, new byte[] {FORMAT});
        } else {
            requireFormat(directory, format);
        }
    }

    private static void requireFormat(Path directory, byte[] format) {
        if (format.length != 1 || format[0] != FORMAT) {
            throw new StoreException.Unavailable(
                    directory,
                    "its format is " + format[0] + ", this program knows format " + FORMAT + "; use the newer program");
        }
    }

    private static ColumnFamilyOptions familyOptions(
            String family, StoreSettings settings, LRUCache cache, BloomFilter bloom) {
        long buffer =
                switch (family) {
                    case "events" -> settings.writeBufferBytes();
                    case "order", "chunks" -> settings.writeBufferBytes() / 4;
                    default -> settings.writeBufferBytes() / 16;
                };
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 * 1024)
                .setFilterPolicy(bloom)
                .setFormatVersion(6);
        return new ColumnFamilyOptions()
                .setWriteBufferSize(Math.max(buffer, 64 * 1024))
                .setMaxWriteBufferNumber(3)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTargetFileSizeBase(32L << 20)
                .setTableFormatConfig(table);
    }

    private static DBOptions dbOptions(StoreSettings settings) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // WalTail has cut what a crash may leave; any other flaw in a log is damage.
                .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)
                .setAvoidFlushDuringRecovery(true)
                .setMaxTotalWalSize(settings.walBytesMax())
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(3)
                .setMaxManifestFileSize(4 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                // A flush writes in steps, so that it does not hold up the sync of the log behind one long write.
                .setBytesPerSync(1 << 20);
    }

    private static StoreException translated(Path directory, RocksDBException e) {
        var message = String.valueOf(e.getMessage());
        var status = e.getStatus();
        if (message.contains("lock hold by current process") || message.contains("While lock file")) {
            return new StoreException.InUse(directory, "another program that has its RocksDB files open");
        }
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new StoreException.Damaged(directory, message, e);
        }
        return Files.isDirectory(directory)
                ? new StoreException.Unavailable(directory, WriteFault.of(e), e)
                : new StoreException.Unavailable(directory, "it is not a directory", e);
    }
}
