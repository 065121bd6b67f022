package io.boreas.http.server;

import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.wire.Access;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** One request on its way through a text route. Not thread-safe. */
public final class TextCall {
    /** Whoever has no name. */
    static final String ANONYMOUS = "anonymous@loopback";

    private final HttpRequest request;
    private final Optional<String> principal;
    private final Permissions permissions;
    private final Bodies bodies;
    private boolean bodyTaken;

    TextCall(HttpRequest request, Optional<String> principal, Permissions permissions, Bodies bodies) {
        this.request = request;
        this.principal = principal;
        this.permissions = permissions;
        this.bodies = bodies;
    }

    public HttpRequest request() {
        return request;
    }

    /** Who asks, as it is written into the journal. */
    public String principal() {
        return principal.orElse(ANONYMOUS);
    }

    /** Whoever asks may come in: those who may not never get so far. */
    public Access.Granted access() {
        return new Access.Granted(principal);
    }

    /** What whoever asks may do. */
    public Permissions permissions() {
        return permissions;
    }

    /** Path and query. */
    public String target() {
        return target(request);
    }

    /** Values of headers by their names in lower case, the type of the body among them; several of one name are joined by commas. */
    public Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        request.getHeaders()
                .forEach(header -> headers.merge(header.lowercaseName(), header.value(), (a, b) -> a + ", " + b));
        var type = request.entity().getContentType();
        // The server says this type of a body that was sent without any.
        boolean untyped = type.equals(Bodies.UNTYPED) || type.equals(ContentTypes.APPLICATION_OCTET_STREAM);
        if (!untyped) {
            headers.putIfAbsent("content-type", type.toString());
        }
        return headers;
    }

    /**
     * The bytes of the body. Fails with 408 or 413.
     *
     * @param bytesMax at most 64 MiB
     */
    public CompletionStage<byte[]> body(int bytesMax) {
        bodyTaken = true;
        return bodies.bytes(request, bytesMax);
    }

    /** Completes when the client will send nothing more, or its connection is gone; it may wait for the answer all the same. */
    public CompletionStage<?> hungUp() {
        return request.getAttribute(IdleConnections.HANG_UP)
                .<CompletionStage<?>>map(IdleConnections.HangUp::happened)
                .orElseGet(CompletableFuture::new);
    }

    boolean bodyTaken() {
        return bodyTaken;
    }

    static String target(HttpRequest request) {
        return request.getUri().toRelative().toString();
    }
}
