package io.boreas.actors.framework;

import io.boreas.actors.group.Backoff;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Envelope;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What frameworks owe agents' groups: acknowledgements, kills, removals; sent again until they are taken. When it was sent is soft. A part of
 * {@link FrameworkKeeper}.
 */
final class OwedToAgents {
    private final GroupPost groups;
    private final GroupSettings settings;
    private final Clocks clocks;
    private final Map<FrameworkId, Insisting> insisting = new TreeMap<>();

    /** When what is owed is sent again. */
    private record Insisting(Duration pause, Instant again) {}

    OwedToAgents(GroupPost groups, GroupSettings settings, Clocks clocks) {
        this.groups = groups;
        this.settings = settings;
        this.clocks = clocks;
    }

    void clear() {
        insisting.clear();
    }

    /** Sends all that the framework owes, and again after a pause if it is not taken. */
    void insist(Framework framework) {
        if (!FrameworkMachine.owes(framework)) {
            insisting.remove(framework.id());
            return;
        }
        var now = clocks.steady().instant();
        var before = insisting.get(framework.id());
        var pause = before == null || before.again.isAfter(now)
                ? settings.retryMin()
                : Backoff.next(before.pause, settings.retryMax());
        insisting.put(framework.id(), new Insisting(pause, now.plus(pause)));
        var id = framework.id();
        framework
                .owedRemovals()
                .forEach(owed -> owe(
                        id,
                        owed.getKey(),
                        new AgentCommand.RemoveFramework(id, "framework " + id + " has been removed")));
        framework.owedKills().forEach(owed -> {
            var claim = owed.getKey();
            var order = new KillOrder(claim.key(), Duration.ZERO, "its id is in use by another run of the framework");
            owe(id, claim.agent(), new AgentCommand.Kill(List.of(order)));
        });
        var acks = new LinkedHashMap<AgentId, List<StatusAck>>();
        framework.owedAcks().forEach(owed -> acks.computeIfAbsent(owed.getKey().agent(), agent -> new ArrayList<>())
                .add(new StatusAck(owed.getKey().key(), owed.getValue().heard())));
        acks.forEach((agent, its) -> owe(id, agent, new AgentCommand.AcknowledgeNotices(its)));
    }

    private void owe(FrameworkId framework, AgentId agent, AgentCommand command) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, Cause.SYSTEM),
                        new ReplyTo.OfFramework<>(framework, 0, Duration.ZERO)));
    }

    /** Something was taken. */
    void settled(Framework framework) {
        if (!FrameworkMachine.owes(framework)) {
            insisting.remove(framework.id());
        }
    }

    /** The frameworks that are to send what they owe again. */
    List<FrameworkId> due() {
        var now = clocks.steady().instant();
        return insisting.entrySet().stream()
                .filter(entry -> !entry.getValue().again.isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is durable here, agents' groups may forget. */
    void acknowledge(List<TaskRun> runs, List<StatusAck> acks) {
        var agents = new HashMap<TaskId, AgentId>();
        runs.forEach(run -> agents.put(run.key(), run.agent()));
        var byAgent = new TreeMap<AgentId, List<StatusAck>>();
        for (var ack : acks) {
            var agent = agents.get(ack.task());
            if (agent != null) {
                byAgent.computeIfAbsent(agent, id -> new ArrayList<>()).add(ack);
            }
        }
        byAgent.forEach(this::forget);
    }

    /** The agent's group may forget these; should this be lost, it tells of them again. */
    void forget(AgentId agent, List<StatusAck> acks) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, new AgentCommand.AcknowledgeNotices(acks), Cause.SYSTEM),
                        new ReplyTo.Nobody<>()));
    }
}
