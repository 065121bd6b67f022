package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;

/**
 * A framework is to be offered this; the agent's group leases it or refuses.
 *
 * @param number names the grant to this allocator; 1 for the first
 */
public record Grant(long number, FrameworkId framework, Role role, AgentId agent, Resources resources) {}
