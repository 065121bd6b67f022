package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.server.MesosSettings;
import io.boreas.http.server.StreamPace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal once for all subscribers of the operator API: each record is read and translated one time, and handed to every
 * subscriber's own bounded buffer. It follows only while somebody listens. Thread-safe.
 *
 * <p>A subscriber collects events from before its snapshot is gathered, so that none is missed between the two; what is in the
 * snapshot already is not added again.
 */
final class OperatorHub {
    /** Subscribers at once; one more, and the one that has been there longest is cut off. Source: Mesos. */
    static final int SUBSCRIBERS_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OperatorHub.class);

    /** What is read at once goes out at once, and a rest follows: few would let a burst wait, many would hold much in memory. */
    private static final int RECORDS_PER_READ = 256;

    private final Cell cell;
    private final Frameworks frameworks;
    private final EventFeed feed;
    private final MesosSettings settings;
    private final SnapshotMaker snapshots;
    private final Object lock = new Object();
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private CompletableFuture<Void> following = new CompletableFuture<>();
    private boolean started;

    OperatorHub(Cell cell, Frameworks frameworks, MesosSettings settings) {
        this.cell = cell;
        this.frameworks = frameworks;
        this.feed = cell.events();
        this.settings = settings;
        this.snapshots = new SnapshotMaker(cell, frameworks, settings.heartbeat());
    }

    int count() {
        synchronized (lock) {
            return subscribers.size();
        }
    }

    /** Subscribes to what somebody may see; the stage completes when its snapshot is there, and fails if that cannot be had. */
    CompletionStage<Subscriber> subscribe(Media media, Permissions who) {
        var subscriber = new Subscriber(media, who, settings.streamEventsMax(), settings.streamBytesMax());
        CompletableFuture<Void> ready;
        synchronized (lock) {
            if (subscribers.size() >= SUBSCRIBERS_MAX) {
                var oldest = subscribers.iterator().next();
                subscribers.remove(oldest);
                oldest.cut("there are more than " + SUBSCRIBERS_MAX + " subscribers, and it is the oldest");
            }
            subscribers.add(subscriber);
            if (!started) {
                started = true;
                following = new CompletableFuture<>();
                Thread.ofVirtual().name("boreas-operator-events").start(this::follow);
            }
            ready = following;
        }
        return ready.thenCompose(any -> snapshots.next(media, who)).handle((snapshot, failure) -> {
            if (failure != null) {
                leave(subscriber);
                throw SnapshotMaker.failure(failure);
            }
            subscriber.snapshot().complete(snapshot);
            return subscriber;
        });
    }

    void leave(Subscriber subscriber) {
        subscriber.close();
        synchronized (lock) {
            subscribers.remove(subscriber);
        }
    }

    private void follow() {
        CompletableFuture<Void> ready;
        synchronized (lock) {
            ready = following;
        }
        var appended = new Semaphore(0);
        try (var registration = feed.onAppend(highest -> wake(appended))) {
            LOG.debug("following the journal for operators, {}", registration);
            long position = feed.latest().toCompletableFuture().join();
            var translator = new EventTranslator(
                    CellState.read(cell, frameworks).toCompletableFuture().join());
            ready.complete(null);
            while (true) {
                position = takeNew(translator, position);
                if (stop()) {
                    return;
                }
                appended.acquire();
                appended.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(ready, e);
        } catch (Exception e) {
            LOG.error("the journal cannot be followed; every subscriber of the operator API is cut off", e);
            fail(ready, e);
        }
    }

    private static void wake(Semaphore appended) {
        if (appended.availablePermits() == 0) {
            appended.release();
        }
    }

    /** Hands on all new records; the position of the last one. */
    private long takeNew(EventTranslator translator, long from) {
        long position = from;
        var records = new ArrayList<FeedRecord>();
        do {
            records.clear();
            feed.read(position, RECORDS_PER_READ, records::add);
            var events = new ArrayList<OperatorEvent>();
            for (var record : records) {
                translator.translate(record, events::add);
                position = record.position();
            }
            if (!events.isEmpty()) {
                StreamPace.rest(publish(events));
            }
        } while (!records.isEmpty() && count() > 0);
        return position;
    }

    /** How many subscribers were told. */
    private int publish(List<OperatorEvent> events) {
        List<Subscriber> all;
        synchronized (lock) {
            all = List.copyOf(subscribers);
        }
        for (var subscriber : all) {
            if (!subscriber.offer(events)) {
                leave(subscriber);
            }
        }
        return all.size();
    }

    /** Whether nobody listens any more. */
    private boolean stop() {
        synchronized (lock) {
            if (subscribers.isEmpty()) {
                started = false;
                return true;
            }
            return false;
        }
    }

    private void fail(CompletableFuture<Void> ready, Exception cause) {
        List<Subscriber> all;
        synchronized (lock) {
            started = false;
            all = List.copyOf(subscribers);
            subscribers.clear();
        }
        ready.completeExceptionally(cause);
        all.forEach(subscriber -> subscriber.cut("the journal cannot be followed"));
    }
}
