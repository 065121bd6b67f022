package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;

/** A framework is asked to leave an agent by the time. Source: Mesos, inverse offers. */
public record InverseOffer(FrameworkId framework, AgentId agent, Unavailability unavailability) {}
