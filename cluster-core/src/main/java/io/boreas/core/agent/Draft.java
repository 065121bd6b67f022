package io.boreas.core.agent;

import io.boreas.core.machine.Decision;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making: its events so far, and what they leave. */
final class Draft {
    private final List<AgentEvent> events = new ArrayList<>();
    private Agent agent;

    Draft(Agent agent) {
        this.agent = agent;
    }

    /** The agent after the events so far. */
    Agent agent() {
        return agent;
    }

    void add(AgentEvent event) {
        agent = AgentFold.apply(agent, event);
        events.add(event);
    }

    Decision<AgentEvent, AgentReply> reply(AgentReply reply) {
        return Decision.of(events, reply);
    }
}
