package io.boreas.examples.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One subscription to a master: a response that never ends, in RecordIO, and calls beside it that carry its stream id.
 *
 * <p>Read by one thread. A stream that is silent for too long is closed, and its reader hears an {@link IOException}.
 */
final class SchedulerStream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Three heartbeats of Mesos's 15 seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private static final Duration CALL_MAX = Duration.ofSeconds(30);
    private static final int RECORD_BYTES_MAX = 64 << 20;

    private final HttpClient http;
    private final URI api;
    private final String streamId;
    private final InputStream records;
    private volatile long lastRecordNanos = System.nanoTime();

    private SchedulerStream(HttpClient http, URI api, String streamId, InputStream records) {
        this.http = http;
        this.api = api;
        this.streamId = streamId;
        this.records = records;
        Thread.ofVirtual().start(this::closeWhenSilent);
    }

    /**
     * Subscribes.
     *
     * @param api such as {@code http://127.0.0.1:5050/api/v1/scheduler}; a master that does not lead sends us on
     * @throws IOException if no master takes it, with what it said
     */
    static SchedulerStream open(HttpClient http, URI api, ObjectNode subscribe)
            throws IOException, InterruptedException {
        var request = post(api, subscribe).header("Accept", "application/json").build();
        var response = http.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (var body = response.body()) {
                throw new IOException("SUBSCRIBE was answered " + response.statusCode() + ": "
                        + new String(body.readNBytes(1000), StandardCharsets.UTF_8));
            }
        }
        var streamId = response.headers().firstValue("Mesos-Stream-Id").orElse("");
        return new SchedulerStream(http, response.uri(), streamId, response.body());
    }

    /** The next event; empty when the master has ended the stream. */
    Optional<JsonNode> next() throws IOException {
        int length = 0;
        for (int read = records.read(); read != '\n'; read = records.read()) {
            if (read < 0) {
                return Optional.empty();
            }
            if (read < '0' || read > '9' || length > RECORD_BYTES_MAX / 10) {
                throw new IOException("no length of a record: " + (char) read + " after " + length);
            }
            length = length * 10 + read - '0';
        }
        var record = records.readNBytes(length);
        if (record.length < length) {
            throw new EOFException("the stream broke off within a record");
        }
        lastRecordNanos = System.nanoTime();
        return Optional.of(JSON.readTree(record));
    }

    /** Makes a call. That it is accepted says nothing of its effect: that comes as an event, or never. */
    void call(ObjectNode call) throws IOException, InterruptedException {
        var request = post(api, call)
                .header("Mesos-Stream-Id", streamId)
                .timeout(CALL_MAX)
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new IOException(
                    call.path("type").asText() + " was answered " + response.statusCode() + ": " + response.body());
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static HttpRequest.Builder post(URI api, ObjectNode call) {
        return HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call.toString()));
    }

    private void closeWhenSilent() {
        try {
            while (System.nanoTime() - lastRecordNanos < SILENCE_MAX.toNanos()) {
                Thread.sleep(Duration.ofSeconds(5));
            }
            records.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("a silent stream could not be closed: " + e.getMessage());
        }
    }
}
