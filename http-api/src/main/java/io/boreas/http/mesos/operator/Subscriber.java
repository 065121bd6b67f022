package io.boreas.http.mesos.operator;

import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.wire.Media;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber is still to hear, within bounds. It collects from the moment it subscribes, and hands nothing over before
 * its snapshot is there. If an event more does not fit, the subscriber has fallen behind and is cut off. Thread-safe.
 */
final class Subscriber {
    /** Records handed over at once: who takes none of so many for a while is gone, not slow. */
    private static final int HANDFUL = 256;

    private final Media media;
    private final Permissions who;
    private final boolean unlimited;
    private final int eventsMax;
    private final long bytesMax;
    private final ArrayDeque<OperatorEvent> waiting = new ArrayDeque<>();
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private final CompletableFuture<Snapshot> snapshot = new CompletableFuture<>();
    private long bytes;
    private boolean ended;
    private @Nullable CompletableFuture<Optional<List<ByteString>>> asked;

    /**
     * @param who what may be seen: it hears of nothing else
     */
    Subscriber(Media media, Permissions who, int eventsMax, long bytesMax) {
        this.media = media;
        this.who = who;
        this.unlimited = Audience.isUnlimited(who);
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    Media media() {
        return media;
    }

    CompletableFuture<Snapshot> snapshot() {
        return snapshot;
    }

    /** Completes with the reason when it is cut off by us; never if it left by itself. */
    CompletionStage<String> whenCut() {
        return over;
    }

    /** Takes events; false if it has ended, or ends by this because it does not keep up. */
    boolean offer(List<OperatorEvent> events) {
        Runnable hand;
        synchronized (this) {
            if (ended) {
                return false;
            }
            hand = collect(events)
                    ? handing()
                    : () -> cut("it reads too slowly: more than " + eventsMax + " events, or than " + bytesMax
                            + " bytes, were waiting");
        }
        hand.run();
        return !isEnded();
    }

    /** Adds those that it may see; false at the first that does not fit. */
    private boolean collect(List<OperatorEvent> events) {
        for (var event : events) {
            if (unlimited || event.audience().admits(who)) {
                int length = event.record(media).size();
                if (!waiting.isEmpty() && (waiting.size() >= eventsMax || bytes + length > bytesMax)) {
                    return false;
                }
                waiting.addLast(event);
                bytes += length;
            }
        }
        return true;
    }

    /** What waits, at least one record; empty at the end. Called again only after the last answer was taken. */
    CompletionStage<Optional<List<ByteString>>> next() {
        var promise = new CompletableFuture<Optional<List<ByteString>>>();
        Runnable hand;
        synchronized (this) {
            asked = promise;
            hand = handing();
        }
        hand.run();
        return promise;
    }

    /** Ends it, for a reason that is ours. */
    void cut(String reason) {
        close();
        over.complete(reason);
    }

    /** Nothing is collected any more. */
    void close() {
        Runnable hand;
        synchronized (this) {
            ended = true;
            waiting.clear();
            bytes = 0;
            hand = handing();
        }
        hand.run();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Hands over what waits, to be run without the lock. */
    private Runnable handing() {
        var promise = asked;
        if (promise == null) {
            return () -> {};
        }
        var taken = taken();
        if (taken.isEmpty() && !ended) {
            return () -> {};
        }
        asked = null;
        return () -> promise.complete(taken.isEmpty() ? Optional.empty() : Optional.of(taken));
    }

    private List<ByteString> taken() {
        var known = snapshot.getNow(null);
        if (known == null) {
            return List.of();
        }
        var taken = new ArrayList<ByteString>(Math.min(waiting.size(), HANDFUL));
        while (!waiting.isEmpty() && taken.size() < HANDFUL) {
            var event = waiting.removeFirst();
            var record = event.record(media);
            bytes -= record.size();
            if (!known.has(event)) {
                taken.add(record);
            }
        }
        return taken;
    }
}
