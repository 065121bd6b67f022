package io.boreas.actors.gateway;

import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.allocator.InverseAnswer;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import java.util.List;

/**
 * What frameworks have said to being asked to leave agents that are to be worked on. Not kept over a change of masters.
 *
 * @param list by agent; the first 100,000
 */
public record InverseAnswers(List<Said> list) implements BetweenMasters {
    public InverseAnswers {
        list = List.copyOf(list);
    }

    /**
     * One framework's last word on one agent.
     *
     * @param host the agent's
     */
    public record Said(AgentId agent, String host, FrameworkId framework, InverseAnswer answer) {}
}
