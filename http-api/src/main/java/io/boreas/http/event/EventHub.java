package io.boreas.http.event;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
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

    private final EventFeed feed;
    private final int eventsMax;
    private final Object lock = new Object();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final ArrayDeque<List<CellEvent>> recent = new ArrayDeque<>();
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
            for (var events : recent) {
                if (!subscription.offer(events)) {
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

    /** Reads events after a place from the journal; the last element is where reading ended. */
    EventPosition read(EventPosition seen, List<CellEvent> events) {
        var last = new long[] {seen.wholeRecords()};
        feed.read(seen.wholeRecords(), RECORDS_PER_READ, record -> {
            EventEncoder.encode(record, events::add);
            last[0] = record.position();
        });
        var end = EventPosition.afterRecord(last[0]);
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
        var records = new ArrayList<FeedRecord>();
        do {
            records.clear();
            feed.read(position(), RECORDS_PER_READ, records::add);
            var encoded = new ArrayList<List<CellEvent>>(records.size());
            for (var record : records) {
                var events = new ArrayList<CellEvent>();
                EventEncoder.encode(record, events::add);
                encoded.add(events);
            }
            synchronized (lock) {
                if (subscriptions.isEmpty()) {
                    following = false;
                    return false;
                }
                encoded.forEach(this::publish);
                if (!records.isEmpty()) {
                    position = records.getLast().position();
                }
            }
        } while (!records.isEmpty());
        return true;
    }

    private long position() {
        synchronized (lock) {
            return position;
        }
    }

    private void publish(List<CellEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        recent.addLast(events);
        recentEvents += events.size();
        while (recentEvents > eventsMax) {
            var oldest = recent.removeFirst();
            recentEvents -= oldest.size();
            forgotten = oldest.getFirst().at().record();
        }
        for (var subscription : List.copyOf(subscriptions)) {
            if (!subscription.offer(events)) {
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
