package io.boreas.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.history.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of a Mesos framework: one stream at a time, and the calls that belong to it. It subscribes at the next master, under the same id,
 * when its stream ends or falls silent.
 */
final class Subscription implements AutoCloseable {
    private static final String DOOR = "/api/v1/scheduler";
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
    /** Above it nothing is known of whether a call was followed. */
    private static final int SERVER_ERROR = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CellClient> masters;
    private final ObjectNode info;
    private final Listener listener;
    private final AtomicReference<@Nullable InputStream> open = new AtomicReference<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean closed;

    /** Hears what is told, one event after the other. */
    @FunctionalInterface
    interface Listener {
        void heard(Stream stream, JsonNode event);
    }

    /**
     * One stream.
     *
     * @param number how many there were before
     * @param master whom it goes to, and calls with it
     * @param id what its calls carry
     */
    record Stream(int number, CellClient master, String id) {}

    /** @param info the framework's, with an id */
    Subscription(List<CellClient> masters, ObjectNode info, Listener listener) {
        this.masters = List.copyOf(masters);
        this.info = info;
        this.listener = listener;
    }

    /** Begins to subscribe. */
    void start() {
        Thread.ofVirtual().name("framework").start(this::run);
        Thread.ofVirtual().name("framework-silence").start(this::endSilence);
    }

    private void run() {
        for (int number = 0; !closed; number++) {
            try {
                listen(number, masters.get(number % masters.size()));
            } catch (IOException | UncheckedIOException away) {
                // the next one is asked
            }
            pause(PAUSE);
        }
    }

    private void listen(int number, CellClient master) throws IOException {
        var subscribe = started("SUBSCRIBE", part -> part.set("framework_info", info));
        var response = master.send(request(master, subscribe), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                return;
            }
            open.set(body);
            heard = System.nanoTime();
            var id = response.headers().firstValue("Mesos-Stream-Id").orElse("");
            var stream = new Stream(number, master, id);
            var records = new RecordReader(body);
            for (var record = records.next(); record.isPresent() && !closed; record = records.next()) {
                heard = System.nanoTime();
                listener.heard(stream, JSON.readTree(record.get()));
            }
        } finally {
            open.set(null);
        }
    }

    /**
     * Makes a call, and waits for what comes of it.
     *
     * @param part fills in what is named as the call's type, in lower case
     */
    Outcome call(Stream stream, String type, Consumer<ObjectNode> part) {
        try {
            var reply = stream.master()
                    .send(request(stream.master(), started(type, part)).header("Mesos-Stream-Id", stream.id()));
            return reply.status() < 300
                    ? Outcome.ACCEPTED
                    : reply.status() < SERVER_ERROR ? Outcome.REFUSED : Outcome.UNKNOWN;
        } catch (UncheckedIOException e) {
            boolean unheard =
                    e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException;
            return unheard ? Outcome.REFUSED : Outcome.UNKNOWN;
        }
    }

    private ObjectNode started(String type, Consumer<ObjectNode> part) {
        var call = JSON.createObjectNode().put("type", type);
        call.set("framework_id", info.path("id"));
        part.accept(call.putObject(type.toLowerCase(Locale.ROOT)));
        return call;
    }

    private static HttpRequest.Builder request(CellClient master, ObjectNode call) {
        return master.request(DOOR)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(call.toString()));
    }

    /** Ends its stream, and so begins the next. */
    void renew() {
        var body = open.getAndSet(null);
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a stream cannot be closed", e);
            }
        }
    }

    /** A master that stands still closes nothing; nor does a network that drops everything. */
    private void endSilence() {
        while (!closed) {
            pause(LOOK_INTERVAL);
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                heard = System.nanoTime();
                renew();
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the stream. The framework itself goes with the cell, or when somebody tears it down. */
    @Override
    public void close() {
        closed = true;
        renew();
    }
}
