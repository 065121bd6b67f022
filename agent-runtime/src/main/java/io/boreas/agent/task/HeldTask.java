package io.boreas.agent.task;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.TaskState;
import java.util.List;

/**
 * A task found on disk.
 *
 * @param state its latest state; {@code STAGING} while it has no status yet
 * @param sequence the number of its latest status; 0 if it has none yet
 * @param unacknowledged its statuses not acknowledged yet, in order
 */
public record HeldTask(TaskId task, Owner owner, TaskState state, long sequence, List<StatusUpdate> unacknowledged) {
    public HeldTask {
        unacknowledged = List.copyOf(unacknowledged);
    }
}
