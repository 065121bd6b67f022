package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import java.util.Optional;

/**
 * An agent as its group has last committed it.
 *
 * @param host what the whitelist names
 * @param region where it is, if it says so
 * @param zone where it is in its region, if it says so
 * @param total all it has, the measure of fair shares
 * @param available what is neither used nor leased as of {@code revision}; shared volumes also while they are used
 * @param offering whether its resources may be offered: registered, its link up, not draining or deactivated
 * @param revision grows with each commit of the agent's group; a report with a lower one than known is ignored
 */
public record AllocatorAgent(
        AgentId id,
        String host,
        Optional<String> region,
        Optional<String> zone,
        Attributes attributes,
        Resources total,
        Resources available,
        boolean offering,
        long revision) {
    /** An agent in no domain, by its own host's name. */
    public AllocatorAgent(
            AgentId id, Attributes attributes, Resources total, Resources available, boolean offering, long revision) {
        this(id, id.value(), Optional.empty(), Optional.empty(), attributes, total, available, offering, revision);
    }

    /** Whether the other says the same of what the agent is and where. */
    boolean isDescribedAs(AllocatorAgent other) {
        return attributes.equals(other.attributes) && region.equals(other.region) && zone.equals(other.zone);
    }
}
