package io.boreas.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.check.Finding;
import io.boreas.drill.check.FrameworkTasks;
import io.boreas.drill.check.FrameworkTasks.Account;
import io.boreas.drill.load.DrillFramework;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of the tasks of a drill's framework, as anybody can see who asks the cell. */
final class FrameworkReview {
    private FrameworkReview() {}

    /**
     * Lets the framework come to rest, and looks at all it was told.
     *
     * @param masters each is asked what it shows
     * @param isUndisturbed whether no task may have been disturbed
     */
    static List<Finding> of(
            DrillFramework framework, List<CellClient> masters, Duration deadline, boolean isUndisturbed) {
        var reconciled = framework.settle(deadline);
        var shown = new HashMap<String, Map<String, String>>();
        for (var master : masters) {
            shown.put(
                    master.url().toString(),
                    Await.until(master.url() + " shows tasks", deadline, () -> tasks(master, framework.id())));
        }
        var history = framework.history();
        var findings = new ArrayList<>(List.of(
                FrameworkTasks.areAccountedFor(history, new Account(reconciled, shown)),
                FrameworkTasks.staysEnded(history),
                FrameworkTasks.areToldUntilAcknowledged(history)));
        if (isUndisturbed) {
            findings.add(FrameworkTasks.areUndisturbed(history));
        }
        return findings;
    }

    /** The tasks that a master shows of a framework, with their states; empty if it does not answer. */
    private static Optional<Map<String, String>> tasks(CellClient master, String framework) {
        var reply = master.get("/tasks?limit=-1&framework_id=" + framework);
        return reply.status() == 200 ? Optional.of(states(reply.json())) : Optional.empty();
    }

    private static Map<String, String> states(JsonNode list) {
        var states = new HashMap<String, String>();
        for (var task : list.path("tasks")) {
            states.put(task.path("id").asText(), task.path("state").asText().replace("TASK_", ""));
        }
        return states;
    }

    /** Tears a framework down, at a master that does it. */
    static boolean tearDown(CellClient master, String framework) {
        var reply = master.post("/boreas/v1/frameworks/" + framework + "/teardown", "{}");
        return reply.status() < 300 || reply.status() == 404;
    }
}
