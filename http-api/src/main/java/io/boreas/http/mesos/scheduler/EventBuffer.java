package io.boreas.http.mesos.scheduler;

import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.recordio.RecordEncoder;
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
 * What one scheduler is still to hear, as records: within bounds, until its client takes them. If a record more does not fit,
 * the client has fallen behind: it is told so instead of all that waits, and that is the end. Thread-safe.
 */
final class EventBuffer {
    private static final int HANDFUL_BYTES = 256 << 10;

    private final Media media;
    private final int eventsMax;
    private final long bytesMax;
    private final ArrayDeque<byte[]> records = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private @Nullable CompletableFuture<Optional<List<ByteString>>> waiting;

    EventBuffer(Media media, int eventsMax, long bytesMax) {
        this.media = media;
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /** Adds an event; false if it did not fit, and the client is told so and hears nothing more. After the end, nothing is added. */
    boolean add(Event event) {
        return add(event, false);
    }

    /** Adds an event that is the last. */
    void end(Event last) {
        add(last, true);
    }

    /** Nothing is added any more; what waits may still be taken. */
    void end() {
        Runnable hand;
        synchronized (this) {
            ended = true;
            hand = handing();
        }
        hand.run();
    }

    /** Throws away what waits; nothing is added any more. */
    void close() {
        Runnable hand;
        synchronized (this) {
            records.clear();
            bytes = 0;
            ended = true;
            hand = handing();
        }
        hand.run();
    }

    /** Some of what waits, at least one record; empty at the end. Called again only after the last answer was taken. */
    CompletionStage<Optional<List<ByteString>>> next() {
        var promise = new CompletableFuture<Optional<List<ByteString>>>();
        Runnable hand;
        synchronized (this) {
            waiting = promise;
            hand = handing();
        }
        hand.run();
        return promise;
    }

    private boolean add(Event event, boolean last) {
        var record = RecordEncoder.framed(media.encode(event));
        boolean fits;
        Runnable hand;
        synchronized (this) {
            if (ended) {
                return true;
            }
            // What is longer than the bound by itself can be told to a client that has taken everything else.
            fits = last || records.isEmpty() || (records.size() < eventsMax && bytes + record.length <= bytesMax);
            if (!fits) {
                records.clear();
                bytes = 0;
                record = RecordEncoder.framed(
                        media.encode(Events.error("The scheduler reads its events too slowly: more than " + eventsMax
                                + " of them, or than " + bytesMax + " bytes, were waiting")));
            }
            records.addLast(record);
            bytes += record.length;
            ended = last || !fits;
            hand = handing();
        }
        hand.run();
        return fits;
    }

    /** Hands over what waits, to be run without the lock. */
    private Runnable handing() {
        var promise = waiting;
        if (promise == null || (records.isEmpty() && !ended)) {
            return () -> {};
        }
        waiting = null;
        var taken = records.isEmpty() ? Optional.<List<ByteString>>empty() : Optional.of(taken());
        return () -> promise.complete(taken);
    }

    /** The oldest records, no more than a handful: what is handed over no longer counts, and is not to be much. */
    private List<ByteString> taken() {
        int length = 0;
        var handful = new ArrayList<ByteString>();
        while (!records.isEmpty() && (handful.isEmpty() || length + records.getFirst().length <= HANDFUL_BYTES)) {
            var record = records.removeFirst();
            handful.add(ByteString.fromArrayUnsafe(record));
            length += record.length;
        }
        bytes -= length;
        return handful;
    }
}
