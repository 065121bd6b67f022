package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database, exchanged for a freshly opened one after a write error.
 *
 * <p>After an error it is unknown which bytes of the failed batch reached the disk, and RocksDB offers no resume to
 * Java. So the files are opened anew: the torn record is cut, and a record that did get there whole, though its writer
 * was told that it failed, is taken out again before anything else is written.
 *
 * <p>Any thread may read. Only the writer thread writes, refuses and resumes.
 */
final class LiveDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDatabase.class);

    private static final String PROBE_FILE = "resume-probe.tmp";
    private static final int PROBE_BYTES = 1 << 20;
    private static final int TRIM_BATCH_BYTES = 1 << 20;

    /** Something read from the database; runs while the database cannot be closed, so it must not wait for a write. */
    @FunctionalInterface
    interface Read<T> {
        T from(Database database) throws RocksDBException;
    }

    private final StoreSettings settings;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private @Nullable Database database;

    private volatile StoreException.@Nullable Refusing refusal;

    LiveDatabase(StoreSettings settings) {
        this.settings = settings;
        this.database = Database.open(settings);
    }

    <T> T read(Read<T> read) throws RocksDBException {
        lock.readLock().lock();
        try {
            return read.from(current());
        } finally {
            lock.readLock().unlock();
        }
    }

    void write(WriteBatch batch) throws RocksDBException {
        current().write(batch);
    }

    /** The database as the writer thread sees it, which is the only one to exchange it. */
    Database current() {
        var open = database;
        if (open != null) {
            return open;
        }
        var refusing = refusal;
        throw refusing == null
                ? new StoreException.Closed(settings.directory())
                : new StoreException.Unavailable(settings.directory(), refusing.reason(), refusing);
    }

    Optional<StoreException.Refusing> refusal() {
        return Optional.ofNullable(refusal);
    }

    StoreException.Refusing refuse(Exception e) {
        return refuse(e instanceof RocksDBException rocks ? WriteFault.of(rocks) : e.toString(), e);
    }

    /**
     * Tries to write again.
     *
     * @param committed the highest order that was acknowledged
     * @return whether writes are accepted now
     */
    boolean resume(long committed) {
        try {
            probe();
        } catch (IOException e) {
            return false;
        }
        lock.writeLock().lock();
        try {
            reopen(committed);
            refusal = null;
            LOG.info("Journal directory {} accepts writes again", settings.directory());
            return true;
        } catch (RocksDBException e) {
            refuse(e);
            return false;
        } catch (StoreException e) {
            refuse(String.valueOf(e.getMessage()), e);
            readOnly();
            return false;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            refusal = null;
            closeCurrent();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private StoreException.Refusing refuse(String reason, Exception cause) {
        var refusing = new StoreException.Refusing(settings.directory(), reason, cause);
        if (refusal == null) {
            LOG.error("{}", refusing.getMessage(), cause);
        }
        refusal = refusing;
        return refusing;
    }

    /** Opening needs some space; finding that out first keeps the old database open for readers meanwhile. */
    private void probe() throws IOException {
        Path file = settings.directory().resolve(PROBE_FILE);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.allocate(PROBE_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void reopen(long committed) throws RocksDBException {
        closeCurrent();
        var reopened = Database.open(settings);
        database = reopened;
        long stored = reopened.highestOrder();
        if (stored < committed) {
            throw new StoreException.Damaged(
                    settings.directory(), "order " + committed + " was acknowledged, the disk has " + stored);
        }
        takeOut(reopened, committed);
    }

    /** Removes records above the given order, and writes at least once, which shows that writing works. */
    private static void takeOut(Database database, long committed) throws RocksDBException {
        try (var iterator = database.rocks().newIterator(database.order());
                var batch = new WriteBatch()) {
            for (iterator.seek(EventKey.bytes(committed + 1)); iterator.isValid(); iterator.next()) {
                batch.delete(database.order(), iterator.key());
                batch.delete(database.events(), iterator.value());
                if (batch.getDataSize() > TRIM_BATCH_BYTES) {
                    database.write(batch);
                    batch.clear();
                }
            }
            iterator.status();
            database.rememberOrder(batch, committed);
            database.write(batch);
        }
    }

    private void readOnly() {
        closeCurrent();
        try {
            database = Database.openReadOnly(settings);
        } catch (StoreException e) {
            LOG.error("Journal directory {} cannot even be read now", settings.directory(), e);
        }
    }

    /** Only the writer thread calls this, or the closing thread when that one has ended. */
    private void closeCurrent() {
        var open = database;
        database = null;
        if (open != null) {
            open.close();
        }
    }
}
