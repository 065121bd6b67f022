package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;

/**
 * An agent as its group has last committed it.
 *
 * @param total all it has, the measure of fair shares
 * @param available what is neither used nor leased as of {@code revision}
 * @param offering whether its resources may be offered: registered, its link up, not draining
 * @param revision grows with each commit of the agent's group; a report with a lower one than known is ignored
 */
public record AllocatorAgent(
        AgentId id, Attributes attributes, Resources total, Resources available, boolean offering, long revision) {}
