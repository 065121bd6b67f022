package io.boreas.http.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
    /** As many events are handed on at once, or as many as came together. */
    private static final int HANDFUL = 256;

    private final EventHub hub;
    private final EventFilter filter;
    private final int eventsMax;
    private final ArrayDeque<Stretch> buffer = new ArrayDeque<>();
    private final CompletableFuture<Void> cut = new CompletableFuture<>();
    private int buffered;
    private EventPosition seen;
    private boolean live;
    private @Nullable CompletableFuture<ByteString> waiting;

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
    CompletionStage<ByteString> next() {
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
            var promise = new CompletableFuture<ByteString>();
            waiting = promise;
            return promise;
        }
    }

    void close() {
        hub.leave(this);
        clear();
    }

    /** Takes what has happened; false if the subscriber has fallen behind by more than it may hold, and reads on by itself. */
    boolean offer(Stretch stretch) {
        CompletableFuture<ByteString> promise;
        ByteString taken;
        synchronized (this) {
            if (!live) {
                return false;
            }
            if (buffered >= eventsMax) {
                live = false;
                return false;
            }
            if (stretch.last().compareTo(seen) > 0) {
                stretch.after(seen, filter).ifPresent(this::buffer);
                seen = stretch.last();
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
        clear();
        cut.completeExceptionally(new Cut());
    }

    private synchronized void clear() {
        buffer.clear();
        buffered = 0;
    }

    private synchronized void buffer(Stretch stretch) {
        buffer.addLast(stretch);
        buffered += stretch.size();
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
    CompletionStage<Optional<ByteString>> missedUpTo(long record) {
        return seenNow().wholeRecords() >= record
                ? CompletableFuture.completedFuture(Optional.empty())
                : missed().thenApply(Optional::of);
    }

    /** Reads on in the journal, on a thread that may wait for the disk. */
    private CompletionStage<ByteString> missed() {
        var promise = new CompletableFuture<ByteString>();
        Thread.ofVirtual().name("boreas-events-missed").start(() -> {
            try {
                promise.complete(readMissed());
            } catch (RuntimeException e) {
                promise.completeExceptionally(e);
            }
        });
        return promise;
    }

    private ByteString readMissed() {
        var events = new ArrayList<CellEvent>();
        var before = seenNow();
        var after = hub.read(before, events);
        synchronized (this) {
            seen = after;
        }
        return events.isEmpty()
                ? ByteString.emptyByteString()
                : new Stretch(events).after(before, filter).map(Stretch::bytes).orElseGet(ByteString::emptyByteString);
    }

    private ByteString handful() {
        var taken = ByteString.emptyByteString();
        for (int events = 0; events < HANDFUL && !buffer.isEmpty(); ) {
            var stretch = buffer.removeFirst();
            events += stretch.size();
            buffered -= stretch.size();
            taken = taken.concat(stretch.bytes());
        }
        return taken;
    }
}
