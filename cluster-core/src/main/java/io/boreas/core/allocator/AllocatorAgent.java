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
 * @param total all it has, the measure of fair shares
 * @param available what is neither used nor leased as of {@code revision}; shared volumes also while they are used
 * @param offering whether its resources may be offered: registered, its link up, not draining or deactivated
 * @param revision grows with each commit of the agent's group; a report with a lower one than known is ignored
 */
public record AllocatorAgent(
        AgentId id,
        String host,
        Optional<String> region,
        Attributes attributes,
        Resources total,
        Resources available,
        boolean offering,
        long revision) {
    /** An agent that names no region and is its own host's name. */
    public AllocatorAgent(
            AgentId id, Attributes attributes, Resources total, Resources available, boolean offering, long revision) {
        this(id, id.value(), Optional.empty(), attributes, total, available, offering, revision);
    }
}
