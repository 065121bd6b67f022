package io.boreas.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.CellClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A Mesos framework that launches nothing: it declines whatever it is offered for a moment, so that it is offered something all the
 * while, and notes when. It subscribes at the next master when its stream ends or falls silent.
 */
public final class OfferWatch implements AutoCloseable {
    private static final String DOOR = "/api/v1/scheduler";
    private static final double REFUSE_SECONDS = 0.5;
    private static final int OFFERS_MAX = 10_000;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CellClient> masters;
    private final ObjectNode id;
    private final ObjectNode info;
    private final ConcurrentSkipListSet<Long> offered = new ConcurrentSkipListSet<>();
    private final AtomicReference<@Nullable InputStream> stream = new AtomicReference<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean closed;

    private OfferWatch(List<CellClient> masters) {
        this.masters = List.copyOf(masters);
        this.id = JSON.createObjectNode().put("value", "drill-" + UUID.randomUUID());
        this.info = JSON.createObjectNode()
                .put("name", "drill")
                .put("user", "")
                .put("role", "drill-offers")
                .put("failover_timeout", 600.0);
        info.set("id", id);
    }

    /** Begins to subscribe. */
    public static OfferWatch start(List<CellClient> masters) {
        var watch = new OfferWatch(masters);
        Thread.ofVirtual().name("offers").start(watch::run);
        Thread.ofVirtual().name("offers-silence").start(watch::endSilence);
        return watch;
    }

    /** The framework's id. */
    public String framework() {
        return id.path("value").asText();
    }

    /** When it was offered something for the first time after a moment, by {@link System#nanoTime}. */
    public Optional<Long> firstAfter(long nanos) {
        return Optional.ofNullable(offered.higher(nanos));
    }

    private void run() {
        for (int next = 0; !closed; next++) {
            try {
                listen(masters.get(next % masters.size()));
            } catch (IOException | UncheckedIOException away) {
                // the next one is asked
            }
            pause(PAUSE);
        }
    }

    private void listen(CellClient master) throws IOException {
        var subscribe = call("SUBSCRIBE");
        subscribe.putObject("subscribe").set("framework_info", info);
        var response = master.send(request(master, subscribe), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                return;
            }
            stream.set(body);
            heard = System.nanoTime();
            var streamId = response.headers().firstValue("Mesos-Stream-Id").orElse("");
            var records = new RecordReader(body);
            for (var record = records.next(); record.isPresent() && !closed; record = records.next()) {
                heard = System.nanoTime();
                var event = JSON.readTree(record.get());
                if (event.path("type").asText().equals("OFFERS")) {
                    remember(heard);
                    decline(master, streamId, event.path("offers").path("offers"));
                }
            }
        } finally {
            stream.set(null);
        }
    }

    private void remember(long at) {
        offered.add(at);
        if (offered.size() > OFFERS_MAX) {
            offered.pollFirst();
        }
    }

    private void decline(CellClient master, String streamId, JsonNode offers) {
        var decline = call("DECLINE");
        var body = decline.putObject("decline");
        var ids = body.putArray("offer_ids");
        offers.forEach(offer -> ids.add(offer.path("id")));
        body.putObject("filters").put("refuse_seconds", REFUSE_SECONDS);
        master.send(request(master, decline).header("Mesos-Stream-Id", streamId));
    }

    private ObjectNode call(String type) {
        var call = JSON.createObjectNode().put("type", type);
        call.set("framework_id", id);
        return call;
    }

    private static HttpRequest.Builder request(CellClient master, ObjectNode call) {
        return master.request(DOOR)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(call.toString()));
    }

    /** A master that stands still closes nothing; nor does a network that drops everything. */
    private void endSilence() {
        while (!closed) {
            pause(LOOK_INTERVAL);
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                heard = System.nanoTime();
                disconnect();
            }
        }
    }

    private void disconnect() {
        var open = stream.getAndSet(null);
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a stream cannot be closed", e);
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
        disconnect();
    }
}
