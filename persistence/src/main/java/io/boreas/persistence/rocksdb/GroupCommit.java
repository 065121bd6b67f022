package io.boreas.persistence.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: whatever waits when the last sync is done becomes the next batch.
 *
 * <p>So an idle store syncs each write at once, and a busy one syncs rarely, without any timer. It gives every record
 * the next number of the store's one order. After a write error it fails what is asked of it, and probes until the
 * directory takes writes again.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** A batch takes no more once it is this large, so that a burst of large events does not grow memory or latency. */
    private static final int BATCH_BYTES_MAX = 4 << 20;

    private static final int BATCH_JOBS_MAX = 4_096;

    /** A record to be stored: its key, and its value, in which the order is still to be set. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Row(byte[] key, byte[] value) {}

    /** Changes other than new records. */
    @FunctionalInterface
    interface Edit {
        void addTo(WriteBatch batch, Database database) throws RocksDBException;
    }

    private sealed interface Job {
        /** Rough size in bytes. */
        default int size() {
            return 0;
        }
    }

    private record Append(List<Row> rows, int size, CompletableFuture<Void> done) implements Job {}

    private record Change(Edit edit, int size, CompletableFuture<Void> done) implements Job {}

    private record Fence(CompletableFuture<Void> reached) implements Job {}

    private enum Stop implements Job {
        STOP
    }

    private final StoreSettings settings;
    private final LiveDatabase database;
    private final BlockingQueue<Job> queue;
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private volatile long committed;
    private volatile boolean closed;
    private volatile boolean stopped;

    private long nextProbeNanos;

    GroupCommit(StoreSettings settings, LiveDatabase database, long highestOrder) {
        this.settings = settings;
        this.database = database;
        this.queue = new LinkedBlockingQueue<>(settings.waitingMax());
        this.committed = highestOrder;
        this.thread = Thread.ofPlatform().name("boreas-journal-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Stores all rows or none, in this order. Completes when the disk has them. */
    CompletableFuture<Void> append(List<Row> rows) {
        int size = 0;
        for (Row row : rows) {
            size += 2 * row.key().length + row.value().length;
        }
        var done = new CompletableFuture<Void>();
        submit(new Append(rows, size, done));
        return done;
    }

    /** Makes the changes, atomically. Completes when the disk has them. */
    CompletableFuture<Void> change(int sizeBytes, Edit edit) {
        var done = new CompletableFuture<Void>();
        submit(new Change(edit, sizeBytes, done));
        return done;
    }

    /** Completes when all that was asked before has been written or has failed; what follows on it must be quick. */
    CompletableFuture<Void> afterEarlierWrites() {
        var reached = new CompletableFuture<Void>();
        submit(new Fence(reached));
        return reached;
    }

    /** The order of the newest record that the disk has. */
    long committed() {
        return committed;
    }

    AutoCloseable onAppend(LongConsumer listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Writes what waits, then ends the thread. */
    @Override
    public void close() {
        closed = true;
        try {
            queue.put(Stop.STOP);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failRest();
    }

    private void submit(Job job) {
        if (closed) {
            fail(job, new StoreException.Closed(settings.directory()));
        } else if (!queue.offer(job)) {
            fail(job, new StoreException.Overloaded(settings.directory(), "writes", settings.waitingMax()));
        } else if (stopped) {
            failRest();
        }
    }

    private void run() {
        var jobs = new ArrayList<Job>();
        try (var batch = new WriteBatch()) {
            boolean running = true;
            while (running) {
                running = drain(jobs);
                commit(jobs, batch);
                jobs.clear();
            }
        } catch (InterruptedException e) {
            LOG.error("journal writer was interrupted; nothing more is written to {}", settings.directory());
        } finally {
            stopped = true;
            jobs.forEach(job -> fail(job, new StoreException.Closed(settings.directory())));
            failRest();
        }
    }

    /** Takes all that waits, within bounds; waits for at least one. False when the end was asked for. */
    private boolean drain(List<Job> jobs) throws InterruptedException {
        Job job = database.refusal().isEmpty()
                ? queue.take()
                : queue.poll(settings.probeInterval().toMillis(), TimeUnit.MILLISECONDS);
        int size = 0;
        while (job != null && job != Stop.STOP) {
            jobs.add(job);
            size += job.size();
            job = size < BATCH_BYTES_MAX && jobs.size() < BATCH_JOBS_MAX ? queue.poll() : null;
        }
        return job != Stop.STOP;
    }

    private void commit(List<Job> jobs, WriteBatch batch) {
        var refusal = refusalAfterProbe();
        if (refusal != null) {
            finish(jobs, refusal);
            return;
        }
        long order = committed;
        try {
            batch.clear();
            for (Job job : jobs) {
                order = add(job, batch, order);
            }
            if (batch.count() > 0) {
                database.write(batch);
            }
        } catch (RocksDBException | RuntimeException e) {
            nextProbeNanos = System.nanoTime() + settings.probeInterval().toNanos();
            finish(jobs, database.refuse(e));
            return;
        }
        boolean grew = order > committed;
        committed = order;
        finish(jobs, null);
        if (grew) {
            announce(order);
        }
    }

    private StoreException.@Nullable Refusing refusalAfterProbe() {
        if (database.refusal().isPresent() && System.nanoTime() - nextProbeNanos >= 0) {
            database.resume(committed);
            nextProbeNanos = System.nanoTime() + settings.probeInterval().toNanos();
        }
        return database.refusal().orElse(null);
    }

    private long add(Job job, WriteBatch batch, long highest) throws RocksDBException {
        var open = database.current();
        long order = highest;
        switch (job) {
            case Append append -> {
                for (Row row : append.rows()) {
                    order++;
                    EventRecord.setOrder(row.value(), order);
                    batch.put(open.events(), row.key(), row.value());
                    batch.put(open.order(), EventKey.bytes(order), row.key());
                }
            }
            case Change change -> change.edit().addTo(batch, open);
            case Fence f -> {}
            case Stop s -> {}
        }
        return order;
    }

    /** Tells everyone who waits; {@code failure} is null when all was written. */
    private static void finish(List<Job> jobs, @Nullable StoreException failure) {
        for (Job job : jobs) {
            if (failure == null || job instanceof Fence) {
                succeed(job);
            } else {
                fail(job, failure);
            }
        }
    }

    private static void succeed(Job job) {
        switch (job) {
            case Append append -> append.done().complete(null);
            case Change change -> change.done().complete(null);
            case Fence fence -> fence.reached().complete(null);
            case Stop s -> {}
        }
    }

    private static void fail(Job job, StoreException failure) {
        switch (job) {
            case Append append -> append.done().completeExceptionally(failure);
            case Change change -> change.done().completeExceptionally(failure);
            case Fence fence -> fence.reached().completeExceptionally(failure);
            case Stop s -> {}
        }
    }

    private void failRest() {
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            fail(job, new StoreException.Closed(settings.directory()));
        }
    }

    private void announce(long order) {
        for (LongConsumer listener : listeners) {
            try {
                listener.accept(order);
            } catch (RuntimeException e) {
                LOG.warn("a listener of the journal's order failed", e);
            }
        }
    }
}
