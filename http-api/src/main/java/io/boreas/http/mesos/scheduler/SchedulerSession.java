package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.framework.Capability;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.server.HttpSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: from its SUBSCRIBE until its connection ends, for whatever reason, which is told once. A scheduler that does
 * not take what it is sent holds only the memory that its buffer may. Thread-safe.
 */
final class SchedulerSession {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerSession.class);

    /** So long an answer may take from its making until its client begins to take it; a client that is gone never does. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);

    private final FrameworkId framework;
    private final String streamId;
    private final String user;
    private final String principal;
    private final Mesos.MasterInfo master;
    private final Media media;
    private final HttpSettings settings;
    private final EventBuffer buffer;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletableFuture<Cut> cut = new CompletableFuture<>();
    private volatile Set<Capability> capabilities;
    private volatile boolean taken;

    SchedulerSession(
            FrameworkId framework,
            String streamId,
            Mesos.FrameworkInfo info,
            Mesos.MasterInfo master,
            Media media,
            HttpSettings settings) {
        this.framework = framework;
        this.streamId = streamId;
        this.user = info.getUser();
        this.principal = info.getPrincipal();
        this.capabilities = FrameworkMessages.capabilities(info);
        this.master = master;
        this.media = media;
        this.settings = settings;
        this.buffer = new EventBuffer(
                media, settings.mesos().streamEventsMax(), settings.mesos().streamBytesMax());
    }

    /** How its connection is ended from this side. */
    private enum Cut {
        /** After what it was sent. */
        GENTLY,
        /** At once: whoever takes nothing would hold it for ever. */
        BY_FORCE
    }

    FrameworkId framework() {
        return framework;
    }

    String streamId() {
        return streamId;
    }

    /** The account of its tasks; it never changes. */
    String user() {
        return user;
    }

    /** Whose framework it is; empty if nobody's. It never changes. */
    String principal() {
        return principal;
    }

    boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /** From here on it is told what it hears in other words. */
    void changed(Mesos.FrameworkInfo info) {
        capabilities = FrameworkMessages.capabilities(info);
    }

    /** Completes once, when it is over. */
    CompletionStage<Void> over() {
        return over;
    }

    /** What the cell tells. */
    void push(FrameworkPush push) {
        var can = capabilities;
        switch (push) {
            case FrameworkPush.Subscribed subscribed -> {
                tell(Events.subscribed(framework, settings.mesos().heartbeat(), master));
                tell(Events.HEARTBEAT);
            }
            case FrameworkPush.Offers offers -> tell(Events.offers(offers, can));
            case FrameworkPush.Rescind rescind -> tell(Events.rescind(rescind));
            case FrameworkPush.InverseOffers offers -> tell(Events.inverseOffers(offers));
            case FrameworkPush.RescindInverse rescind -> tell(Events.rescind(rescind));
            case FrameworkPush.Update update -> tell(Events.update(update));
            case FrameworkPush.Undone undone -> tell(Events.undone(undone));
            case FrameworkPush.OperationUpdate update -> tell(Events.operation(update, can));
            case FrameworkPush.AgentLost lost -> tell(Events.agentLost(lost));
            case FrameworkPush.ExecutorEnded ended -> tell(Events.executorEnded(ended));
            case FrameworkPush.Message message -> tell(Events.message(message));
            case FrameworkPush.End(var error) -> {
                over.complete(null);
                if (error.isEmpty()) {
                    buffer.end();
                } else {
                    buffer.end(Events.error(error));
                }
                cutLater(settings.idleTimeout());
            }
        }
    }

    /** One more event. */
    void tell(Event event) {
        if (!buffer.add(event)) {
            LOG.warn("scheduler of framework {} is cut off: it reads its events too slowly", framework);
            over.complete(null);
            // Within that it may still read why.
            cutLater(settings.mesos().heartbeat());
        }
    }

    /** Its client sends nothing more: Mesos takes that for the end of the connection, and so must we, for most often it is. */
    void hungUp() {
        over.complete(null);
        buffer.close();
        cut.complete(Cut.GENTLY);
    }

    /** Its events as its client takes them, each a chunk of its own: as in Mesos, and some clients take a chunk for an event. Runs once. */
    Source<ByteString, NotUsed> source() {
        var interval = settings.mesos().heartbeat();
        var heartbeat = ByteString.fromArrayUnsafe(RecordEncoder.framed(media.encode(Events.HEARTBEAT)));
        return Source.unfoldAsync(
                        buffer, from -> from.next().thenApply(found -> found.map(some -> Pair.create(from, some))))
                .mapConcat(some -> some)
                .merge(Source.tick(interval, interval, heartbeat), true)
                // Who takes nothing for so long is not slow but gone.
                .backpressureTimeout(settings.idleTimeout())
                .viaMat(KillSwitches.single(), Keep.right())
                .watchTermination((kill, end) -> {
                    taken = true;
                    CompletionStage<Cut> toCut = cut;
                    toCut.thenAccept(how -> {
                        switch (how) {
                            case GENTLY -> kill.shutdown();
                            case BY_FORCE -> kill.abort(new TimeoutException(this + " does not take its events"));
                        }
                    });
                    end.whenComplete((done, failure) -> left());
                    return NotUsed.getInstance();
                });
    }

    /** Its answer is on its way: if nobody takes it, its client is gone. */
    void answered() {
        CompletableFuture.delayedExecutor(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!taken) {
                        hungUp();
                    }
                });
    }

    private void left() {
        over.complete(null);
        buffer.close();
    }

    private void cutLater(Duration after) {
        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> cut.complete(Cut.BY_FORCE));
    }

    /** A stream of this one event. */
    static Source<ByteString, NotUsed> only(Event event, Media media) {
        return Source.single(ByteString.fromArrayUnsafe(RecordEncoder.framed(media.encode(event))));
    }

    @Override
    public String toString() {
        return "stream " + streamId + " of framework " + framework;
    }
}
