package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;

/**
 * An agent as its group has last committed it.
 *
 * @param host what its tasks are reached under
 * @param total all it has, the measure of fair shares
 * @param available what is neither used nor leased as of {@code revision}
 * @param accepting whether it takes new tasks: registered, its link up, not draining
 * @param revision grows with each commit of the agent's group; a report with a lower one than known is ignored
 */
public record PlannerAgent(
        AgentId id,
        String host,
        Attributes attributes,
        Amounts total,
        Amounts available,
        boolean accepting,
        long revision) {}
