package io.boreas.http.server;

import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.wire.Refusal;
import io.boreas.http.problem.Problem;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Responses as the native doors give them. */
public final class Answers {
    private static final ContentType PROBLEM = MediaTypes.applicationWithFixedCharset(
                    "problem+json", HttpCharsets.UTF_8)
            .toContentType();
    private static final ContentType TEXT = MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.custom("utf-8"));
    private static final HttpResponse EMPTY = HttpResponse.create();

    private Answers() {}

    /** A JSON answer. */
    public static HttpResponse json(int status, JsonBody body) {
        return EMPTY.withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.bytes(body)));
    }

    /** An answer that is sent as it comes; while it lasts, its connection is not idle. */
    public static HttpResponse stream(ContentType type, Source<ByteString, ?> data) {
        return stream(type, data, () -> {});
    }

    /**
     * An answer that is sent as it comes; while it lasts, its connection is not idle.
     *
     * @param hungUp called if the client says that it will send nothing more, once or more often, perhaps after the end
     */
    public static HttpResponse stream(ContentType type, Source<ByteString, ?> data, Runnable hungUp) {
        var ended = new CompletableFuture<Done>();
        Source<ByteString, ?> watched = data.watchTermination((value, end) -> {
            end.whenComplete((done, failure) -> ended.complete(Done.getInstance()));
            return value;
        });
        return EMPTY.addAttribute(IdleConnections.STREAM_END, new IdleConnections.StreamEnd(ended, hungUp))
                .withEntity(HttpEntities.createChunked(type, watched));
    }

    /** Text for people, or nothing at all. */
    public static HttpResponse text(int status, String text) {
        return text.isEmpty()
                ? EMPTY.withStatus(status)
                : EMPTY.withStatus(status).withEntity(HttpEntities.create(TEXT, ByteString.fromString(text)));
    }

    /** The same with more headers. */
    public static HttpResponse withHeaders(HttpResponse response, Map<String, String> headers) {
        var more = response;
        for (var header : headers.entrySet()) {
            more = more.addHeader(RawHeader.create(header.getKey(), header.getValue()));
        }
        return more;
    }

    /** A refusal of Mesos's APIs, in text. */
    public static HttpResponse refused(Refusal refusal) {
        return withHeaders(text(refusal.status(), refusal.text()), refusal.headers());
    }

    /** A file of the program itself, or bytes that somebody else chose. */
    public static HttpResponse bytes(ContentType type, ByteString data) {
        return EMPTY.withEntity(HttpEntities.create(type, data));
    }

    /** A refusal. Those that may pass by themselves say when to try again. */
    public static HttpResponse problem(Problem problem, String instance) {
        var response =
                EMPTY.withStatus(problem.status()).withEntity(HttpEntities.create(PROBLEM, problem.body(instance)));
        return problem.status() == 503 ? response.addHeader(RawHeader.create("Retry-After", "1")) : response;
    }
}
