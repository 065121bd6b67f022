package io.boreas.http.server;

import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/**
 * Takes bodies in. One that came whole with its head, as small ones do, costs nothing here; any other is gathered up to the
 * limit. What is longer is read to its end and thrown away, so that a client which sends first and reads then hears why.
 */
public final class Bodies {
    /** The type of a body that has none. */
    static final ContentType UNTYPED = ContentTypes.NO_CONTENT_TYPE;

    /** Of a body that is too long, so much is read for politeness; after that the connection is closed. */
    private static final long DRAINED_BYTES_MAX = 64L << 20;

    private final int bytesMax;
    private final Duration timeout;
    private final Materializer materializer;

    /**
     * Of one server.
     *
     * @param bytesMax the length of a body from which on it is refused, where a door has no limit of its own
     * @param timeout from the head of a request to the end of its body
     */
    public Bodies(int bytesMax, Duration timeout, Materializer materializer) {
        this.bytesMax = bytesMax;
        this.timeout = timeout;
        this.materializer = materializer;
    }

    /** The bytes of a JSON body. */
    CompletionStage<byte[]> json(HttpRequest request) {
        if (!isJson(request.entity().getContentType())) {
            throw unsupported(request.entity().getContentType());
        }
        return bytes(request);
    }

    /** The bytes of a JSON body, none if there is none. */
    CompletionStage<byte[]> jsonOrNothing(HttpRequest request) {
        return request.entity().isKnownEmpty() ? CompletableFuture.completedFuture(new byte[0]) : json(request);
    }

    /** Reads and throws away what a client still sends. */
    public void drain(HttpRequest request) {
        var entity = request.entity();
        if (!(entity instanceof HttpEntity.Strict)) {
            entity.withSizeLimit(DRAINED_BYTES_MAX).discardBytes(materializer);
        }
    }

    /** The bytes of a body of any type, up to the server's limit. */
    public CompletionStage<byte[]> bytes(HttpRequest request) {
        return bytes(request, bytesMax);
    }

    /**
     * The bytes of a body of any type. The stage fails with a {@link ProblemException}: 413 if it is too long, 408 if it is late,
     * 400 if it breaks off.
     */
    CompletionStage<byte[]> bytes(HttpRequest request, int bytesMax) {
        var entity = request.entity();
        if (entity instanceof HttpEntity.Strict strict) {
            return strict.getData().size() > bytesMax
                    ? CompletableFuture.failedFuture(tooLong(bytesMax))
                    : CompletableFuture.completedFuture(strict.getData().toArrayUnsafe());
        }
        if (entity.getContentLengthOption().orElse(0) > bytesMax
                && request.getHeader("Expect").isPresent()) {
            // not read at all: a client that asks first hears the answer instead of "continue"
            return CompletableFuture.failedFuture(tooLong(bytesMax));
        }
        return entity.withSizeLimit(DRAINED_BYTES_MAX)
                .getDataBytes()
                .runFold(new Gathered(bytesMax), Gathered::with, materializer)
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((gathered, failure) -> {
                    if (failure != null) {
                        throw broken(failure, bytesMax);
                    }
                    if (gathered.length > bytesMax) {
                        throw tooLong(bytesMax);
                    }
                    return gathered.bytes.toArrayUnsafe();
                });
    }

    private ProblemException broken(Throwable failure, int bytesMax) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case TimeoutException late ->
                new ProblemException(Problem.of(
                        408,
                        "body-timeout",
                        "The body did not arrive",
                        "The body did not arrive within " + timeout.toSeconds() + " s."));
            case EntityStreamSizeException size -> tooLong(bytesMax);
            default ->
                new ProblemException(Problem.badRequest(
                        "body-broken", "The body broke off", "The body did not arrive: " + cause.getMessage()));
        };
    }

    private static ProblemException tooLong(int bytesMax) {
        return new ProblemException(
                Problem.of(413, "body-too-long", "The body is too long", "A body has at most " + bytesMax + " bytes."));
    }

    private static boolean isJson(ContentType type) {
        var media = type.mediaType();
        return media.mainType().equals("application")
                && (media.subType().equals("json") || media.subType().endsWith("+json"));
    }

    private static ProblemException unsupported(ContentType type) {
        var sent = type.equals(UNTYPED) ? "none" : "\"" + type + "\"";
        return new ProblemException(Problem.of(
                415,
                "unsupported-media-type",
                "The body has the wrong media type",
                "The body must be JSON with Content-Type: application/json; the one sent was " + sent + "."));
    }

    /** What has arrived; beyond the limit only its length. */
    private static final class Gathered {
        private final int bytesMax;
        private ByteString bytes = ByteString.emptyByteString();
        private long length;

        Gathered(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        Gathered with(ByteString more) {
            length += more.size();
            bytes = length > bytesMax ? ByteString.emptyByteString() : bytes.concat(more);
            return this;
        }
    }
}
