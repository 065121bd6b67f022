package io.boreas.core.framework;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import java.time.Instant;

/**
 * One run of a framework's task: ids may be used again once they ended, on any agent.
 *
 * @param task as the framework names it
 * @param key the run's name in the cell, never used again; see {@link io.boreas.core.agent.TaskKeys}
 * @param role whose allocation it uses
 * @param launchedAt when it was launched, which tells runs of one id on one agent apart
 */
public record TaskRun(TaskId task, TaskId key, AgentId agent, String name, Role role, Instant launchedAt) {
    /** Whether this is the same run as the other, or one before it on the same agent. */
    boolean isNotAfter(TaskRun other) {
        return task.equals(other.task) && agent.equals(other.agent) && !launchedAt.isAfter(other.launchedAt);
    }

    boolean isSameAs(TaskRun other) {
        return isNotAfter(other) && other.isNotAfter(this);
    }
}
