package io.boreas.core.agent;

import io.boreas.core.link.AgentInfo;
import java.util.Optional;

/**
 * Where a framework's task runs: what its agent's group knows, and its framework's group does not keep.
 *
 * @param executor empty for a command task
 * @param container what it runs in; empty if its executor is over
 * @param address the agent's IP address, if that is known
 */
public record TaskHost(Optional<String> executor, Optional<ContainerName> container, Optional<String> address) {
    /** Where a task of this agent runs. */
    public static TaskHost of(Agent agent, Work work) {
        return new TaskHost(
                work.executor(), container(agent, work), agent.info().flatMap(AgentInfo::address));
    }

    /** What it is in follows from what runs it. */
    private static Optional<ContainerName> container(Agent agent, Work work) {
        return work.executorKey()
                .map(key -> agent.hosted().executors().get(key).map(hosted -> hosted.container(work.key())))
                .orElseGet(() -> Optional.of(ContainerName.ofTask(work.key())));
    }

    /** The same, with the container it was known to be in before its executor was over. */
    public TaskHost after(TaskHost earlier) {
        return container.isPresent() ? this : new TaskHost(executor, earlier.container, address);
    }
}
