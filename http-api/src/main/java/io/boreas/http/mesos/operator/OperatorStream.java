package io.boreas.http.mesos.operator;

import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.server.Answers;
import io.boreas.http.server.HttpSettings;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SUBSCRIBE: the state, then what happens. The API has no event that would tell a subscriber why it is cut off: its stream breaks off
 * in the middle instead of ending, and the log says why.
 */
final class OperatorStream {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorStream.class);

    private final OperatorHub hub;
    private final HttpSettings settings;

    OperatorStream(OperatorHub hub, HttpSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** A subscriber is cut off. */
    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cut(String reason) {
            super(reason, null, false, false);
        }
    }

    CompletionStage<HttpResponse> open(OperatorDoor.Request request) {
        return hub.subscribe(request.media(), request.http().permissions())
                .thenApply(subscriber ->
                        Answers.stream(request.contentType(), source(subscriber), () -> hub.leave(subscriber)));
    }

    private Source<ByteString, ?> source(Subscriber subscriber) {
        var interval = settings.mesos().heartbeat();
        var heartbeat = heartbeat(subscriber.media());
        Source<List<ByteString>, NotUsed> live = Source.unfoldAsync(
                subscriber, from -> from.next().thenApply(taken -> taken.map(some -> Pair.create(from, some))));
        Source<List<ByteString>, NotUsed> beating =
                live.merge(Source.tick(interval, interval, List.of(heartbeat)), true);
        return Source.from(subscriber.snapshot().join().pieces())
                .map(List::of)
                .concat(Source.single(List.of(heartbeat)))
                .concatLazy(beating)
                // Who takes nothing for so long is not slow but gone.
                .backpressureTimeout(settings.idleTimeout())
                .viaMat(KillSwitches.single(), Keep.right())
                .mapMaterializedValue(kill -> {
                    subscriber.whenCut().thenAccept(reason -> {
                        LOG.warn("a subscriber of the operator API is cut off: {}", reason);
                        kill.abort(new Cut(reason));
                    });
                    return kill;
                })
                .watchTermination((kill, end) -> {
                    end.whenComplete((done, failure) -> hub.leave(subscriber));
                    return kill;
                })
                // Each event is a chunk of its own, as in Mesos: some clients take a chunk for an event.
                .mapConcat(some -> some);
    }

    private static ByteString heartbeat(Media media) {
        var event =
                Master.Event.newBuilder().setType(Master.Event.Type.HEARTBEAT).build();
        return ByteString.fromArrayUnsafe(RecordEncoder.framed(media.encode(event)));
    }
}
