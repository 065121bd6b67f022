package io.boreas.drill.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** A client of a cell's HTTP doors. */
public final class CellClient implements AutoCloseable {
    public static final String JOBS = "/boreas/v1/jobs";
    public static final String TASKS = "/boreas/v1/tasks/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI url;
    private final Duration timeout;
    private final Optional<String> authorization;
    private final HttpClient http;

    public CellClient(URI url) {
        this(url, Optional.empty());
    }

    /** @param tls whom it believes at an https URL; empty for whom this Java believes */
    public CellClient(URI url, Optional<SSLContext> tls) {
        this(url, TIMEOUT, tls);
    }

    /** @param timeout how long an answer may take, unless a request says otherwise */
    public CellClient(URI url, Duration timeout, Optional<SSLContext> tls) {
        this(url, timeout, tls, Optional.empty());
    }

    /** @param authorization who asks, as the header of that name says it */
    public CellClient(URI url, Duration timeout, Optional<SSLContext> tls, Optional<String> authorization) {
        this.url = url;
        this.timeout = timeout;
        this.authorization = authorization;
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    public URI url() {
        return url;
    }

    /** What a door answered. */
    public record Reply(int status, String type, String text) {
        /** The body as JSON; missing if it is none. */
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }

        /** The last part of a problem's type; empty if it is no problem body. */
        public String problem() {
            var uri = json().path("type").asText();
            return type.startsWith("application/problem+json") ? uri.substring(uri.lastIndexOf(':') + 1) : "";
        }

        static Reply of(HttpResponse<byte[]> response) {
            var type = response.headers().firstValue("Content-Type").orElse("");
            return new Reply(response.statusCode(), type, new String(response.body(), StandardCharsets.UTF_8));
        }
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /** Sends JSON. */
    public Reply post(String path, String body) {
        return send(json(path, body));
    }

    /** Sends JSON that the cell is to act on once, however often it arrives. */
    public Reply post(String path, String body, String idempotencyKey) {
        return send(json(path, body).header("Idempotency-Key", idempotencyKey));
    }

    /** The same without waiting for the answer; fails if none comes. */
    public CompletableFuture<Reply> postLater(String path, String body, String idempotencyKey) {
        var request = json(path, body).header("Idempotency-Key", idempotencyKey).build();
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Reply::of);
    }

    /** A request to be completed by the caller. */
    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(timeout);
        authorization.ifPresent(says -> request.header("Authorization", says));
        return request;
    }

    /** Sends any request, whatever is wrong with it. */
    public Reply send(HttpRequest.Builder request) {
        return Reply.of(send(request, BodyHandlers.ofByteArray()));
    }

    /** Sends a request whose answer is read in the caller's way. */
    public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a door was asked", e);
        }
    }

    /** A job by its key, if the cell knows it. */
    public Optional<JobView> job(String key) {
        var reply = get(JOBS + "/" + key);
        return switch (reply.status()) {
            case 200 -> Optional.of(JobView.of(reply.json()));
            case 404 -> Optional.empty();
            default -> throw new IllegalStateException("the door answered " + reply);
        };
    }

    /** Waits until all instances of a job are in a state. */
    public JobView awaitJob(String key, int instances, String state, Duration deadline) {
        return Await.until(key + " has " + instances + " instances " + state, deadline, () -> job(key).filter(job ->
                job.active().size() == instances
                        && job.active().stream().allMatch(run -> run.state().equals(state))));
    }

    private HttpRequest.Builder json(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
