package io.boreas.core.agent;

import io.boreas.core.agent.FrameworkExecutor.Kind;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import java.time.Instant;

/**
 * An executor on an agent.
 *
 * @param role whose allocation it uses
 * @param startedAt when it was first asked for: tells runs of one id apart
 * @param stopping whether it was asked to end
 */
public record HostedExecutor(
        ExecutorKey key, FrameworkExecutor executor, Role role, Instant startedAt, boolean stopping) {
    /** Which run of it this is. */
    public ExecutorRun run() {
        return new ExecutorRun(key, startedAt);
    }

    /** What a task of it is in: a built-in one is no process, and each of its tasks has a container of its own. */
    public ContainerName container(TaskId task) {
        return executor.kind() == Kind.DEFAULT ? ContainerName.within(run(), task) : ContainerName.ofExecutor(run());
    }

    HostedExecutor asStopping() {
        return new HostedExecutor(key, executor, role, startedAt, true);
    }
}
