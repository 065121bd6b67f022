package io.boreas.http.mesos.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boreas.actors.gateway.CellInfo;
import io.boreas.http.Doors;
import io.boreas.http.mesos.limit.RateGate;
import io.boreas.http.mesos.limit.RateLimits;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.mesos.wire.PrefixRoutes;
import io.boreas.http.metrics.RequestMeters;
import io.boreas.http.security.AccessListFile;
import io.boreas.http.security.Authenticator;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.TextRoute;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A server with the scheduler's door alone, and clients of it. */
final class SchedulerStage implements AutoCloseable {
    static final String PATH = "/api/v1/scheduler";
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final MemoryFrameworks frameworks = new MemoryFrameworks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong drawn = new AtomicLong();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerBinding binding;
    private final SchedulerDoor door;

    SchedulerStage() {
        this("");
    }

    /** @param settings that differ, such as {@code idle-timeout = 1s} */
    SchedulerStage(String settings) {
        this(settings, RateGate.of(RateLimits.NONE, 0));
    }

    /** @param rates how often principals may call */
    SchedulerStage(String settings, RateGate rates) {
        var http = Doors.settings(settings);
        var info = new CellInfo("test", "m1", "0.1.0", NOW, 5_052, Optional.empty());
        door = new SchedulerDoor(
                () -> info,
                frameworks,
                () -> new UUID(0, drawn.incrementAndGet()),
                InstantSource.fixed(NOW),
                http,
                rates);
        var routes = new PrefixRoutes<TextRoute>("master", Map.of("master/api/v1/scheduler", door.route()));
        try {
            binding = HttpServer.bind(
                            Doors.system(),
                            List.of(),
                            routes::find,
                            http,
                            Optional.empty(),
                            Authenticator.of(
                                    http.authentication(), AccessListFile.read(http.acls()), InstantSource.system()),
                            new RequestMeters(meters))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the door did not open", e);
        }
    }

    MemoryFrameworks frameworks() {
        return frameworks;
    }

    SchedulerDoor door() {
        return door;
    }

    /** How many requests were answered with a status. */
    long answers(int status) {
        return meters.find("boreas.http.requests").tag("status", Integer.toString(status)).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    int port() {
        return binding.localAddress().getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    /** Sends a call over a stream. */
    HttpResponse<String> call(String streamId, String json) throws IOException, InterruptedException {
        return send(request(PATH)
                .header("Content-Type", "application/json")
                .header(Head.STREAM_ID, streamId)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** Subscribes a framework of this id, with these capabilities and in the role "web". */
    Stream subscribe(String id, String... capabilities) throws IOException, InterruptedException {
        return subscribe(Media.JSON, subscription(id, capabilities));
    }

    Stream subscribe(Media media, Call call) throws IOException, InterruptedException {
        var request = request(PATH)
                .header("Content-Type", media.contentType())
                .header("Accept", media.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(media.encode(call)))
                .build();
        return new Stream(client.send(request, BodyHandlers.ofInputStream()), media);
    }

    static Call subscription(String id, String... capabilities) throws IOException {
        var names = new ArrayList<String>();
        for (var capability : capabilities) {
            names.add("{\"type\":\"" + capability + "\"}");
        }
        var roles = names.stream().anyMatch(name -> name.contains("MULTI_ROLE"))
                ? "\"roles\":[\"web\"]"
                : "\"role\":\"web\"";
        var json = """
                {"type":"SUBSCRIBE","framework_id":{"value":"%s"},"subscribe":{"framework_info":
                  {"id":{"value":"%s"},"user":"nobody","name":"n","failover_timeout":60,"capabilities":[%s],%s}}}
                """.formatted(id, id, String.join(",", names), roles);
        try {
            return Media.JSON.decode(json.getBytes(UTF_8), Call.getDefaultInstance());
        } catch (Exception e) {
            throw new IOException(json, e);
        }
    }

    /** A connection on which nothing is hidden. */
    Socket socket() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends bytes on a connection of their own, and reads until the server closes it. */
    String raw(String request) throws IOException {
        try (var socket = socket()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** Sends a SUBSCRIBE on a connection of its own, and reads its head and the beginning of its events. */
    Socket subscribed(String id) throws IOException {
        var body = Media.JSON.encode(subscription(id));
        var socket = socket();
        var head = "POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + port()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().write(body);
        var seen = new StringBuilder();
        while (!seen.toString().contains("HEARTBEAT")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException(seen.toString());
            }
            seen.append((char) next);
        }
        return socket;
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come to be: " + what);
            }
            Thread.sleep(5);
        }
    }

    /** The events of a subscription as a client reads them. */
    static final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final Media media;

        Stream(HttpResponse<InputStream> response, Media media) {
            this.response = response;
            this.media = media;
        }

        HttpResponse<InputStream> response() {
            return response;
        }

        String id() {
            return response.headers().firstValue(Head.STREAM_ID).orElseThrow();
        }

        /** One record: a length in decimal, a line feed, and that many bytes. */
        byte[] record() throws IOException {
            int length = 0;
            int next = response.body().read();
            if (next < 0) {
                throw new EOFException("the stream is over");
            }
            for (; next != '\n'; next = response.body().read()) {
                length = length * 10 + Character.digit(next, 10);
            }
            var record = response.body().readNBytes(length);
            if (record.length < length) {
                throw new EOFException("the stream ends in a record");
            }
            return record;
        }

        Event next() throws Exception {
            return media.decode(record(), Event.getDefaultInstance());
        }

        /** The next event that is no heartbeat. */
        Event news() throws Exception {
            var event = next();
            while (event.getType() == Event.Type.HEARTBEAT) {
                event = next();
            }
            return event;
        }

        boolean isOver() throws IOException {
            return response.body().read() < 0;
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        binding.terminate(Duration.ofMillis(10)).toCompletableFuture().join();
    }
}
