package io.boreas.http.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * Closes a connection on which nothing has been asked for too long, whether its client keeps it for later or sends a head that
 * never ends. A stream that is still being sent is not idle, however silent it is: Pekko HTTP's own idle timeout looks at bytes
 * and would cut a followed log that has nothing to say.
 */
public final class IdleConnections extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
    /** On a response that is a stream: completed when the stream has ended. */
    public static final AttributeKey<StreamEnd> STREAM_END = AttributeKey.create("boreas-stream-end", StreamEnd.class);

    /** On every request: when its client has hung up. */
    static final AttributeKey<HangUp> HANG_UP = AttributeKey.create("boreas-hang-up", HangUp.class);

    private static final int LOOKS_PER_TIMEOUT = 4;

    private final Duration timeout;
    private final Inlet<HttpRequest> requestIn = Inlet.create("request.in");
    private final Outlet<HttpRequest> requestOut = Outlet.create("request.out");
    private final Inlet<HttpResponse> responseIn = Inlet.create("response.in");
    private final Outlet<HttpResponse> responseOut = Outlet.create("response.out");

    public IdleConnections(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
        return new BidiShape<>(requestIn, requestOut, responseIn, responseOut);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    /**
     * How a stream ends.
     *
     * @param ended completed, well or badly, when it has
     * @param hungUp told when its client will send nothing more
     */
    public record StreamEnd(CompletionStage<?> ended, Runnable hungUp) {}

    /** @param happened completed when a client will send nothing more, or its connection is gone */
    record HangUp(CompletionStage<?> happened) {}

    private final class Logic extends TimerGraphStageLogic {
        private int busy;
        private long idleSinceNs = System.nanoTime();
        private boolean hungUp;
        private Runnable onHangUp = () -> {};
        private final CompletableFuture<Done> hangUp = new CompletableFuture<>();
        private final HangUp told = new HangUp(hangUp);

        Logic() {
            super(IdleConnections.this.shape());
            setHandler(requestIn, new AbstractInHandler() {
                @Override
                public void onPush() {
                    busy++;
                    push(requestOut, grab(requestIn).addAttribute(HANG_UP, told));
                }

                @Override
                public void onUpstreamFinish() {
                    hungUp = true;
                    hangUp.complete(Done.getInstance());
                    onHangUp.run();
                    complete(requestOut);
                }
            });
            setHandler(requestOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(requestIn);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(requestIn, cause);
                }
            });
            setHandler(responseIn, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var response = grab(responseIn);
                    response.getAttribute(STREAM_END).ifPresentOrElse(Logic.this::awaitEnd, Logic.this::answered);
                    push(responseOut, response);
                }
            });
            setHandler(responseOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(responseIn);
                }
            });
        }

        @Override
        public void preStart() {
            var look = timeout.dividedBy(LOOKS_PER_TIMEOUT);
            scheduleAtFixedRate("look", look, look);
        }

        @Override
        public void postStop() {
            hangUp.complete(Done.getInstance());
        }

        @Override
        public void onTimer(Object key) {
            if (busy == 0 && System.nanoTime() - idleSinceNs > timeout.toNanos()) {
                completeStage();
            }
        }

        private void awaitEnd(StreamEnd end) {
            AsyncCallback<Boolean> ended = createAsyncCallback(any -> {
                answered();
                if (onHangUp.equals(end.hungUp())) {
                    onHangUp = () -> {};
                }
            });
            end.ended().whenComplete((done, failure) -> ended.invoke(true));
            onHangUp = end.hungUp();
            if (hungUp) {
                onHangUp.run();
            }
        }

        private void answered() {
            busy--;
            idleSinceNs = System.nanoTime();
        }
    }
}
