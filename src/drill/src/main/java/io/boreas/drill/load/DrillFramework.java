package io.boreas.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.history.TaskNote.Told;
import io.boreas.drill.load.Roster.Plan;
import io.boreas.drill.load.Subscription.Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Mesos framework that has a few small tasks: it launches one, kills one, lets some end, now and then; it declines the rest of what it is offered for a
 * moment, so that it is offered something all the while; and it writes down what it asks and hears. What it hears is written down before it is
 * acknowledged, and some of it is acknowledged only when it is told again. After each subscription it asks after all
 * its tasks, and now and then after those that it was told of.
 */
public final class DrillFramework implements AutoCloseable {
    private static final double FAILOVER_SECONDS = 600;
    private static final int OFFERS_MAX = 10_000;
    /** One of so many updates is not acknowledged when it is told first. */
    private static final int WITHHELD_OF = 6;

    private static final Duration ASKED_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode info;
    private final Random random;
    private final Roster roster;
    private final TaskLog log = new TaskLog();
    private final ConcurrentSkipListSet<Long> offered = new ConcurrentSkipListSet<>();
    private final Set<String> withheld = new HashSet<>();
    private final AtomicReference<@Nullable Stream> current = new AtomicReference<>();
    private final Subscription subscription;
    private final TaskCalls calls;
    private volatile boolean settling;
    private long asked = System.nanoTime();

    private DrillFramework(List<CellClient> masters, long seed) {
        var id = "drill-" + UUID.randomUUID();
        this.info = JSON.createObjectNode()
                .put("name", "drill")
                .put("user", "")
                .put("role", "drill-offers")
                .put("checkpoint", true)
                .put("failover_timeout", FAILOVER_SECONDS);
        info.putObject("id").put("value", id);
        info.putArray("capabilities").addObject().put("type", "PARTITION_AWARE");
        this.random = new Random(seed);
        this.roster = new Roster(id + "-", new Random(seed), System::nanoTime);
        this.subscription = new Subscription(masters, info, this::heard);
        this.calls = new TaskCalls(subscription, roster, log);
    }

    /**
     * Begins to subscribe.
     *
     * @param seed of what it launches, kills and acknowledges late
     */
    public static DrillFramework start(List<CellClient> masters, long seed) {
        var framework = new DrillFramework(masters, seed);
        framework.subscription.start();
        return framework;
    }

    /** Its id. */
    public String id() {
        return info.path("id").path("value").asText();
    }

    /** When it was offered something for the first time after a moment, by {@link System#nanoTime}. */
    public Optional<Long> firstOfferAfter(long nanos) {
        return Optional.ofNullable(offered.higher(nanos));
    }

    /** When a launch was accepted for the first time that was asked after a moment. */
    public Optional<Long> firstLaunchAfter(long nanos) {
        return log.firstLaunchAfter(nanos);
    }

    /** When a task was told to run for the first time that was launched after a moment. */
    public Optional<Long> firstRunAfter(long nanos) {
        return log.firstRunAfter(nanos);
    }

    /** What it has asked and heard so far. */
    public TaskHistory history() {
        return log.history();
    }

    private void heard(Stream stream, JsonNode event) {
        switch (event.path("type").asText()) {
            case "SUBSCRIBED" -> {
                current.set(stream);
                calls.reconcile(stream, roster.open());
            }
            case "OFFERS" -> {
                offered(stream, event.path("offers").path("offers"));
                roster.kill().ifPresent(plan -> calls.kill(stream, plan));
                askNowAndThen(stream);
            }
            case "UPDATE" -> told(stream, event.path("update").path("status"));
            default -> {}
        }
    }

    private void askNowAndThen(Stream stream) {
        if (System.nanoTime() - asked > ASKED_EVERY.toNanos()) {
            asked = System.nanoTime();
            calls.reconcile(stream, roster.known());
        }
    }

    private void offered(Stream stream, JsonNode offers) {
        offered.add(System.nanoTime());
        if (offered.size() > OFFERS_MAX) {
            offered.pollFirst();
        }
        var declined = JSON.createArrayNode();
        for (var offer : offers) {
            var agent = offer.path("agent_id").path("value").asText();
            var plan = isEnough(offer) && !log.isFull() ? roster.launch(agent) : Optional.<Plan>empty();
            plan.ifPresentOrElse(
                    chosen -> calls.launch(stream, chosen, offer.path("id")), () -> declined.add(offer.path("id")));
        }
        calls.decline(stream, declined);
    }

    private static boolean isEnough(JsonNode offer) {
        return amount(offer, "cpus") >= TaskCalls.CPUS && amount(offer, "mem") >= TaskCalls.MEM_MB;
    }

    private static double amount(JsonNode offer, String resource) {
        double amount = 0;
        for (var one : offer.path("resources")) {
            if (one.path("name").asText().equals(resource)) {
                amount += one.path("scalar").path("value").asDouble();
            }
        }
        return amount;
    }

    private void told(Stream stream, JsonNode status) {
        var told = new Told(
                status.path("task_id").path("value").asText(),
                without("TASK_", status.path("state").asText()),
                without("REASON_", status.path("reason").asText()),
                without("SOURCE_", status.path("source").asText()),
                status.path("agent_id").path("value").asText(),
                status.path("uuid").asText(),
                stream.number(),
                System.nanoTime());
        log.add(told);
        roster.told(told.task(), told.state(), told.isReconciliation());
        if (!told.uuid().isEmpty() && !isWithheld(told.uuid())) {
            calls.acknowledge(stream, told);
        }
    }

    private static String without(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /** Whether an update waits until it is told again. Asked of each telling, on the one thread that hears them. */
    private boolean isWithheld(String uuid) {
        boolean before = withheld.remove(uuid);
        return !before && !settling && random.nextInt(WITHHELD_OF) == 0 && withheld.add(uuid);
    }

    /** Nothing more is launched or killed. */
    public void rest() {
        roster.stop();
        settling = true;
    }

    /**
     * Rests, subscribes once more, so that it is told at once what it has not acknowledged, waits until each task has come to where it stays, and asks
     * after all that it ever launched.
     *
     * @param deadline for each of these; what is not there by then is for the checks to find
     * @return what RECONCILE was answered, the state of each task
     */
    public Map<String, String> settle(Duration deadline) {
        rest();
        int before = stream().map(Stream::number).orElse(-1);
        subscription.renew();
        within(deadline, LOOK_INTERVAL, () -> {
            var stream = stream().filter(next -> next.number() > before);
            stream.ifPresent(next -> calls.reconcile(next, roster.open()));
            return stream.isPresent() && within(ASKED_EVERY, LOOK_INTERVAL, this::isAtRest);
        });
        var tasks = new LinkedHashMap<String, String>();
        log.history().launches().forEach(launch -> tasks.put(launch.task(), launch.agent()));
        long since = System.nanoTime();
        var states = new HashMap<String, String>();
        within(deadline, LOOK_INTERVAL, () -> {
            stream().ifPresent(stream -> calls.reconcile(stream, tasks));
            return within(ASKED_EVERY, LOOK_INTERVAL, () -> {
                states.putAll(log.reconciledSince(since));
                tasks.keySet().removeAll(states.keySet());
                return tasks.isEmpty();
            });
        });
        return states;
    }

    private Optional<Stream> stream() {
        return Optional.ofNullable(current.get());
    }

    /** Whether nothing is on its way. */
    private boolean isAtRest() {
        return calls.areAnswered() && roster.isQuiet() && log.isAcknowledged();
    }

    private static boolean within(Duration deadline, Duration interval, BooleanSupplier holds) {
        try {
            Await.until("", deadline, interval, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
            return true;
        } catch (AssertionError late) {
            return false;
        }
    }

    /** Ends the stream. The framework itself goes with the cell, or when somebody tears it down. */
    @Override
    public void close() {
        subscription.close();
    }
}
