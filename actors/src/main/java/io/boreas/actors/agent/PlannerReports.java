package io.boreas.actors.agent;

import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a group of agents tells the planner. */
public final class PlannerReports {
    private final int number;
    private final Consumer<PlannerMessage> planner;
    private Resources lastCounted = Resources.empty();
    private Amounts lastAmounts = Amounts.NONE;
    private final Set<AgentId> offering = new HashSet<>();

    public PlannerReports(int number, Consumer<PlannerMessage> planner) {
        this.number = number;
        this.planner = planner;
    }

    /** An agent as it is, in place of all that was said of it. */
    public void restated(Agent agent, boolean linked, long revision) {
        var there = new ArrayList<PlannerMessage.OnAgent>();
        for (var task : agent.tasks().values()) {
            if (task.isLive() && !isGivenUp(task)) {
                onAgent(task).ifPresent(there::add);
            }
        }
        describe(agent, linked, revision)
                .ifPresent(known -> planner.accept(new PlannerMessage.AgentRestated(known, there)));
        tellOfOffers(agent);
    }

    /** Every agent of the group was restated. */
    public void allRestated() {
        planner.accept(new PlannerMessage.AgentsRestated(number));
    }

    /** What a job could have if offers were taken back. */
    private void tellOfOffers(Agent agent) {
        if (!agent.leases().isEmpty()) {
            offering.add(agent.id());
            var free = Amounts.of(agent.available().plus(agent.leased().unallocate()));
            planner.accept(new PlannerMessage.AgentOffers(agent.id(), free));
        } else if (offering.remove(agent.id())) {
            planner.accept(new PlannerMessage.AgentOffers(agent.id(), Amounts.NONE));
        }
    }

    /** An agent after these events, or after its link changed. */
    public void changed(Agent agent, boolean linked, List<AgentEvent> events, long revision) {
        var admitted = new ArrayList<PlannerMessage.OnAgent>();
        var ended = new LinkedHashSet<PlannerMessage.OnAgent>();
        for (var event : events) {
            if (event instanceof AgentEvent.TaskLaunched launched) {
                onAgent(launched.task(), launched.owner(), launched.resources()).ifPresent(admitted::add);
            } else if (event instanceof AgentEvent.TaskObserved observed
                    && observed.status().state().isTerminal()) {
                agent.tasks()
                        .get(observed.task())
                        .flatMap(PlannerReports::onAgent)
                        .ifPresent(ended::add);
            } else if (event instanceof AgentEvent.DeclaredGone) {
                agent.tasks().forEachValue(task -> onAgent(task).ifPresent(ended::add));
            } else if (event instanceof AgentEvent.KillRequested || event instanceof AgentEvent.BecameUnreachable) {
                for (var id : AgentMachine.touched(agent, event)) {
                    agent.tasks()
                            .get(id)
                            .filter(PlannerReports::isGivenUp)
                            .flatMap(PlannerReports::onAgent)
                            .ifPresent(ended::add);
                }
            }
        }
        tellOfOffers(agent);
        tell(agent, linked, admitted, List.copyOf(ended), revision);
    }

    /** To the planner a refused task is one that is not on its way here any more: the job will want a place for another. */
    public void refused(Agent agent, boolean linked, JobKey job, List<AgentReply.Refusal> refusals, long revision) {
        var ended = refusals.stream()
                .map(refusal -> new PlannerMessage.OnAgent(job, refusal.task(), Amounts.NONE))
                .toList();
        tell(agent, linked, List.of(), ended, revision);
    }

    private void tell(
            Agent agent,
            boolean linked,
            List<PlannerMessage.OnAgent> admitted,
            List<PlannerMessage.OnAgent> ended,
            long revision) {
        describe(agent, linked, revision)
                .ifPresent(known -> planner.accept(new PlannerMessage.AgentChanged(known, admitted, ended)));
    }

    /** Whether a task is on an agent that may never return, and will not go on if it does: its job counts it no more. */
    private static boolean isGivenUp(Task task) {
        return task.state() == TaskState.UNREACHABLE && task.kill().isPresent();
    }

    private static Optional<PlannerMessage.OnAgent> onAgent(Task task) {
        return onAgent(task.id(), task.owner(), task.resources());
    }

    private static Optional<PlannerMessage.OnAgent> onAgent(TaskId task, Owner owner, Resources resources) {
        return switch (owner) {
            case Owner.JobInstance(var job, var instance) ->
                Optional.of(new PlannerMessage.OnAgent(job, task, Amounts.of(resources)));
            case Owner.Framework framework -> Optional.empty();
        };
    }

    private Optional<PlannerAgent> describe(Agent agent, boolean linked, long revision) {
        return agent.info()
                .map(info -> new PlannerAgent(
                        agent.id(),
                        info.hostname(),
                        info.attributes(),
                        amountsOf(info.resources()),
                        amountsOf(AgentMachine.available(agent)),
                        agent.isOffering() && linked,
                        revision,
                        info.domain()));
    }

    /** Agents of one make have the same resources, often the same object: the planner keeps one object of their amounts, too. */
    private Amounts amountsOf(Resources resources) {
        if (!resources.equals(lastCounted)) {
            lastCounted = resources;
            lastAmounts = Amounts.of(resources);
        }
        return lastAmounts;
    }
}
