package io.boreas.examples.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.examples.framework.Progress.Phase;
import io.boreas.examples.framework.Progress.Piece;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs a command so many times, each as a task of its own, until all have ended well.
 *
 * <p>Two rules make it survive its own end at any moment: it stores what it is about to launch before it launches it, and what
 * it has heard before it acknowledges it. Started again with the same file, it takes up its framework id, asks what became of
 * what it launched, and goes on.
 */
public final class BatchFramework {
    private static final int ATTEMPTS_MAX = 3;
    private static final double CPUS = 0.1;
    private static final double MEM_MIB = 32;

    /** How long tasks live while their scheduler is away. */
    private static final Duration FAILOVER = Duration.ofHours(1);

    /** How long nothing is offered to us once we need nothing; REVIVE ends it. */
    private static final Duration REFUSE = Duration.ofHours(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int HEARTBEATS_PER_RECONCILIATION = 4;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final URI api;
    private final Path file;
    private final String command;
    private Progress progress;
    private int heartbeats;

    private BatchFramework(URI api, Path file, String command, Progress progress) {
        this.api = api;
        this.file = file;
        this.command = command;
        this.progress = progress;
    }

    /** Arguments: the master's URL, a file to remember by, how many times, and the command. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: BatchFramework http://MASTER:PORT FILE COUNT COMMAND");
            System.exit(2);
        }
        var file = Path.of(arguments[1]).toAbsolutePath();
        var known = Progress.load(file);
        var progress = known.isPresent() ? known.get() : Progress.start(Integer.parseInt(arguments[2]));
        var api = URI.create(arguments[0]).resolve("/api/v1/scheduler");
        System.exit(new BatchFramework(api, file, arguments[3], progress).run() ? 0 : 1);
    }

    /** Whether all has ended well, once it has ended. */
    private boolean run() throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            while (true) {
                try (var stream = SchedulerStream.open(http, api, subscribe())) {
                    if (isDone(stream)) {
                        return progress.in(Phase.FINISHED).size()
                                == progress.pieces().size();
                    }
                } catch (IOException lost) {
                    System.err.println("the master is away: " + lost.getMessage());
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Takes events until the work is done, or the stream has ended. */
    private boolean isDone(SchedulerStream stream) throws IOException, InterruptedException {
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
            take(event.get(), stream);
            if (progress.in(Phase.FINISHED).size() == progress.pieces().size() || isHopeless()) {
                stream.call(call("TEARDOWN"));
                Files.deleteIfExists(file);
                return true;
            }
        }
        return false;
    }

    private boolean isHopeless() {
        return progress.pieces().stream().anyMatch(piece -> piece.attempt() > ATTEMPTS_MAX);
    }

    private void take(JsonNode event, SchedulerStream stream) throws IOException, InterruptedException {
        switch (event.path("type").asText()) {
            case "SUBSCRIBED" -> {
                store(progress.as(event.at("/subscribed/framework_id/value").asText()));
                System.out.println("framework " + progress.framework());
                reconcile(stream);
            }
            case "OFFERS" -> {
                for (var offer : event.at("/offers/offers")) {
                    use(offer, stream);
                }
            }
            case "UPDATE" -> heard(event.at("/update/status"), stream);
            case "HEARTBEAT" -> {
                if (++heartbeats % HEARTBEATS_PER_RECONCILIATION == 0) {
                    reconcile(stream);
                }
            }
            case "ERROR" ->
                throw new IllegalStateException(event.at("/error/message").asText());
            default -> {} // RESCIND, FAILURE and what later masters may say: updates tell us what matters
        }
    }

    /** Launches what waits and fits; an offer that is not needed goes back. */
    private void use(JsonNode offer, SchedulerStream stream) throws IOException, InterruptedException {
        int room = (int) Math.min(amount(offer, "cpus") / CPUS, amount(offer, "mem") / MEM_MIB);
        var chosen = progress.in(Phase.WAITING).stream().limit(room).toList();
        var call = call(chosen.isEmpty() ? "DECLINE" : "ACCEPT");
        var body = call.putObject(chosen.isEmpty() ? "decline" : "accept");
        body.putArray("offer_ids").add(offer.path("id"));
        if (progress.in(Phase.WAITING).size() == chosen.size()) {
            body.putObject("filters").put("refuse_seconds", REFUSE.toSeconds());
        }
        if (!chosen.isEmpty()) {
            var launch = body.putArray("operations").addObject().put("type", "LAUNCH");
            var tasks = launch.putObject("launch").putArray("task_infos");
            chosen.forEach(piece -> tasks.add(task(piece, offer.path("agent_id"))));
            store(chosen.stream().reduce(progress, (all, piece) -> all.with(piece.in(Phase.LAUNCHED)), (a, b) -> b));
        }
        stream.call(call);
    }

    private static double amount(JsonNode offer, String name) {
        double sum = 0;
        for (var resource : offer.path("resources")) {
            if (resource.path("name").asText().equals(name)
                    && resource.path("reservations").isEmpty()) {
                sum += resource.at("/scalar/value").asDouble();
            }
        }
        return sum;
    }

    private ObjectNode task(Piece piece, JsonNode agent) {
        var task = JSON.objectNode().put("name", "piece-" + piece.number());
        task.putObject("task_id").put("value", piece.task());
        task.set("agent_id", agent);
        task.putObject("command").put("value", command);
        var resources = task.putArray("resources");
        resources.add(scalar("cpus", CPUS)).add(scalar("mem", MEM_MIB));
        return task;
    }

    private static ObjectNode scalar(String name, double value) {
        var resource = JSON.objectNode().put("name", name).put("type", "SCALAR");
        resource.putObject("scalar").put("value", value);
        return resource;
    }

    /** Takes what is said of a task; of tasks that were replaced there is nothing to do but to acknowledge it. */
    private void heard(JsonNode status, SchedulerStream stream) throws IOException, InterruptedException {
        var task = status.at("/task_id/value").asText();
        var piece = progress.of(task);
        if (piece.isPresent() && piece.get().phase() == Phase.LAUNCHED) {
            var state = status.path("state").asText();
            System.out.println(task + " " + state);
            switch (state) {
                case "TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING" -> {}
                case "TASK_UNREACHABLE" -> {} // it may run on, and its agent come back
                case "TASK_FINISHED" -> store(progress.with(piece.get().in(Phase.FINISHED)));
                default -> {
                    store(progress.with(piece.get().again()));
                    stream.call(call("REVIVE"));
                }
            }
        }
        if (status.has("uuid")) {
            var acknowledge = call("ACKNOWLEDGE");
            acknowledge
                    .putObject("acknowledge")
                    .<ObjectNode>set("agent_id", status.path("agent_id"))
                    .<ObjectNode>set("task_id", status.path("task_id"))
                    .set("uuid", status.path("uuid"));
            stream.call(acknowledge);
        }
    }

    /** Asks what became of all that was launched: an update may have been lost with the scheduler that heard it. */
    private void reconcile(SchedulerStream stream) throws IOException, InterruptedException {
        var launched = progress.in(Phase.LAUNCHED);
        if (launched.isEmpty()) {
            return; // no tasks would mean: all
        }
        var call = call("RECONCILE");
        var tasks = call.putObject("reconcile").putArray("tasks");
        launched.forEach(piece -> tasks.addObject().putObject("task_id").put("value", piece.task()));
        stream.call(call);
    }

    private ObjectNode subscribe() {
        var call = progress.framework().isEmpty() ? JSON.objectNode().put("type", "SUBSCRIBE") : call("SUBSCRIBE");
        var info = call.putObject("subscribe").putObject("framework_info");
        info.put("user", System.getProperty("user.name")).put("name", "batch");
        info.put("failover_timeout", FAILOVER.toSeconds());
        info.putArray("capabilities").addObject().put("type", "PARTITION_AWARE");
        if (!progress.framework().isEmpty()) {
            info.putObject("id").put("value", progress.framework());
        }
        return call;
    }

    private ObjectNode call(String type) {
        var call = JSON.objectNode().put("type", type);
        call.putObject("framework_id").put("value", progress.framework());
        return call;
    }

    private void store(Progress next) throws IOException {
        next.store(file);
        progress = next;
    }
}
