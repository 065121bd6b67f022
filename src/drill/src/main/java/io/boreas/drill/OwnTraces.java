package io.boreas.drill;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.CellClient.Reply;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.check.Finding;
import io.boreas.drill.history.TaskNote;
import io.boreas.drill.load.DrillFramework;
import io.boreas.drill.load.Load;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a drill has brought to a cell that others run, and takes away again: jobs, quotas, a framework. */
final class OwnTraces {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final OwnCell cell;
    private final String served;
    private @Nullable Load load;
    private @Nullable DrillFramework framework;
    private @Nullable Finding removed;
    private boolean refused;

    OwnTraces(OwnCell cell, String served) {
        this.cell = cell;
        this.served = served;
    }

    /** These have brought something. */
    synchronized void of(Load theLoad, DrillFramework theFramework) {
        load = theLoad;
        framework = theFramework;
    }

    /** Its job was refused, so that nothing has been brought. */
    synchronized void refused() {
        refused = true;
    }

    /** Takes all of it away, once; what has ended stays in the journal, as whatever ends. */
    synchronized Finding remove() {
        var before = removed;
        if (before != null) {
            return before;
        }
        var jobs = new TreeSet<String>();
        if (!refused) {
            jobs.add(served);
        }
        var left = new ArrayList<String>();
        if (load != null) {
            load.close();
            jobs.addAll(load.jobs());
            for (var role : load.keys().stream().filter(load::isRole).toList()) {
                settle("the quota of " + role, left, master -> isGone(master.delete("/boreas/v1/quota/" + role)));
            }
        }
        for (var name : jobs) {
            settle("the job " + JobText.key(name), left, master -> {
                master.delete(CellClient.JOBS + "/" + JobText.key(name));
                return master.job(JobText.key(name)).stream()
                        .allMatch(job -> job.active().isEmpty());
            });
        }
        if (framework != null) {
            framework.close();
            var id = framework.id();
            settle("the framework " + id, left, master -> FrameworkReview.tearDown(master, id));
            framework.history().launches().stream()
                    .map(TaskNote.Launched::agent)
                    .distinct()
                    .forEach(agent -> settle(
                            "what the framework " + id + " has on " + agent,
                            left,
                            master -> holdsNothing(master, agent, id)));
        }
        var found = Finding.of(
                "nothing of the drill is left",
                left.isEmpty(),
                left.isEmpty()
                        ? jobs.size() + " jobs have ended, its quotas, its framework and that one's tasks are gone"
                        : "left: " + left);
        removed = found;
        return found;
    }

    /** Tries at one master after the other until it has come to that. */
    private void settle(String what, ArrayList<String> left, Function<CellClient, Boolean> isDone) {
        try {
            Await.until(what + " is gone", DEADLINE, () -> {
                for (var master : cell.masters()) {
                    try {
                        if (isDone.apply(master)) {
                            return Optional.of(true);
                        }
                    } catch (UncheckedIOException | IllegalStateException away) {
                        continue; // the next one is asked
                    }
                }
                return Optional.empty();
            });
        } catch (AssertionError e) {
            left.add(what);
        }
    }

    /** As the agent's ledger has it: what it holds there has not ended yet. What is on an agent out of reach ends when that is back. */
    private static boolean holdsNothing(CellClient master, String agent, String framework) {
        var reply = master.get("/boreas/v1/agents/" + agent);
        boolean isAway =
                reply.status() == 200 && !reply.json().path("presence").asText().equals("REGISTERED");
        if (reply.status() == 404 || isAway) {
            return true;
        }
        var tasks = StreamSupport.stream(reply.json().path("tasks").spliterator(), false);
        return reply.status() == 200
                && tasks.noneMatch(task -> task.path("frameworkId").asText().equals(framework));
    }

    /** Removed now, or not there any more. */
    private static boolean isGone(Reply reply) {
        return reply.status() < 300 || reply.status() == 404;
    }
}
