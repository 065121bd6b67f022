package io.boreas.testcluster.sim.cell;

import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.Task;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** What a record changed about one agent, as the planner is to hear it. */
final class AgentChanges {
    final LinkedHashSet<TaskId> touched = new LinkedHashSet<>();
    final List<PlannerMessage.OnAgent> admitted = new ArrayList<>();
    final LinkedHashSet<PlannerMessage.OnAgent> ended = new LinkedHashSet<>();

    void add(Agent after, AgentEvent event) {
        touched.addAll(AgentMachine.touched(after, event));
        if (event instanceof AgentEvent.TaskLaunched launched) {
            onAgent(launched.task(), launched.owner(), launched.resources()).ifPresent(admitted::add);
        } else if (event instanceof AgentEvent.TaskObserved observed
                && observed.status().state().isTerminal()) {
            after.tasks()
                    .get(observed.task())
                    .flatMap(task -> onAgent(task.id(), task.owner(), task.resources()))
                    .ifPresent(ended::add);
        } else if (event instanceof AgentEvent.DeclaredGone) {
            after.tasks().forEachValue(task -> onAgent(task.id(), task.owner(), task.resources())
                    .ifPresent(ended::add));
        } else if (event instanceof AgentEvent.KillRequested || event instanceof AgentEvent.BecameUnreachable) {
            for (var id : AgentMachine.touched(after, event)) {
                after.tasks()
                        .get(id)
                        .filter(AgentChanges::isGivenUp)
                        .flatMap(task -> onAgent(task.id(), task.owner(), task.resources()))
                        .ifPresent(ended::add);
            }
        }
    }

    /** All tasks that hold something on an agent and count for their jobs. */
    static List<PlannerMessage.OnAgent> allOn(Agent agent) {
        var there = new ArrayList<PlannerMessage.OnAgent>();
        agent.tasks().forEachValue(task -> {
            if (task.isLive() && !isGivenUp(task)) {
                onAgent(task.id(), task.owner(), task.resources()).ifPresent(there::add);
            }
        });
        return there;
    }

    private static boolean isGivenUp(Task task) {
        return task.state() == TaskState.UNREACHABLE && task.kill().isPresent();
    }

    private static Optional<PlannerMessage.OnAgent> onAgent(TaskId task, Owner owner, Resources resources) {
        return switch (owner) {
            case Owner.JobInstance(var job, var instance) ->
                Optional.of(new PlannerMessage.OnAgent(job, task, Amounts.of(resources)));
            case Owner.Framework framework -> Optional.empty();
        };
    }
}
