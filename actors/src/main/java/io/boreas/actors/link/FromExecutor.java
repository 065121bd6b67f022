package io.boreas.actors.link;

import io.boreas.actors.group.GroupMessage;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.id.AgentId;
import io.boreas.core.task.Payload;

/**
 * What an executor says to its framework, on its way through the group of its agent. Nobody keeps it: it may get lost.
 *
 * @param incarnation the registration it was said under
 */
public record FromExecutor(AgentId agent, long incarnation, ExecutorKey executor, Payload data)
        implements GroupMessage {}
