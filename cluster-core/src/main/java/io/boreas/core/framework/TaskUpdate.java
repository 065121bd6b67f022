package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * A status on its way to a framework.
 *
 * @param agent empty if nobody said which agent
 * @param uuid what the framework acknowledges it by; empty if it is not to be acknowledged and not sent again
 */
public record TaskUpdate(TaskId task, Optional<AgentId> agent, TaskStatus status, Optional<UUID> uuid) {
    /** The update of a notice, as this framework is told it. The same notice always has the same uuid. */
    static TaskUpdate of(TaskRun run, Notice notice, boolean partitionAware) {
        return new TaskUpdate(
                run.task(),
                Optional.of(run.agent()),
                Visible.of(notice.status(), partitionAware),
                Optional.of(uuid(run, notice)));
    }

    private static UUID uuid(TaskRun run, Notice notice) {
        var name = run.agent() + "\n" + run.key() + "\n" + run.launchedAt().toEpochMilli() + "\n" + notice.sequence();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
