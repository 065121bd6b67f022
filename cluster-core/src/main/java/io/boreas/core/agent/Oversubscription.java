package io.boreas.core.agent;

import io.boreas.core.machine.Decision;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import java.time.Instant;
import java.util.ArrayList;

/**
 * What an agent gives besides its own resources, because its tasks hold it and do not use it. It may shrink below what is
 * promised of it: offers of more than is left are rescinded, and which tasks end is for the agent to say. Source: Mesos,
 * {@code UpdateSlaveMessage.oversubscribed_resources}; there, every offer of revocable resources is rescinded at each change.
 */
final class Oversubscription {
    private Oversubscription() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Oversubscribe command, Instant at) {
        if (agent.info().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        if (agent.presence() == Presence.GONE) {
            return Decision.answer(new AgentReply.AgentGone(agent.id()));
        }
        if (command.incarnation() != agent.incarnation() || agent.presence() != Presence.REGISTERED) {
            return Decision.answer(AgentMachine.stale(agent, command.incarnation()));
        }
        if (command.revocable().equals(agent.oversubscribed())) {
            return Decision.answer(AgentReply.Done.DONE);
        }
        var draft = new Draft(agent);
        rescind(draft, command.revocable(), "agent " + agent.id() + " has fewer revocable resources");
        draft.add(new AgentEvent.Oversubscribed(command.revocable(), at));
        return draft.reply(AgentReply.Done.DONE);
    }

    /** Rescinds the offers with revocable resources if they hold more of those than is left when there is only so much. */
    static void rescind(Draft draft, Resources revocable, String message) {
        var agent = draft.agent();
        if (!remains(revocable, agent.used()).contains(agent.leased().revocable())) {
            FrameworkRequests.release(
                    draft, lease -> !lease.resources().revocable().isEmpty(), message);
        }
    }

    /** What of it neither tasks nor offers hold. */
    static Resources left(Agent agent) {
        return agent.oversubscribed().isEmpty()
                ? Resources.empty()
                : remains(agent.oversubscribed(), agent.used().plus(agent.leased()));
    }

    /** What is left of each without what is promised of it; nothing of what too much is promised of. */
    private static Resources remains(Resources revocable, Resources promised) {
        var held = promised.revocable().scalars();
        var left = new ArrayList<Resource>();
        for (var resource : revocable.toList()) {
            long rest = revocable.scalarMilli(resource.name()) - held.getOrDefault(resource.name(), 0L);
            if (rest > 0) {
                left.add(new Resource(resource.name(), new Scalar(rest), resource.terms()));
            }
        }
        return Resources.of(left);
    }
}
