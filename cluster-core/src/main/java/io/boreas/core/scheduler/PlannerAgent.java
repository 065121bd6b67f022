package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
import java.util.Optional;

/**
 * An agent as its group has last committed it.
 *
 * @param host what its tasks are reached under
 * @param total all it has, the measure of fair shares
 * @param available what is neither used nor leased as of {@code revision}
 * @param accepting whether it takes new tasks: registered, its link up, not draining
 * @param revision grows with each commit of the agent's group; a report with a lower one than known is ignored
 * @param domain where it is, if it says so
 */
public record PlannerAgent(
        AgentId id,
        String host,
        Attributes attributes,
        Amounts total,
        Amounts available,
        boolean accepting,
        long revision,
        Optional<FaultDomain> domain) {
    /** An agent in no domain. */
    public PlannerAgent(
            AgentId id,
            String host,
            Attributes attributes,
            Amounts total,
            Amounts available,
            boolean accepting,
            long revision) {
        this(id, host, attributes, total, available, accepting, revision, Optional.empty());
    }

    /** The same with so much available, as of a revision. */
    public PlannerAgent with(Amounts left, long asOf) {
        return new PlannerAgent(id, host, attributes, total, left, accepting, asOf, domain);
    }

    /** Whether the other says the same of what the agent is and where: what constraints look at. */
    public boolean isDescribedAs(PlannerAgent other) {
        return attributes.equals(other.attributes) && domain.equals(other.domain);
    }
}
