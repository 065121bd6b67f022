package io.boreas.core.whatif;

import io.boreas.core.scheduler.PlannerAgent;
import java.time.Instant;

/**
 * An agent from a moment on.
 *
 * @param agent with what jobs' tasks may have there in all as what is available
 */
public record AgentStep(Instant at, PlannerAgent agent) {
    /** Whether it says the same of the agent, but for the revision. */
    boolean isLike(PlannerAgent other) {
        return agent.available().equals(other.available())
                && agent.total().equals(other.total())
                && agent.accepting() == other.accepting()
                && agent.isDescribedAs(other)
                && agent.host().equals(other.host());
    }
}
