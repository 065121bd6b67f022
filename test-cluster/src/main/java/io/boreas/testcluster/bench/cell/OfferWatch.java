package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A framework that declines for an hour whatever it is offered: it is offered nothing more until there is another allocator. */
final class OfferWatch implements AutoCloseable {
    private final MesosScheduler scheduler;
    private final HttpConnection calls;
    private final List<Long> offeredAt = new CopyOnWriteArrayList<>();
    private final Object calling = new Object();
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

    private void event(long nanos, JsonNode event) {
        var offers = new ArrayList<String>();
        event.at("/offers/offers")
                .forEach(offer -> offers.add(offer.at("/id/value").asText()));
        if (!offers.isEmpty()) {
            offeredAt.add(nanos); // before the call, whose answer may be long in coming
            decline(offers);
        }
    }

    private void decline(List<String> offers) {
        synchronized (calling) {
            if (closed) {
                return;
            }
            try {
                scheduler.decline(calls, offers);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether it was ever offered anything. */
    boolean isOffered() {
        return !offeredAt.isEmpty();
    }

    /** When it was first offered something after a moment of {@link System#nanoTime}. */
    Optional<Long> offeredSince(long nanos) {
        return offeredAt.stream().filter(at -> at - nanos > 0).findFirst();
    }

    @Override
    public void close() throws IOException {
        synchronized (calling) {
            closed = true;
            calls.close();
            scheduler.close();
        }
    }
}
