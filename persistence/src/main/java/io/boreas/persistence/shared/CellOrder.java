package io.boreas.persistence.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order of all groups' records in a store that several masters share: what event streams follow. A position means the same record at
 * every master, for ever, so that a reader may go on at another one.
 *
 * <p>Each group's journal has its own numbers, written by one master at a time and without gaps, which is all that stores promise. The order
 * over them is a log of chunks beside the journal. Every master looks for records that are in no chunk yet; whoever sees some first adds
 * them as the next chunk, which the store takes from one of them alone, and the others read it. A record is so in the order once,
 * after it is durable, and nobody needs to be elected. Thread-safe.
 */
public final class CellOrder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CellOrder.class);

    /** Pause between two looks while nobody follows: what was written meanwhile is then in the order before it is much. */
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(2);

    private final OrderStore store;
    private final Duration pollInterval;
    private final OrderLog log;
    private final ReentrantLock lock = new ReentrantLock(); // guards log
    private final Semaphore wanted = new Semaphore(0);
    private final Object waitersLock = new Object();
    private List<CompletableFuture<Long>> waiters = new ArrayList<>();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile long highest;
    private volatile long gone;
    private volatile boolean closed;

    /** Its identity is what is registered: the same callback may be there twice. */
    private static final class Listener {
        private final LongConsumer callback;

        Listener(LongConsumer callback) {
            this.callback = callback;
        }
    }

    /**
     * Begins to follow the store; what is there already is known when the first {@link #latest} is answered.
     *
     * @param groups names of all groups of the cell
     * @param pollInterval pause between two looks for other masters' records while somebody follows
     */
    public CellOrder(OrderStore store, List<String> groups, Duration pollInterval) {
        this.store = store;
        this.pollInterval = pollInterval;
        this.log = new OrderLog(store, groups);
        this.thread = Thread.ofVirtual().name("boreas-cell-order").start(this::follow);
    }

    /**
     * The position of the first record from which on none was deleted, as it was when {@link #latest} was answered last; 0 if there is no record that
     * this master knows of.
     */
    public long lowest() {
        return highest == 0 ? 0 : gone + 1;
    }

    /** The position of the newest record that this master knows of; 0 if there is none. */
    public long highest() {
        return highest;
    }

    /**
     * The position of the newest record, asked of the store: all that was acknowledged anywhere before this call is at or below it.
     * The stage fails if the store does not answer.
     */
    public CompletionStage<Long> latest() {
        var promise = new CompletableFuture<Long>();
        synchronized (waitersLock) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("the store is closed"));
            }
            waiters.add(promise);
        }
        wanted.release();
        return promise;
    }

    /**
     * Hands over at most so many records after a position, in order, on the calling thread. Waits for the store, so not for an actor's
     * dispatcher. A record that was deleted is passed over.
     */
    public void read(long after, int recordsMax, Consumer<OrderedRecord> consumer) {
        long position = after + 1;
        int left = recordsMax;
        while (left > 0 && position <= highest) {
            var chunk = chunkAt(position);
            position = Math.max(position, chunk.first()); // what comes before it is gone
            long last = Math.min(chunk.last(), position + left - 1);
            left -= hand(chunk, position, last, consumer);
            position = last + 1;
        }
    }

    /** Calls back, from a thread that must not wait, when the highest position has risen; close it to end that. */
    public AutoCloseable onAppend(LongConsumer callback) {
        var listener = new Listener(callback);
        listeners.add(listener);
        wanted.release();
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        synchronized (waitersLock) {
            closed = true;
        }
        wanted.release();
        thread.interrupt();
    }

    private OrderChunk chunkAt(long position) {
        lock.lock();
        try {
            return log.chunk(log.numberAt(position)).orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /** How many of these places still have their record. */
    private int hand(OrderChunk chunk, long from, long to, Consumer<OrderedRecord> consumer) {
        var payloads = new HashMap<String, Map<Long, Object>>();
        for (var span : OrderLog.spans(chunk, from, to)) {
            var ofGroup = new HashMap<Long, Object>();
            for (var stored : store.records(span.group(), span.from(), span.to())) {
                ofGroup.put(stored.sequence(), stored.payload());
            }
            payloads.put(span.group(), ofGroup);
        }
        int handed = 0;
        long position = chunk.first();
        for (var run : chunk.runs()) {
            for (long sequence = run.from(); sequence <= run.to(); sequence++, position++) {
                if (position >= from && position <= to) {
                    var payload = payloads.getOrDefault(run.group(), Map.of()).get(sequence);
                    if (payload != null) {
                        consumer.accept(new OrderedRecord(position, run.group(), sequence, payload));
                        handed++;
                    }
                }
            }
        }
        return handed;
    }

    private void follow() {
        boolean loaded = false;
        boolean failing = false;
        while (!closed) {
            var asked = takeWaiters();
            try {
                loaded = step(loaded, !asked.isEmpty());
                if (failing) {
                    LOG.info("the cell's order is followed again");
                }
                failing = false;
                asked.forEach(promise -> promise.complete(highest));
            } catch (RuntimeException e) {
                if (!failing && !closed) {
                    LOG.warn("the cell's order cannot be followed, and is tried again: {}", e.toString());
                }
                failing = true;
                asked.forEach(promise -> promise.completeExceptionally(e));
            }
            pause(failing);
        }
        takeWaiters()
                .forEach(promise -> promise.completeExceptionally(new IllegalStateException("the store is closed")));
    }

    /**
     * Goes on chunk by chunk, each of which others see at once, until nothing is left that was there when it began.
     *
     * @param isAsked whether somebody waits, who must not be told of a beginning that is gone
     */
    private boolean step(boolean loaded, boolean isAsked) {
        boolean more = true;
        boolean known = loaded;
        while (more && !closed) {
            long before = highest;
            lock.lock();
            try {
                if (!known) {
                    log.load();
                    known = true;
                } else if (isAsked) {
                    log.refreshHead();
                }
                more = log.advance();
                gone = log.head().position();
                highest = log.highest();
            } finally {
                lock.unlock();
            }
            if (highest > before) {
                listeners.forEach(listener -> listener.callback.accept(highest));
            }
        }
        return known;
    }

    private List<CompletableFuture<Long>> takeWaiters() {
        synchronized (waitersLock) {
            var taken = waiters;
            waiters = new ArrayList<>();
            return taken;
        }
    }

    /** Until somebody asks, or it is time to look; a store that fails is asked less often. */
    private void pause(boolean failing) {
        var interval = listeners.isEmpty() || failing ? IDLE_INTERVAL : pollInterval;
        try {
            if (failing) {
                TimeUnit.MILLISECONDS.sleep(pollInterval.toMillis());
            }
            if (wanted.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                wanted.drainPermits();
            }
        } catch (InterruptedException e) {
            if (!closed) {
                throw new IllegalStateException("interrupted by none of ours", e);
            }
        }
    }
}
