package io.boreas.http.event;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.http.server.StreamPace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal once for all subscribers: each record is read and encoded one time, kept for a while for those who come or
 * come back, and handed to every subscriber's own bounded buffer. It follows only while somebody listens. Thread-safe.
 */
final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int RECORDS_PER_READ = 32;

    /** With so many events, or a record more, what is handed on at once is large enough. */
    private static final int STRETCH_EVENTS = 1_024;

    private final EventFeed feed;
    private final int eventsMax;
    private final Object lock = new Object();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final ArrayDeque<Stretch> recent = new ArrayDeque<>();
    private int recentEvents;

    /** All events of records after this one, up to {@code position}, are in {@code recent}. */
    private long forgotten;

    private long position;
    private boolean following;

    /**
     * @param eventsMax events kept, and events that a subscriber may lag behind
     */
    EventHub(EventFeed feed, int eventsMax) {
        this.feed = feed;
        this.eventsMax = eventsMax;
    }

    /** A subscriber who has seen everything up to a place. */
    Subscription subscribe(EventPosition seen, EventFilter filter) {
        return new Subscription(this, seen, filter, eventsMax);
    }

    /**
     * Hands everything further to a subscriber as it happens, if all that it has missed is at hand; otherwise it must read
     * on by itself.
     */
    boolean follow(Subscription subscription, EventPosition seen) {
        synchronized (lock) {
            if (!following) {
                start();
            }
            if (seen.wholeRecords() < forgotten) {
                return false;
            }
            for (var stretch : recent) {
                if (!subscription.offer(stretch)) {
                    return true; // it has enough to do for now
                }
            }
            subscriptions.add(subscription);
            return true;
        }
    }

    void leave(Subscription subscription) {
        synchronized (lock) {
            subscriptions.remove(subscription);
        }
    }

    /** Reads events after a place from the journal; the answer is where reading ended. */
    EventPosition read(EventPosition seen, List<CellEvent> events) {
        var end = EventPosition.afterRecord(readInto(events, seen.wholeRecords()));
        return end.compareTo(seen) > 0 ? end : seen;
    }

    private void start() {
        following = true;
        recent.clear();
        recentEvents = 0;
        position = feed.highest();
        forgotten = position;
        Thread.ofVirtual().name("boreas-events").start(this::followFeed);
    }

    private void followFeed() {
        var appended = new Semaphore(0);
        try (var registration = feed.onAppend(highest -> wake(appended))) {
            LOG.debug("following the journal, {}", registration);
            while (takeNew()) {
                appended.acquire();
                appended.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cutAll();
        } catch (Exception e) {
            LOG.error("the journal cannot be followed; every subscriber is cut off", e);
            cutAll();
        }
    }

    private static void wake(Semaphore appended) {
        if (appended.availablePermits() == 0) {
            appended.release();
        }
    }

    /** Takes all new records; false if nobody listens any more. */
    private boolean takeNew() {
        boolean more = true;
        while (more) {
            var events = new ArrayList<CellEvent>();
            long last = position();
            do {
                long before = last;
                last = readInto(events, before);
                more = last > before;
            } while (more && events.size() < STRETCH_EVENTS);
            int listening;
            synchronized (lock) {
                if (subscriptions.isEmpty()) {
                    following = false;
                    return false;
                }
                position = last;
                if (!events.isEmpty()) {
                    publish(new Stretch(events));
                }
                listening = subscriptions.size();
            }
            if (!events.isEmpty()) {
                StreamPace.rest(listening);
            }
        }
        return true;
    }

    /** Reads the events of a few records after a position; the position of the last one. */
    private long readInto(List<CellEvent> events, long after) {
        var last = new long[] {after};
        feed.read(after, RECORDS_PER_READ, record -> {
            EventEncoder.encode(record, events::add);
            last[0] = record.position();
        });
        return last[0];
    }

    private long position() {
        synchronized (lock) {
            return position;
        }
    }

    private void publish(Stretch stretch) {
        recent.addLast(stretch);
        recentEvents += stretch.size();
        while (recentEvents > eventsMax) {
            var oldest = recent.removeFirst();
            recentEvents -= oldest.size();
            forgotten = oldest.last().record();
        }
        for (var subscription : List.copyOf(subscriptions)) {
            if (!subscription.offer(stretch)) {
                subscriptions.remove(subscription);
            }
        }
    }

    private void cutAll() {
        synchronized (lock) {
            following = false;
            subscriptions.forEach(Subscription::cut);
            subscriptions.clear();
        }
    }
}
