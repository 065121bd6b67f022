package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.load.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler over Mesos's HTTP API v1 in JSON. It acknowledges each update that asks for it, unless told not to, and keeps
 * all it hears. It subscribes when it is told to, and only then; with the id it was given, if it has one.
 */
public final class SchedulerClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RECONCILE_AGAIN = Duration.ofSeconds(2);
    private static final int RECONCILE_ROUNDS_MAX = 30;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final Heard heard = new Heard();
    private volatile URI door;
    private volatile FrameworkText framework;
    private volatile Optional<JsonNode> constraints = Optional.empty();
    private volatile boolean acknowledging = true;
    private volatile String streamId = "";
    private @Nullable InputStream stream;
    private @Nullable Thread reader;

    /** A scheduler that is not subscribed yet. */
    public SchedulerClient(URI master, FrameworkText framework) {
        this.door = door(master);
        this.framework = framework;
    }

    /** What a master answered to a call. */
    public record Answer(int status, String text) {}

    /** What it hears, and heard. */
    public Heard heard() {
        return heard;
    }

    /** Its id, once it has one. */
    public String id() {
        return framework.id().orElseThrow(() -> new IllegalStateException("the framework has no id yet"));
    }

    /** Asks another master from now on, or the same at another address. */
    public void moveTo(URI master) {
        door = door(master);
    }

    /** Whether updates are acknowledged as they come. */
    public void acknowledging(boolean yes) {
        acknowledging = yes;
    }

    /**
     * Constraints of offers that it names from now on, in SUBSCRIBE and UPDATE_FRAMEWORK.
     *
     * @param byRole {@code role_constraints} in JSON
     */
    public void constraints(String byRole) {
        var named = Json.object();
        named.set("role_constraints", Json.read(byRole));
        constraints = Optional.of(named);
    }

    /**
     * SUBSCRIBE; returns when SUBSCRIBED was heard. A stream it has is closed first.
     *
     * @throws AssertionError if it is refused, by a status or by an ERROR event
     * @throws UncheckedIOException if the master does not answer
     */
    public void subscribe() {
        disconnect();
        var call = Json.object().put("type", "SUBSCRIBE");
        framework.id().ifPresent(id -> call.set("framework_id", Json.id(id)));
        tell(call.putObject("subscribe"), framework);
        int before = heard.size();
        var request = request(call).header("Accept", "application/json").build();
        var response = send(request, BodyHandlers.ofInputStream());
        var body = response.body();
        if (response.statusCode() != 200) {
            throw new AssertionError("SUBSCRIBE was answered " + response.statusCode() + ": " + text(body));
        }
        streamId = response.headers()
                .firstValue("Mesos-Stream-Id")
                .orElseThrow(() -> new AssertionError("SUBSCRIBE was answered without Mesos-Stream-Id"));
        stream = body;
        reader = Thread.ofPlatform().name("scheduler-stream").daemon().start(() -> read(body));
        var first = Await.until("SUBSCRIBED or ERROR", Await.DEADLINE, () -> Stream.of("SUBSCRIBED", "ERROR")
                .flatMap(type -> heard.events(type, before).stream())
                .findFirst());
        if (first.path("type").asText().equals("ERROR")) {
            throw new AssertionError("SUBSCRIBE was answered with " + first);
        }
        framework = framework.id(
                first.path("subscribed").path("framework_id").path("value").asText());
    }

    /** Subscribes again and again until a master takes it; for one that is just starting. */
    public void awaitSubscribed() {
        Await.that("the scheduler is subscribed", () -> {
            subscribe();
            return true;
        });
    }

    /** Whether its stream is still open. */
    public boolean isConnected() {
        var thread = reader;
        return thread != null && thread.isAlive();
    }

    /** Closes its stream without a word. */
    public void disconnect() {
        var open = stream;
        var thread = reader;
        if (open == null || thread == null) {
            return;
        }
        try {
            open.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a stream was closed", e);
        } finally {
            stream = null;
            reader = null;
        }
    }

    public Answer teardown() {
        return call("TEARDOWN");
    }

    /** ACCEPT; what is left is wanted again at once. */
    public Answer accept(Offer offer, ObjectNode... operations) {
        return accept(offer, 0, operations);
    }

    /** ACCEPT; what is left is not wanted for so long. */
    public Answer accept(Offer offer, double refuseSeconds, ObjectNode... operations) {
        return call("ACCEPT", accept -> {
            accept.putArray("offer_ids").add(Json.id(offer.id()));
            var all = accept.putArray("operations");
            List.of(operations).forEach(all::add);
            accept.putObject("filters").put("refuse_seconds", refuseSeconds);
        });
    }

    /** ACCEPT with one LAUNCH. */
    public Answer launch(Offer offer, TaskText... tasks) {
        return accept(offer, Operation.launch(offer, List.of(tasks)));
    }

    /** Waits for an offer with at least so many CPUs, and launches on it. */
    public Answer launch(double cpus, TaskText... tasks) {
        return launch(heard.takeOffer(offer -> offer.scalar("cpus") >= cpus), tasks);
    }

    public Answer decline(Offer offer, double refuseSeconds) {
        return call("DECLINE", decline -> {
            decline.putArray("offer_ids").add(Json.id(offer.id()));
            decline.putObject("filters").put("refuse_seconds", refuseSeconds);
        });
    }

    public Answer revive() {
        return call("REVIVE");
    }

    public Answer suppress() {
        return call("SUPPRESS");
    }

    /** KILL; with an agent or without. */
    public Answer kill(String task, Optional<String> agent) {
        return call("KILL", kill -> {
            kill.set("task_id", Json.id(task));
            agent.ifPresent(id -> kill.set("agent_id", Json.id(id)));
        });
    }

    public Answer shutdown(String agent, String executor) {
        return call("SHUTDOWN", shutdown -> {
            shutdown.set("executor_id", Json.id(executor));
            shutdown.set("agent_id", Json.id(agent));
        });
    }

    public Answer acknowledge(Update update) {
        return call("ACKNOWLEDGE", part -> acknowledgement(part, update));
    }

    /** RECONCILE of these tasks, or of all that are not over if none is named. */
    public Answer reconcile(List<String> tasks) {
        return call("RECONCILE", reconcile -> {
            var asked = reconcile.putArray("tasks");
            tasks.forEach(task -> asked.addObject().set("task_id", Json.id(task)));
        });
    }

    /**
     * Asks what became of tasks until there is an answer for each, as Mesos tells schedulers to: there is none for a task
     * whose agent may still come back.
     *
     * @return the state of each
     */
    public SortedMap<String, String> reconciled(Collection<String> tasks) {
        var states = new TreeMap<String, String>();
        int from = heard.size();
        for (int round = 0; round < RECONCILE_ROUNDS_MAX; round++) {
            var left = tasks.stream().filter(task -> !states.containsKey(task)).toList();
            if (left.isEmpty()) {
                return states;
            }
            reconcile(left);
            long end = System.nanoTime() + RECONCILE_AGAIN.toNanos();
            while (!states.keySet().containsAll(left) && System.nanoTime() < end) {
                heard.awaitMore(heard.size(), 10);
                heard.updates(from).stream()
                        .filter(update -> update.reason().equals("REASON_RECONCILIATION"))
                        .forEach(update -> states.put(update.task(), update.state()));
            }
        }
        throw new AssertionError("RECONCILE was answered for these alone: " + states.keySet() + " of " + tasks);
    }

    /** MESSAGE to an executor. */
    public Answer message(String agent, String executor, byte[] data) {
        return call("MESSAGE", message -> {
            message.set("agent_id", Json.id(agent));
            message.set("executor_id", Json.id(executor));
            message.put("data", data);
        });
    }

    /** REQUEST of nothing in particular. */
    public Answer request() {
        return call("REQUEST", request -> request.putArray("requests"));
    }

    /** UPDATE_FRAMEWORK: it says something else of itself from now on. */
    public Answer update(FrameworkText changed) {
        var told = changed.id(id());
        var answer = call("UPDATE_FRAMEWORK", update -> tell(update, told));
        if (answer.status() == 200) {
            framework = told;
        }
        return answer;
    }

    private void tell(ObjectNode part, FrameworkText text) {
        part.set("framework_info", text.json());
        constraints.ifPresent(named -> part.set("offer_constraints", named));
    }

    public Answer acceptInverseOffer(String offer) {
        return call("ACCEPT_INVERSE_OFFERS", accept -> accept.putArray("inverse_offer_ids")
                .add(Json.id(offer)));
    }

    public Answer declineInverseOffer(String offer) {
        return call("DECLINE_INVERSE_OFFERS", decline -> decline.putArray("inverse_offer_ids")
                .add(Json.id(offer)));
    }

    /** RECONCILE_OPERATIONS; the answer's text is JSON. */
    public Answer reconcileOperations(List<String> operations) {
        return call("RECONCILE_OPERATIONS", reconcile -> {
            var asked = reconcile.putArray("operations");
            operations.forEach(operation -> asked.addObject().set("operation_id", Json.id(operation)));
        });
    }

    /** ACKNOWLEDGE_OPERATION_STATUS. */
    public Answer acknowledgeOperation(String agent, String operation, byte[] uuid) {
        return call("ACKNOWLEDGE_OPERATION_STATUS", part -> {
            part.set("agent_id", Json.id(agent));
            part.set("operation_id", Json.id(operation));
            part.put("uuid", uuid);
        });
    }

    /** A call that has no part of its own. */
    public Answer call(String type) {
        return answer(send(request(start(type)).build(), BodyHandlers.ofByteArray()));
    }

    /**
     * Any call; its own part is named as its type, in lower case.
     *
     * @throws UncheckedIOException if there is no answer
     */
    public Answer call(String type, Consumer<ObjectNode> part) {
        return answer(send(request(started(type, part)).build(), BodyHandlers.ofByteArray()));
    }

    private ObjectNode started(String type, Consumer<ObjectNode> part) {
        var call = start(type);
        part.accept(call.putObject(type.toLowerCase(Locale.ROOT)));
        return call;
    }

    private ObjectNode start(String type) {
        var call = Json.object().put("type", type);
        call.set("framework_id", Json.id(id()));
        return call;
    }

    private HttpRequest.Builder request(ObjectNode call) {
        var request = HttpRequest.newBuilder(door)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call.toString()));
        return call.path("type").asText().equals("SUBSCRIBE") ? request : request.header("Mesos-Stream-Id", streamId);
    }

    private void read(InputStream body) {
        try (body) {
            var records = new RecordReader(body);
            for (var record = records.next(); record.isPresent(); record = records.next()) {
                var event = Json.read(record.get());
                heard.add(event);
                acknowledge(event);
            }
        } catch (IOException ended) {
            // Masters are killed here, and streams closed: whoever needs the stream sees that it is not connected.
        }
    }

    /** An acknowledgement that does not arrive makes the master tell the update again, and this one is sent again. */
    private void acknowledge(JsonNode event) {
        var update = Update.of(event.path("update").path("status"));
        if (acknowledging && framework.id().isPresent() && !update.uuid().isEmpty()) {
            var call = started("ACKNOWLEDGE", part -> acknowledgement(part, update));
            var unused = http.sendAsync(request(call).build(), BodyHandlers.discarding());
        }
    }

    private static void acknowledgement(ObjectNode part, Update update) {
        part.set("agent_id", Json.id(update.agent()));
        part.set("task_id", Json.id(update.task()));
        part.put("uuid", update.uuid());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a master was asked", e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    private static String text(InputStream body) {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(and broke off: " + e.getMessage() + ")";
        }
    }

    private static URI door(URI master) {
        return master.resolve("/api/v1/scheduler");
    }

    @Override
    public void close() {
        disconnect();
        http.shutdownNow();
        http.close();
    }
}
