package io.boreas.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Talks to the masters of a cell: to the first that answers, in the order they were given. A change carries an idempotency key,
 * so that it may be sent to the next master when the answer of one was lost, and is still done once. Thread-safe.
 */
public final class BoreasClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient http;
    private final List<URI> masters;
    private final Duration timeout;
    private final Optional<String> authorization;

    /** A client that says nobody's name, and believes whom this Java believes; as below. */
    public BoreasClient(List<URI> masters, Duration timeout) {
        this(masters, timeout, Optional.empty(), Optional.empty());
    }

    /**
     * @param masters at least one, such as {@code http://127.0.0.1:5050}
     * @param timeout how long an answer may take
     * @param authorization who asks, as the header of that name says it
     * @param tls whom to believe where a master speaks HTTPS; empty for whom this Java believes
     */
    public BoreasClient(List<URI> masters, Duration timeout, Optional<String> authorization, Optional<SSLContext> tls) {
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
        this.masters = List.copyOf(masters);
        this.timeout = timeout;
        this.authorization = authorization;
    }

    /** Part of a path or query, escaped. */
    public static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The path of a job. */
    public static String jobPath(String key) {
        return "/boreas/v1/jobs/" + key;
    }

    /** The path of a task. */
    public static String taskPath(String id) {
        return "/boreas/v1/tasks/" + escaped(id);
    }

    public JsonNode get(String path) {
        return json(send(path, HttpRequest.newBuilder().GET(), BodyHandlers.ofByteArray(), true));
    }

    /** The answer's body whatever its status; for health, which tells in its body why it is not well. */
    public JsonNode getAnyStatus(String path) {
        return parse(send(path, HttpRequest.newBuilder().GET(), BodyHandlers.ofByteArray(), false)
                .body());
    }

    public JsonNode post(String path, JsonNode body) {
        var request = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofByteArray(bytes(body)));
        return json(send(path, request, BodyHandlers.ofByteArray(), true));
    }

    public JsonNode put(String path, JsonNode body) {
        var request = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .PUT(BodyPublishers.ofByteArray(bytes(body)));
        return json(send(path, request, BodyHandlers.ofByteArray(), true));
    }

    public JsonNode delete(String path) {
        var request = HttpRequest.newBuilder()
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .DELETE();
        return json(send(path, request, BodyHandlers.ofByteArray(), true));
    }

    /** Opens a stream; the caller closes its body. */
    public HttpResponse<InputStream> stream(String path, String... headers) {
        var request = HttpRequest.newBuilder().GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        var response = send(path, request, BodyHandlers.ofInputStream(), true);
        if (response.statusCode() >= 400) {
            try (var body = response.body()) {
                throw new Refused(response.statusCode(), parse(body.readAllBytes()));
            } catch (IOException e) {
                throw new Refused(response.statusCode(), MissingNode.getInstance());
            }
        }
        return response;
    }

    /** Opens a WebSocket; the caller closes it. A refusal of the master is thrown as that of any request. */
    WebSocket webSocket(String path, WebSocket.Listener listener) {
        var failures = new ArrayList<String>();
        for (int i = 0; i < masters.size(); i++) {
            var master = masters.get(i);
            var address = master.resolve(path).toString().replaceFirst("^http", "ws");
            var builder = http.newWebSocketBuilder().connectTimeout(timeout);
            authorization.ifPresent(value -> builder.header("Authorization", value));
            try {
                return builder.buildAsync(URI.create(address), listener).join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused
                        && (refused.getResponse().statusCode() != 503 || i == masters.size() - 1)) {
                    throw new Refused(refused.getResponse().statusCode(), problem(refused.getResponse()));
                }
                failures.add(master + " opened no session (" + e.getCause() + ")");
            }
        }
        throw new CliException(
                Exit.NETWORK,
                "no master answered: " + String.join("; ", failures) + ". Name others with --master URL.");
    }

    private static JsonNode problem(HttpResponse<?> response) {
        return response.body() instanceof String text
                ? parse(text.getBytes(StandardCharsets.UTF_8))
                : MissingNode.getInstance();
    }

    private JsonNode json(HttpResponse<byte[]> response) {
        if (response.statusCode() >= 400) {
            throw new Refused(response.statusCode(), parse(response.body()));
        }
        return parse(response.body());
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be written", e);
        }
    }

    /**
     * Asks each master in turn, until one answers.
     *
     * @param passOn whether a master that is unavailable leads on to the next
     */
    private <T> HttpResponse<T> send(
            String path, HttpRequest.Builder request, HttpResponse.BodyHandler<T> body, boolean passOn) {
        authorization.ifPresent(value -> request.setHeader("Authorization", value));
        var failures = new ArrayList<String>();
        var exit = Exit.NETWORK;
        for (int i = 0; i < masters.size(); i++) {
            var master = masters.get(i);
            boolean last = i == masters.size() - 1;
            try {
                var response = http.send(
                        request.uri(master.resolve(path)).timeout(timeout).build(), body);
                if (response.statusCode() != 503 || last || !passOn) {
                    return response;
                }
                failures.add(master + " is not available");
            } catch (HttpConnectTimeoutException | ConnectException e) {
                failures.add(master + " cannot be reached");
            } catch (HttpTimeoutException e) {
                exit = Exit.TIMEOUT;
                failures.add(master + " did not answer within " + timeout.toSeconds() + " s");
            } catch (SSLException e) {
                failures.add(master + " is not believed (" + e.getMessage()
                        + "): name whose certificate it has with --authorities FILE or BOREAS_AUTHORITIES");
            } catch (IOException e) {
                failures.add(master + " broke off" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException(Exit.INTERRUPTED, "interrupted");
            }
        }
        throw new CliException(
                exit,
                "no master answered: " + String.join("; ", failures)
                        + ". Is one running? Start one with ./boreas local, or name it with --master URL or BOREAS_MASTER.");
    }
}
