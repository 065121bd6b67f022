package io.boreas.core.allocator;

import io.boreas.core.resource.Role;

/**
 * Of which agents a framework wants offers at all. Equal constraints should be equal, so that saying them again changes
 * nothing. Source: Mesos, {@code OfferConstraints}.
 */
@FunctionalInterface
public interface OfferConstraints {
    /** Of every agent. */
    OfferConstraints NONE = (role, agent) -> true;

    /** Whether the agent is wanted; the answer follows from the arguments, and from the agent's attributes, host, region. */
    boolean admits(Role role, AllocatorAgent agent);
}
