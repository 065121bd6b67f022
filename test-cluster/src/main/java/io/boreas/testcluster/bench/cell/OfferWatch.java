package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;

/** A framework that declines for an hour whatever it is offered: it is offered nothing more until there is another allocator. */
final class OfferWatch implements AutoCloseable {
    private final MesosScheduler scheduler;
    private final HttpConnection calls;
    private long offeredAt = System.nanoTime();
    private boolean offered;
    private boolean closed;

    private OfferWatch(URI master) throws IOException {
        this.scheduler = new MesosScheduler(master);
        this.calls = scheduler.connect();
    }

    /** Subscribes at a master. */
    static OfferWatch at(URI master) throws IOException {
        var watch = new OfferWatch(master);
        watch.scheduler.follow(watch::event);
        return watch;
    }

    private synchronized void event(long nanos, JsonNode event) {
        var offers = new ArrayList<String>();
        event.at("/offers/offers")
                .forEach(offer -> offers.add(offer.at("/id/value").asText()));
        if (offers.isEmpty() || closed) {
            return;
        }
        offered = true;
        offeredAt = nanos;
        try {
            scheduler.decline(calls, offers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was ever offered anything. */
    synchronized boolean isOffered() {
        return offered;
    }

    /** When it was last offered something, if that was after a moment of {@link System#nanoTime}. */
    synchronized Optional<Long> offeredSince(long nanos) {
        return offeredAt - nanos > 0 ? Optional.of(offeredAt) : Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        calls.close();
        scheduler.close();
    }
}
