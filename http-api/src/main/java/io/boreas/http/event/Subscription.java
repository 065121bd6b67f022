package io.boreas.http.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: first it reads what it missed from the journal, as fast as its client takes it; then the hub fills its buffer.
 * If the buffer is full, the subscriber is too slow and is cut off. Thread-safe.
 */
final class Subscription {
    /** Bytes handed on at once, about. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final EventHub hub;
    private final EventFilter filter;
    private final int eventsMax;
    private final ArrayDeque<ByteString> buffer = new ArrayDeque<>();
    private final CompletableFuture<Void> cut = new CompletableFuture<>();
    private EventPosition seen;
    private boolean live;
    private @Nullable CompletableFuture<ByteString> waiting;

    Subscription(EventHub hub, EventPosition seen, EventFilter filter, int eventsMax) {
        this.hub = hub;
        this.seen = seen;
        this.filter = filter;
        this.eventsMax = eventsMax;
    }

    /** The subscriber was too slow, and gets nothing more. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("the subscriber fell too far behind", null, false, false);
        }
    }

    /** Completes, badly, when the subscriber is cut off. */
    CompletionStage<Void> whenCut() {
        return cut;
    }

    /** The next bytes for the client, perhaps none; called again only after the last ones were taken. */
    CompletionStage<ByteString> next() {
        if (!isLive() && !hub.follow(this, seenNow())) {
            return missed();
        }
        synchronized (this) {
            live = true;
            if (cut.isDone()) {
                return CompletableFuture.failedFuture(new TooSlow());
            }
            if (!buffer.isEmpty()) {
                return CompletableFuture.completedFuture(drained());
            }
            var promise = new CompletableFuture<ByteString>();
            waiting = promise;
            return promise;
        }
    }

    void close() {
        hub.leave(this);
        synchronized (this) {
            buffer.clear();
        }
    }

    /** Takes the events of a record; false if the subscriber is, or just was, cut off. */
    boolean offer(List<CellEvent> events) {
        CompletableFuture<ByteString> promise;
        ByteString bytes;
        synchronized (this) {
            for (var event : events) {
                if (event.at().compareTo(seen) > 0) {
                    seen = event.at();
                    if (filter.passes(event)) {
                        buffer.addLast(event.frame());
                    }
                }
            }
            if (buffer.size() > eventsMax) {
                cut();
                return false;
            }
            promise = waiting;
            if (promise == null || buffer.isEmpty()) {
                return true;
            }
            waiting = null;
            bytes = drained();
        }
        promise.complete(bytes);
        return true;
    }

    /** Ends it. */
    void cut() {
        synchronized (this) {
            buffer.clear();
        }
        cut.completeExceptionally(new TooSlow());
    }

    private synchronized boolean isLive() {
        return live;
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
        var bytes = new ByteStringBuilder();
        for (var event : events) {
            if (event.at().compareTo(before) > 0 && filter.passes(event)) {
                bytes.append(event.frame());
            }
        }
        synchronized (this) {
            seen = after;
        }
        return bytes.result();
    }

    private ByteString drained() {
        if (buffer.size() == 1) {
            return buffer.removeFirst();
        }
        var bytes = new ByteStringBuilder();
        while (!buffer.isEmpty() && bytes.length() < CHUNK_BYTES) {
            bytes.append(buffer.removeFirst());
        }
        return bytes.result();
    }
}
