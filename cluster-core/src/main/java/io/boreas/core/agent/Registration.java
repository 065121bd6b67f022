package io.boreas.core.agent;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent.Hello;
import io.boreas.core.link.TaskReport;
import io.boreas.core.machine.Decision;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An agent dials in: what it holds is set against what the ledger holds.
 *
 * <p>Statuses the agent holds unacknowledged follow its registration, so a task on which it has more to say than was taken
 * is left as it is: the statuses themselves tell what became of it.
 */
final class Registration {
    private Registration() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Register command, Instant at) {
        var hello = command.hello();
        if (agent.presence() == Presence.GONE) {
            return Decision.answer(new AgentReply.AgentGone(agent.id()));
        }
        // Source: Mesos, Master::_registerSlave; what runs there goes on.
        if (hello.info().domain().isPresent() && command.home().isEmpty()) {
            return Decision.answer(new AgentReply.NoHome(agent.id()));
        }
        // A ledger forgets no agent, and gives tasks only to those it has registered: these are from another one.
        boolean holds = !hello.tasks().isEmpty() || !hello.executors().isEmpty();
        if (agent.info().isEmpty() && holds && command.stranger().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        var draft = new Draft(agent);
        // Leases end before the registration that leaves no room for them, so that no event promises anything twice.
        // And an offer says where its agent is: it was made for somebody who may not be offered what is far away.
        boolean moved = agent.info()
                .filter(before -> !before.domain().equals(hello.info().domain()))
                .isPresent();
        if (moved || agent.left(hello.info().resources()).isEmpty()) {
            var why = "agent " + agent.id() + (moved ? " moved" : " shrank");
            agent.leases().forEachValue(lease -> draft.add(new AgentEvent.LeaseEnded(lease.offer(), why)));
        }
        // It has yet to say what it oversubscribes.
        Oversubscription.rescind(draft, Resources.empty(), "agent " + agent.id() + " registered anew");
        draft.add(new AgentEvent.Registered(agent.incarnation() + 1, hello.bootId(), hello.info(), at));
        var reports = byTask(hello);
        agent.tasks().forEachValue(task -> {
            if (task.isLive()) {
                Optional.ofNullable(reports.get(task.id()))
                        .map(report -> listed(task, report, at))
                        .orElseGet(() -> unlisted(agent, task, at))
                        .ifPresent(status ->
                                draft.add(new AgentEvent.TaskObserved(task.id(), 0, Lifecycle.toldOf(agent, status))));
            }
        });
        return draft.reply(new AgentReply.Registered(draft.agent().incarnation(), kills(draft.agent(), hello)));
    }

    /** What the agent is to stop of what it listed, by task. */
    static List<KillOrder> kills(Agent agent, Hello hello) {
        var kills = new ArrayList<KillOrder>();
        for (var report : byTask(hello).values()) {
            if (!report.state().isTerminal()) {
                killed(agent, report.task()).ifPresent(kills::add);
            }
        }
        return kills;
    }

    private static Optional<KillOrder> killed(Agent agent, TaskId id) {
        var task = agent.tasks().get(id);
        if (task.isEmpty()) {
            return Optional.of(new KillOrder(id, AgentMachine.ORPHAN_GRACE, "no master knows of this task"));
        }
        if (!task.get().isLive()) {
            return Optional.of(new KillOrder(
                    id,
                    AgentMachine.ORPHAN_GRACE,
                    "this task has ended for its owner, as " + task.get().state()));
        }
        return task.get().kill();
    }

    private static Optional<TaskStatus> listed(Task task, TaskReport report, Instant at) {
        boolean speaksForItself = report.sequence() > task.agentSequence();
        if (task.state() != TaskState.UNREACHABLE
                || speaksForItself
                || report.state().isTerminal()) {
            return Optional.empty();
        }
        return Optional.of(new TaskStatus(
                report.state(),
                TaskReason.AGENT_REREGISTERED,
                StatusSource.MASTER,
                "its agent is back, and so is the task",
                at));
    }

    private static Optional<TaskStatus> unlisted(Agent agent, Task task, Instant at) {
        if (!agent.isUnsent(task)) {
            return Optional.of(new TaskStatus(
                    TaskState.GONE,
                    TaskReason.RECONCILIATION,
                    StatusSource.MASTER,
                    "agent " + agent.id() + " registered without this task",
                    at));
        }
        if (task.kill().isPresent()) {
            return Optional.of(new TaskStatus(
                    TaskState.KILLED,
                    TaskReason.TASK_KILLED_DURING_LAUNCH,
                    StatusSource.MASTER,
                    "killed before it reached agent " + agent.id(),
                    at));
        }
        return Optional.empty();
    }

    private static SortedMap<TaskId, TaskReport> byTask(Hello hello) {
        var reports = new TreeMap<TaskId, TaskReport>();
        hello.tasks().forEach(report -> reports.put(report.task(), report));
        return reports;
    }
}
