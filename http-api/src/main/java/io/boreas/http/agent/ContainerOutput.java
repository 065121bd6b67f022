package io.boreas.http.agent;

import com.google.protobuf.UnsafeByteOperations;
import io.boreas.agent.gateway.NestedOutput;
import io.boreas.core.link.SessionAnswer.Chunk;
import io.boreas.http.mesos.proto.Agent.ProcessIO;
import io.boreas.http.mesos.proto.Mesos.DurationInfo;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.server.Answers;
import io.boreas.http.server.IdleConnections;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;

/**
 * What a nested container writes, as records on their way to one client. The one for whom a session runs is waited for; another that reads too slowly is cut
 * off.
 */
final class ContainerOutput implements NestedOutput {
    /** How often a client hears that the agent is there. Source: Mesos, {@code --http_heartbeat_interval}. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** Chunks that wait for their client; each has at most 16 KiB. */
    private static final int CHUNKS_WAITED_FOR = 4;

    private static final int CHUNKS_MAX = 64;

    private final Media media;
    private final boolean waited;
    private final OpenRecords<SourceQueueWithComplete<ByteString>> open;

    /** @param waited whether the container waits for this client */
    ContainerOutput(Media media, boolean waited, Materializer materializer) {
        this.media = media;
        this.waited = waited;
        var beat = record(ProcessIO.newBuilder()
                .setType(ProcessIO.Type.CONTROL)
                .setControl(ProcessIO.Control.newBuilder()
                        .setType(ProcessIO.Control.Type.HEARTBEAT)
                        .setHeartbeat(ProcessIO.Control.Heartbeat.newBuilder()
                                .setInterval(DurationInfo.newBuilder().setNanoseconds(HEARTBEAT.toNanos())))));
        var written = (waited
                        ? Source.<ByteString>queue(CHUNKS_WAITED_FOR, OverflowStrategy.backpressure())
                        : Source.<ByteString>queue(CHUNKS_MAX, OverflowStrategy.dropNew()))
                .merge(Source.tick(HEARTBEAT, HEARTBEAT, beat), true);
        this.open = OpenRecords.of(written, materializer);
    }

    /** When nothing more is read, for whatever reason. */
    CompletionStage<?> ended() {
        return open.ended();
    }

    @Override
    public CompletionStage<Boolean> take(Chunk chunk) {
        var data = ProcessIO.Data.newBuilder()
                .setType(chunk.stderr() ? ProcessIO.Data.Type.STDERR : ProcessIO.Data.Type.STDOUT)
                .setData(UnsafeByteOperations.unsafeWrap(chunk.bytes()));
        var offered = open.queue()
                .offer(record(
                        ProcessIO.newBuilder().setType(ProcessIO.Type.DATA).setData(data)));
        return offered.thenApply(result -> {
            boolean taken = result.isEnqueued();
            if (!taken && !waited && result.equals(QueueOfferResult.dropped())) {
                open.queue().fail(new IllegalStateException("a reader of a container's output reads too slowly"));
            }
            return taken;
        });
    }

    @Override
    public void end() {
        open.queue().complete();
    }

    /** The answer to whoever is to hear it. */
    HttpResponse response(AnswerForm form) {
        var response = HttpResponse.create()
                .addAttribute(IdleConnections.STREAM_END, new IdleConnections.StreamEnd(open.ended(), this::end))
                .withEntity(HttpEntities.createChunked(ContentTypes.parse(form.contentType()), open.records()));
        return form.messageContentType()
                .map(type -> Answers.withHeaders(response, Map.of(Head.MESSAGE_CONTENT_TYPE, type)))
                .orElse(response);
    }

    private ByteString record(ProcessIO.Builder io) {
        return ByteString.fromArrayUnsafe(RecordEncoder.framed(media.encode(io.build())));
    }
}
