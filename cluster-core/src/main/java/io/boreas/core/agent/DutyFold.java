package io.boreas.core.agent;

import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;

/** What the events that operators bring about make of an agent. */
final class DutyFold {
    private static final Duty DEACTIVATED = new Duty.Deactivated();

    private DutyFold() {}

    static Agent apply(Agent agent, AgentEvent.OfOperator event) {
        AgentFold.check(
                agent.info().isPresent()
                        && agent.presence() != Presence.GONE
                        && (event instanceof AgentEvent.Reactivated
                                || agent.leases().isEmpty()),
                agent,
                event);
        return switch (event) {
            case AgentEvent.Deactivated e -> agent.withDuty(DEACTIVATED);
            case AgentEvent.Reactivated e -> agent.withDuty(Duty.ACTIVE);
            case AgentEvent.DrainStarted(var terms) -> agent.withDuty(new Duty.Draining(terms));
            case AgentEvent.Drained e -> {
                if (!(agent.duty() instanceof Duty.Draining(var terms))) {
                    throw AgentFold.misfit(agent, event);
                }
                yield agent.withDuty(new Duty.Drained(terms));
            }
            case AgentEvent.DeclaredGone e -> gone(agent, e);
        };
    }

    /** What was said of its duty is void. Nothing there holds anything any more: its tasks ended, and executors, reservations and volumes are gone with it. */
    private static Agent gone(Agent agent, AgentEvent.DeclaredGone event) {
        var status = new TaskStatus(
                TaskState.GONE_BY_OPERATOR,
                TaskReason.AGENT_REMOVED_BY_OPERATOR,
                StatusSource.MASTER,
                event.message(),
                event.at());
        var tasks = agent.tasks();
        var hosted = new Hosted(Resources.empty(), agent.hosted().works(), OrderedMap.empty());
        for (var task : agent.tasks().values()) {
            if (task.isLive()) {
                tasks = tasks.with(task.id(), AgentFold.seen(task, false, task.agentSequence(), status));
                hosted = hosted.sent(task.id());
            }
        }
        return agent.present(Presence.GONE, event.at())
                .with(tasks, Resources.empty())
                .withHosted(hosted)
                .withDuty(Duty.ACTIVE);
    }
}
