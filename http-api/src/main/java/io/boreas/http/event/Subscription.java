package io.boreas.http.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: first it reads what it missed from the journal, as fast as its client takes it; then the hub fills its buffer.
 * If the buffer is full, the subscriber has fallen behind: the hub lets go of it, and once its client has taken what the buffer holds,
 * it reads on in the journal. Nothing is ever left out. Thread-safe.
 */
final class Subscription {
    /** Events handed on at once. */
    private static final int HANDFUL = 256;

    private final EventHub hub;
    private final EventFilter filter;
    private final int eventsMax;
    private final ArrayDeque<CellEvent> buffer = new ArrayDeque<>();
    private final CompletableFuture<Void> cut = new CompletableFuture<>();
    private EventPosition seen;
    private boolean live;
    private @Nullable CompletableFuture<List<CellEvent>> waiting;

    Subscription(EventHub hub, EventPosition seen, EventFilter filter, int eventsMax) {
        this.hub = hub;
        this.seen = seen;
        this.filter = filter;
        this.eventsMax = eventsMax;
    }

    /** The journal cannot be followed, and the subscriber gets nothing more. */
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cut() {
            super("the journal cannot be followed", null, false, false);
        }
    }

    /** Completes, badly, when the subscriber is cut off. */
    CompletionStage<Void> whenCut() {
        return cut;
    }

    /** The next events for the client, perhaps none; called again only after the last ones were taken. */
    CompletionStage<List<CellEvent>> next() {
        synchronized (this) {
            if (!buffer.isEmpty()) {
                return CompletableFuture.completedFuture(handful());
            }
        }
        if (!isLive()) {
            // From here on the hub may offer, and must not find this subscriber waiting for what it was offered before.
            setLive(true);
            if (!hub.follow(this, seenNow())) {
                setLive(false);
                return missed();
            }
        }
        synchronized (this) {
            if (cut.isDone()) {
                return CompletableFuture.failedFuture(new Cut());
            }
            if (!buffer.isEmpty() || !live) {
                return CompletableFuture.completedFuture(handful());
            }
            var promise = new CompletableFuture<List<CellEvent>>();
            waiting = promise;
            return promise;
        }
    }

    /** These events as one piece of the stream. */
    static ByteString bytes(List<CellEvent> events) {
        int length = 0;
        for (var event : events) {
            length += event.bytes().length;
        }
        var all = new byte[length];
        int filled = 0;
        for (var event : events) {
            System.arraycopy(event.bytes(), 0, all, filled, event.bytes().length);
            filled += event.bytes().length;
        }
        return ByteString.fromArrayUnsafe(all);
    }

    void close() {
        hub.leave(this);
        synchronized (this) {
            buffer.clear();
        }
    }

    /** Takes the events of a record; false if the subscriber has fallen behind by more than it may hold, and reads on by itself. */
    boolean offer(List<CellEvent> events) {
        CompletableFuture<List<CellEvent>> promise;
        List<CellEvent> taken;
        synchronized (this) {
            if (!live) {
                return false;
            }
            if (buffer.size() >= eventsMax) {
                live = false;
                return false;
            }
            for (var event : events) {
                if (event.at().compareTo(seen) > 0) {
                    seen = event.at();
                    if (filter.passes(event)) {
                        buffer.addLast(event);
                    }
                }
            }
            promise = waiting;
            if (promise == null || buffer.isEmpty()) {
                return true;
            }
            waiting = null;
            taken = handful();
        }
        promise.complete(taken);
        return true;
    }

    /** Ends it. */
    void cut() {
        synchronized (this) {
            buffer.clear();
        }
        cut.completeExceptionally(new Cut());
    }

    private synchronized boolean isLive() {
        return live;
    }

    private synchronized void setLive(boolean follows) {
        live = follows;
    }

    private synchronized EventPosition seenNow() {
        return seen;
    }

    /** Reads on in the journal, up to a record; nothing if that was reached. */
    CompletionStage<Optional<List<CellEvent>>> missedUpTo(long record) {
        return seenNow().wholeRecords() >= record
                ? CompletableFuture.completedFuture(Optional.empty())
                : missed().thenApply(Optional::of);
    }

    /** Reads on in the journal, on a thread that may wait for the disk. */
    private CompletionStage<List<CellEvent>> missed() {
        var promise = new CompletableFuture<List<CellEvent>>();
        Thread.ofVirtual().name("boreas-events-missed").start(() -> {
            try {
                promise.complete(readMissed());
            } catch (RuntimeException e) {
                promise.completeExceptionally(e);
            }
        });
        return promise;
    }

    private List<CellEvent> readMissed() {
        var events = new ArrayList<CellEvent>();
        var before = seenNow();
        var after = hub.read(before, events);
        var missed = new ArrayList<CellEvent>();
        for (var event : events) {
            if (event.at().compareTo(before) > 0 && filter.passes(event)) {
                missed.add(event);
            }
        }
        synchronized (this) {
            seen = after;
        }
        return missed;
    }

    private List<CellEvent> handful() {
        var taken = new ArrayList<CellEvent>(Math.min(buffer.size(), HANDFUL));
        while (!buffer.isEmpty() && taken.size() < HANDFUL) {
            taken.add(buffer.removeFirst());
        }
        return taken;
    }
}
