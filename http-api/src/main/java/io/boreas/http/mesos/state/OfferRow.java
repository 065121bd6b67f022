package io.boreas.http.mesos.state;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Lease;

/** An outstanding offer and the agent it is of. */
public record OfferRow(Agent agent, Lease lease) {}
