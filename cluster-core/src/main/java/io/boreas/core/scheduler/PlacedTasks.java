package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every task that has a place, in flight or active, and what it counts for: its agent's room, its job's limits, its role. */
final class PlacedTasks {
    private final AgentTable agents;
    private final Reconciler reconciler;
    private final Map<TaskId, PlacedTask> byId = new HashMap<>(); // looked up, never walked
    private final Flights flights = new Flights();

    PlacedTasks(AgentTable agents, Reconciler reconciler) {
        this.agents = agents;
        this.reconciler = reconciler;
    }

    boolean contains(TaskId id) {
        return byId.containsKey(id);
    }

    @Nullable
    PlacedTask find(TaskId id) {
        return byId.get(id);
    }

    int inFlight() {
        return flights.size();
    }

    /** Those in flight that were chosen in this round or before. */
    List<PlacedTask> inFlightUpTo(long round) {
        return flights.upTo(round);
    }

    /** A place was chosen, and its room taken. */
    void choose(TaskId id, JobState job, Amounts needs, AgentRow row, long round) {
        var task = new PlacedTask(id, job, needs, row, round);
        flights.add(task);
        add(task);
    }

    /** A task has a place that its agent's report counts; what is known of it stays. */
    void activate(JobState job, ActiveTask active) {
        if (!byId.containsKey(active.task())) {
            add(new PlacedTask(active.task(), job, active.needs(), agents.known(active.agent()), 0));
        }
    }

    /**
     * In flight no more, but active.
     *
     * @param reporting the agent whose report comes next, and with it what it has free
     */
    void confirm(TaskId id, AgentId reporting) {
        var task = byId.get(id);
        if (task != null && task.inFlight) {
            land(task);
            if (!task.row.id.equals(reporting)) {
                agents.refresh(task.row);
            }
        }
    }

    /** Forgets a task, and gives back what it held. */
    void drop(PlacedTask task) {
        byId.remove(task.id);
        task.job.unlink(task);
        reconciler.holdsNoMore(task.job.role, task.needs);
        if (task.job.limits != null) {
            task.job.limits.add(task.row, -1);
            task.job.queues.forEach(queue -> reconciler.wake(queue.shape));
        }
        if (task.inFlight) {
            land(task);
            agents.refresh(task.row);
        }
        task.row.unlink(task);
        agents.forgetIfUnused(task.row);
    }

    private void add(PlacedTask task) {
        byId.put(task.id, task);
        task.job.link(task);
        task.row.link(task);
        reconciler.holds(task.job.role, task.needs);
        if (task.job.limits != null) {
            task.job.limits.add(task.row, 1);
        }
    }

    private void land(PlacedTask task) {
        task.inFlight = false;
        flights.remove(task);
        task.row.addInFlight(task.needs, -1);
    }
}
