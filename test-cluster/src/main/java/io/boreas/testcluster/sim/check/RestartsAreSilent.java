package io.boreas.testcluster.sim.check;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.Framework;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I8: no process ends because a master or an agent started again: each ends by itself, with its machine, or on an order; and no
 * group orders the end of a run that its owner still wants, but where an operator drains an agent.
 */
public final class RestartsAreSilent implements Checker {
    private final DurableCell cell;

    /** Agents that an operator drains, or has drained. */
    private final Set<AgentId> draining = new HashSet<>();

    /** Tasks that end for it. */
    private final Set<TaskId> drained = new HashSet<>();

    /** Tasks whose job has once said that they are to end: one that was refused, and came in with a repetition, does so though its job hears of it. */
    private final Set<TaskId> givenUp = new HashSet<>();

    /** Tasks whose schedulers have asked for their end, which may be that of a later task of the same id. */
    private final Map<FrameworkId, Set<TaskId>> killsAsked = new HashMap<>();

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
                        "agent %s ended %s on an order, and its owner wants it",
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
                                "%s is to be stopped, and its owner wants it",
                                order.task());
                    }
                }
                case AgentEvent other -> {}
            }
        }
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        for (var recorded : batch.events()) {
            if (recorded.event() instanceof JobEvent.KillOwed(var task, var agent)) {
                givenUp.add(task);
            }
        }
    }

    private boolean isLive(AgentId agent, TaskId task) {
        return cell.agent(agent)
                .flatMap(known -> known.tasks().get(task))
                .filter(Task::isLive)
                .isPresent();
    }

    /** Whether its owner counts on it. */
    private boolean isWanted(AgentId agent, TaskId task) {
        return cell.agent(agent)
                .flatMap(known -> known.tasks().get(task))
                .filter(known -> switch (known.owner()) {
                    case Owner.JobInstance owner -> isWanted(agent, task, owner);
                    case Owner.Framework(var framework) -> isWanted(agent, task, framework);
                })
                .isPresent();
    }

    private boolean isWanted(AgentId agent, TaskId task, Owner.JobInstance owner) {
        return !givenUp.contains(task)
                && cell.job(owner.job())
                        .flatMap(job -> job.active(owner.instance(), task))
                        .filter(run -> run.isPlacedOn(agent) && !run.status().isStopping())
                        .isPresent();
    }

    /** A framework wants what its scheduler has not asked to kill, but for a run that was launched under the id of one that runs. */
    private boolean isWanted(AgentId agent, TaskId task, FrameworkId id) {
        var name = TaskKeys.task(id, task);
        return cell.framework(id)
                        .filter(Framework::isAlive)
                        .filter(known -> !known.owedRemovals().containsKey(agent)
                                && !known.owedKills().containsKey(new Claim(agent, task)))
                        .flatMap(known -> name.flatMap(known.tasks()::get))
                        .filter(known -> known.run().key().equals(task))
                        .isPresent()
                && !killsAsked.getOrDefault(id, Set.of()).contains(name.orElseThrow());
    }

    @Override
    public void called(FrameworkId framework, FrameworkCall call) {
        if (call instanceof FrameworkCall.Kill kill) {
            killsAsked.computeIfAbsent(framework, id -> new HashSet<>()).add(kill.task());
        }
    }
}
