package io.boreas.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.history.TaskNote;
import io.boreas.drill.history.TaskNote.Told;
import io.boreas.drill.load.Roster.Plan;
import io.boreas.drill.load.Subscription.Stream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What a framework asks of its tasks, and writes down when it is answered. Nothing here is waited for, so that a master that is silent keeps nobody from hearing. */
final class TaskCalls {
    static final double CPUS = 0.01;
    static final double MEM_MB = 16;
    private static final double REFUSE_SECONDS = 0.5;

    private final Subscription subscription;
    private final Roster roster;
    private final TaskLog log;
    private final AtomicInteger unanswered = new AtomicInteger();

    TaskCalls(Subscription subscription, Roster roster, TaskLog log) {
        this.subscription = subscription;
        this.roster = roster;
        this.log = log;
    }

    /** ACCEPT of an offer with a LAUNCH; the rest of it is declined for a moment. */
    void launch(Stream stream, Plan plan, JsonNode offer) {
        later(() -> {
            long asked = System.nanoTime();
            var outcome = subscription.call(stream, "ACCEPT", accept -> {
                accept.putArray("offer_ids").add(offer);
                var operation = accept.putArray("operations").addObject().put("type", "LAUNCH");
                task(operation.putObject("launch").putArray("task_infos").addObject(), plan);
                refuse(accept);
            });
            log.add(new TaskNote.Launched(
                    plan.task(), plan.agent(), plan.course(), stream.number(), asked, System.nanoTime(), outcome));
            roster.answered(plan.task(), outcome);
        });
    }

    private static void task(ObjectNode task, Plan plan) {
        task.put("name", "drill");
        task.putObject("task_id").put("value", plan.task());
        task.putObject("agent_id").put("value", plan.agent());
        var resources = task.putArray("resources");
        scalar(resources, "cpus", CPUS);
        scalar(resources, "mem", MEM_MB);
        var command =
                switch (plan.course()) {
                    case STAYS -> "exec sleep 100000";
                    case FINISHES -> "exec sleep 1";
                    case FAILS -> "sleep 1; exit 3";
                };
        task.putObject("command").put("shell", true).put("value", command);
    }

    private static void scalar(ArrayNode resources, String name, double value) {
        resources
                .addObject()
                .put("name", name)
                .put("type", "SCALAR")
                .putObject("scalar")
                .put("value", value);
    }

    void decline(Stream stream, ArrayNode offers) {
        if (!offers.isEmpty()) {
            later(() -> subscription.call(stream, "DECLINE", decline -> {
                decline.set("offer_ids", offers);
                refuse(decline);
            }));
        }
    }

    private static void refuse(ObjectNode call) {
        call.putObject("filters").put("refuse_seconds", REFUSE_SECONDS);
    }

    void kill(Stream stream, Plan plan) {
        later(() -> {
            long asked = System.nanoTime();
            var outcome = subscription.call(stream, "KILL", kill -> name(kill, plan.task(), plan.agent()));
            log.add(new TaskNote.Killed(plan.task(), stream.number(), asked, System.nanoTime(), outcome));
            roster.answeredKill(plan.task(), outcome);
        });
    }

    void acknowledge(Stream stream, Told told) {
        later(() -> {
            long asked = System.nanoTime();
            var outcome = subscription.call(stream, "ACKNOWLEDGE", acknowledge -> {
                name(acknowledge, told.task(), told.agent());
                acknowledge.put("uuid", told.uuid());
            });
            log.add(new TaskNote.Acknowledged(
                    told.task(), told.uuid(), stream.number(), asked, System.nanoTime(), outcome));
        });
    }

    /**
     * RECONCILE, unless there is nothing to ask after: to ask after nothing is to ask after all.
     *
     * @param agents where each task is
     */
    void reconcile(Stream stream, Map<String, String> agents) {
        var tasks = Map.copyOf(agents);
        if (!tasks.isEmpty()) {
            later(() -> subscription.call(stream, "RECONCILE", reconcile -> {
                var asked = reconcile.putArray("tasks");
                tasks.forEach((task, agent) -> name(asked.addObject(), task, agent));
            }));
        }
    }

    private static void name(ObjectNode part, String task, String agent) {
        part.putObject("task_id").put("value", task);
        part.putObject("agent_id").put("value", agent);
    }

    /** Whether no call waits for its answer. */
    boolean areAnswered() {
        return unanswered.get() == 0;
    }

    private void later(Runnable call) {
        unanswered.incrementAndGet();
        Thread.ofVirtual().name("framework-call").start(() -> {
            try {
                call.run();
            } finally {
                unanswered.decrementAndGet();
            }
        });
    }
}
