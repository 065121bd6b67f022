package io.boreas.actors.gateway;

import io.boreas.core.agent.Agent;

/**
 * An agent's ledger and whether its link is up.
 *
 * @param linked soft state: false for a moment after each restart of either side
 */
public record AgentView(Agent agent, boolean linked) {}
