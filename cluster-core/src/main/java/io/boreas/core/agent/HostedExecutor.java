package io.boreas.core.agent;

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

    HostedExecutor asStopping() {
        return new HostedExecutor(key, executor, role, startedAt, true);
    }
}
