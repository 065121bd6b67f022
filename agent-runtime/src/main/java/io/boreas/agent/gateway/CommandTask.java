package io.boreas.agent.gateway;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * A framework's task that is a process of its own, without an executor.
 *
 * @param key its run's name in the cell
 * @param id as its framework names it
 * @param user the account it runs as; empty for the agent's
 * @param latest what was last seen of it
 */
public record CommandTask(
        TaskId key,
        FrameworkId framework,
        TaskId id,
        String command,
        String user,
        Resources resources,
        Instant takenAt,
        Optional<StatusUpdate> latest) {}
