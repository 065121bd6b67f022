package io.boreas.actors.agent;

import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.ReplyTo;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a group of agents answers to groups of frameworks. */
public final class Answers {
    private Answers() {}

    /** Tells the framework's group what became of what it sent. */
    public static void tell(
            GroupPost groups,
            AgentId agent,
            ReplyTo.OfFramework<AgentReply> asker,
            AgentCommand command,
            AgentReply reply) {
        var framework = asker.framework();
        if (asker.call() != 0) {
            groups.tell(framework, new FrameworkGroupMessage.Answered(framework, asker.call(), agent, reply));
            return;
        }
        switch (command) {
            case AgentCommand.AcknowledgeNotices(var acks) ->
                settle(
                        groups,
                        framework,
                        new FrameworkCommand.AcksTaken(acks.stream()
                                .map(ack -> new Claim(agent, ack.task()))
                                .toList()));
            case AgentCommand.Kill(var orders) ->
                settle(
                        groups,
                        framework,
                        new FrameworkCommand.KillsTaken(orders.stream()
                                .map(order -> new Claim(agent, order.task()))
                                .toList()));
            case AgentCommand.RemoveFramework removal ->
                settle(groups, framework, new FrameworkCommand.RemovalsTaken(List.of(agent)));
            default -> {}
        }
    }

    private static void settle(GroupPost groups, FrameworkId framework, FrameworkCommand command) {
        groups.tell(
                framework,
                new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                        new Envelope<>(framework, command, Cause.SYSTEM), new ReplyTo.Nobody<>()));
    }

    /** Tells a group of frameworks of its frameworks' tasks on an agent, which may be none. */
    public static void tellHosts(GroupPost groups, int frameworks, AgentId id, Optional<Agent> found) {
        var tasks = new ArrayList<FrameworkGroupMessage.Hosted>();
        found.ifPresent(agent -> agent.hosted().works().forEachValue(work -> {
            if (groups.numberOf(work.framework()) == frameworks) {
                tasks.add(new FrameworkGroupMessage.Hosted(
                        work.framework(), work.id(), work.key(), TaskHost.of(agent, work)));
            }
        }));
        groups.tell(GroupKind.FRAMEWORK, frameworks, new FrameworkGroupMessage.HostsAre(id, tasks));
    }
}
