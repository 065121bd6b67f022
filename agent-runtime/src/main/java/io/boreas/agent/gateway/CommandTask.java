package io.boreas.agent.gateway;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.ResourceLimits;
import java.time.Instant;
import java.util.Optional;

/**
 * A task without an executor: a framework's that is a process of its own, or one of a job's.
 *
 * @param key its run's name in the cell
 * @param id as its framework names it; of a job's task, the same
 * @param command of its first process
 * @param user the account it runs as; empty for the agent's
 * @param limits how much it may use beyond its resources
 * @param latest what was last seen of it
 */
public record CommandTask(
        TaskId key,
        Owner owner,
        TaskId id,
        String command,
        String user,
        Resources resources,
        Optional<ResourceLimits> limits,
        Instant takenAt,
        Optional<StatusUpdate> latest) {}
