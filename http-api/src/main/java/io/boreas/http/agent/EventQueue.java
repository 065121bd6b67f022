package io.boreas.http.agent;

import io.boreas.agent.gateway.ExecutorEvent;
import io.boreas.agent.gateway.ExecutorStream;
import io.boreas.http.mesos.proto.Executor.Event;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.wire.Media;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for an executor to read it, bounded: one that lets more wait is told so, and cut off. */
final class EventQueue implements ExecutorStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int EVENTS_MAX = 65_536;

    /** How long one that is cut off has to read what waited for it. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final String reader;
    private final Media media;
    private final int bytesMax;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final OpenRecords<BoundedSourceQueue<ByteString>> open;

    /**
     * @param reader whose it is, for people
     * @param heartbeat how often it hears that the agent is there
     */
    EventQueue(String reader, Media media, int bytesMax, Duration heartbeat, Materializer materializer) {
        this.reader = reader;
        this.media = media;
        this.bytesMax = bytesMax;
        var beat = record(ExecutorMessages.HEARTBEAT);
        var written = Source.<ByteString>queue(EVENTS_MAX)
                .map(record -> {
                    waiting.addAndGet(-record.size());
                    return record;
                })
                .merge(Source.tick(heartbeat, heartbeat, beat), true);
        this.open = OpenRecords.of(written, materializer);
    }

    /** The records, for one reader. */
    Source<ByteString, NotUsed> records() {
        return open.records();
    }

    /** When nothing more is read, for whatever reason. */
    CompletionStage<?> ended() {
        return open.ended();
    }

    @Override
    public synchronized void send(ExecutorEvent event) {
        if (closed.get()) {
            return;
        }
        var record = record(ExecutorMessages.event(event));
        if (waiting.addAndGet(record.size()) > bytesMax || open.queue().size() >= EVENTS_MAX - 1) {
            LOG.warn("an executor reads too slowly, and is cut off: executor={} waitingBytes={}", reader, waiting);
            open.queue()
                    .offer(record(ExecutorMessages.event(new ExecutorEvent.Failed(
                            "You read too slowly: more than " + bytesMax + " bytes wait for you. Subscribe again"))));
            close();
            CompletableFuture.delayedExecutor(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() ->
                            open.cutOff().abort(new IllegalStateException("executor " + reader + " reads too slowly")));
        } else {
            open.queue().offer(record);
        }
    }

    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                open.queue().complete();
            } catch (IllegalStateException e) {
                LOG.debug("the reader left first executor={}", reader, e);
            }
        }
    }

    private ByteString record(Event event) {
        return ByteString.fromArrayUnsafe(RecordEncoder.framed(media.encode(event)));
    }
}
