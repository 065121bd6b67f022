package io.boreas.core.link;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskState;

/**
 * A task an agent holds: alive, or ended with a status that was not acknowledged.
 *
 * @param sequence the number of its latest status; 0 if it has none yet
 */
public record TaskReport(TaskId task, Owner owner, TaskState state, long sequence) {}
