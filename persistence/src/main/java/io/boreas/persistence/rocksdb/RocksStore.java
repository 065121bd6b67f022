package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.rocksdb.RocksDBException;
import org.slf4j.LoggerFactory;

/**
 * One directory with its records and snapshots, shared by all in this process who opened it. Thread-safe.
 *
 * <p>A launcher opens it before the actor system starts, to fail early and clearly; the plug-ins then share what it
 * opened. Each {@link #open} is matched by one {@link #close}; the last one waits for writes under way and lets the
 * directory go.
 */
public final class RocksStore implements AutoCloseable {
    private static final Map<Path, RocksStore> OPEN = new HashMap<>();

    private final Path registered;
    private final StoreSettings settings;
    private final DirectoryLock lock;
    private final LiveDatabase database;
    private final GroupCommit writer;
    private final ThreadPoolExecutor readers;

    private int users = 1;

    /** Tombstones of deleted orders pile up at the front; a search for the lowest starts behind them. */
    private volatile long lowestOrderHint;

    private RocksStore(Path registered, StoreSettings settings, DirectoryLock lock) throws RocksDBException {
        this.registered = registered;
        this.settings = settings;
        this.lock = lock;
        this.database = new LiveDatabase(settings);
        try {
            this.writer = new GroupCommit(settings, database, database.read(Database::highestOrder));
        } catch (RocksDBException | RuntimeException e) {
            database.close();
            throw e;
        }
        this.readers = readers(settings);
        writer.start();
    }

    /** Opens with the default settings. See {@link #open(StoreSettings)}. */
    public static RocksStore open(Path directory) {
        return open(StoreSettings.at(directory));
    }

    /**
     * Opens the directory, or joins those in this process who have it open; then their settings hold.
     *
     * @throws StoreException.InUse if another process has it
     * @throws StoreException.Damaged if acknowledged data cannot be read
     * @throws StoreException.Unavailable if it cannot be made, read or written
     */
    public static RocksStore open(StoreSettings settings) {
        synchronized (OPEN) {
            var directory = settings.directory();
            try {
                Files.createDirectories(directory);
                var real = directory.toRealPath();
                var open = OPEN.get(real);
                if (open != null) {
                    open.users++;
                    return open;
                }
                var store = openLocked(real, settings);
                OPEN.put(real, store);
                return store;
            } catch (IOException | RocksDBException e) {
                throw new StoreException.Unavailable(directory, e.toString(), e);
            }
        }
    }

    /** Whether this process has the directory open. */
    static boolean isOpenHere(Path directory) throws IOException {
        synchronized (OPEN) {
            return Files.isDirectory(directory) && OPEN.containsKey(directory.toRealPath());
        }
    }

    private static RocksStore openLocked(Path real, StoreSettings settings) throws IOException, RocksDBException {
        var lock = DirectoryLock.take(settings.directory());
        try {
            return new RocksStore(real, settings, lock);
        } catch (RocksDBException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Where it lives. */
    public Path directory() {
        return settings.directory();
    }

    /** Why writes are refused now; empty when they are accepted. */
    public Optional<StoreException.Refusing> refusal() {
        return database.refusal();
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            if (users == 0) {
                throw new IllegalStateException("closed more often than opened: " + directory());
            }
            users--;
            if (users > 0) {
                return;
            }
            writer.close();
            readers.shutdown();
            awaitReaders();
            database.close();
            try {
                lock.close();
            } catch (IOException e) {
                LoggerFactory.getLogger(RocksStore.class).warn("{} stays locked until exit", directory(), e);
            }
            OPEN.remove(registered);
        }
    }

    /** Stores all rows or none; completes when the disk has them. */
    CompletableFuture<Void> append(List<GroupCommit.Row> rows) {
        return writer.append(rows);
    }

    /** Makes other changes, atomically; completes when the disk has them. */
    CompletableFuture<Void> change(int sizeBytes, GroupCommit.Edit edit) {
        return writer.change(sizeBytes, edit);
    }

    /** Reads on the calling thread, which may wait for the disk. */
    <T> T readHere(LiveDatabase.Read<T> read) {
        try {
            return database.read(read);
        } catch (RocksDBException e) {
            throw new StoreException.Unavailable(directory(), "read failed: " + WriteFault.of(e), e);
        }
    }

    /** Runs a task that reads on a reader thread. */
    <T> CompletableFuture<T> onReader(Callable<T> task) {
        var result = new CompletableFuture<T>();
        try {
            readers.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception | LinkageError | StackOverflowError e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    readers.isShutdown()
                            ? new StoreException.Closed(directory())
                            : new StoreException.Overloaded(directory(), "reads", settings.waitingMax()));
        }
        return result;
    }

    /** Like {@link #onReader}, but sees all writes that were asked for before. */
    <T> CompletableFuture<T> onReaderAfterWrites(Callable<T> task) {
        return writer.afterEarlierWrites().thenCompose(ignored -> onReader(task));
    }

    /** The order of the newest record that the disk has; 0 for none. */
    long highestOrder() {
        return writer.committed();
    }

    /** The order of the first record behind all that were deleted; 0 for none. */
    long lowestOrder() {
        long lowest = readHere(open -> open.lowestOrder(lowestOrderHint));
        lowestOrderHint = Math.max(lowestOrderHint, lowest);
        return lowest;
    }

    AutoCloseable onAppend(LongConsumer listener) {
        return writer.onAppend(listener);
    }

    private static ThreadPoolExecutor readers(StoreSettings settings) {
        int threads = settings.readerThreads();
        var names =
                Thread.ofPlatform().name("boreas-journal-reader-", 1).daemon().factory();
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(settings.waitingMax()), names);
    }

    private void awaitReaders() {
        try {
            while (!readers.awaitTermination(10, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(RocksStore.class).info("closing {} waits for reads", directory());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
