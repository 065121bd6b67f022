package io.boreas.http.mesos.state;

import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.id.AgentId;

/** An executor and where it runs. */
public record ExecutorRow(AgentId agent, HostedExecutor hosted) {}
