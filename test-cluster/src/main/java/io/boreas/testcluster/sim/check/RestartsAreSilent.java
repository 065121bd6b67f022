package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Batch;
import java.util.HashSet;
import java.util.Set;

/**
 * I8: no process ends because a master or an agent started again: each ends by itself, with its machine, or on an order; and no
 * group orders the end of a run that its job still wants, but where an operator drains an agent.
 */
public final class RestartsAreSilent implements Checker {
    private final DurableCell cell;

    /** Agents that an operator drains, or has drained. */
    private final Set<AgentId> draining = new HashSet<>();

    /** Tasks that end for it. */
    private final Set<TaskId> drained = new HashSet<>();

    public RestartsAreSilent(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I8 restarts are silent";
    }

    @Override
    public void ended(AgentId agent, TaskId task, End how) {
        switch (how) {
            case UNASKED -> throw violation("agent " + agent + " ended " + task + ", and nobody had told it to");
            case STOPPED ->
                require(
                        drained.contains(task) || !isWanted(agent, task) || !isLive(agent, task),
                        "agent %s ended %s on an order, and its job wants it",
                        agent,
                        task);
            case ITSELF, REBOOT -> {}
        }
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        for (var recorded : batch.events()) {
            var agent = recorded.aggregate();
            switch (recorded.event()) {
                case AgentEvent.DrainStarted drain -> draining.add(agent);
                case AgentEvent.Reactivated again -> draining.remove(agent);
                case AgentEvent.KillRequested(var order, var at) -> {
                    if (draining.contains(agent)) {
                        drained.add(order.task());
                    } else {
                        require(
                                !isWanted(agent, order.task()),
                                "%s is to be stopped, and its job wants it",
                                order.task());
                    }
                }
                case AgentEvent other -> {}
            }
        }
    }

    private boolean isLive(AgentId agent, TaskId task) {
        return cell.agent(agent)
                .flatMap(known -> known.tasks().get(task))
                .filter(Task::isLive)
                .isPresent();
    }

    /** Whether its job counts on it: not if it is being stopped, or was refused there and only came in with a repetition. */
    private boolean isWanted(AgentId agent, TaskId task) {
        return cell.agent(agent)
                .flatMap(known -> known.tasks().get(task))
                .filter(known -> known.owner() instanceof Owner.JobInstance owner
                        && cell.job(owner.job())
                                .filter(job -> !job.owedKills().containsKey(task))
                                .flatMap(job -> job.active(owner.instance(), task))
                                .filter(run ->
                                        run.isPlacedOn(agent) && !run.status().isStopping())
                                .isPresent())
                .isPresent();
    }
}
