package io.boreas.testcluster.sim.cell;

import io.boreas.actors.agent.AgentLine;
import io.boreas.actors.link.ToLink;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The error of {@link io.boreas.testcluster.sim.Sabotage#KILL_LATER}: a task's first kill is never sent, as if one were sent only with insistence. */
final class LateKills {
    private final Set<TaskId> withheld = new HashSet<>();

    /** A registration's answer that ends nothing. */
    static AgentReply withoutKills(AgentReply reply) {
        return reply instanceof AgentReply.Registered(long incarnation, var kills)
                ? new AgentReply.Registered(incarnation, List.of())
                : reply;
    }

    AgentLine over(AgentLine line) {
        return new Late(line, this);
    }

    /** A line over which kills come late; equal to others over the same line. */
    private record Late(AgentLine line, LateKills kills) implements AgentLine {
        @Override
        public void tell(ToLink message) {
            line.tell(
                    message instanceof ToLink.Send(var messages)
                            ? new ToLink.Send(
                                    messages.stream().filter(kills::passes).toList())
                            : message);
        }
    }

    private boolean passes(FromMaster message) {
        return !(message instanceof FromMaster.Kill(var order)) || !withheld.add(order.task());
    }
}
