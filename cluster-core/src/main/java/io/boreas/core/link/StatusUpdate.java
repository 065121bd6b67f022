package io.boreas.core.link;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskStatus;

/**
 * A status that an agent keeps and sends again until it is acknowledged.
 *
 * @param sequence 1 for the first status of the task, one more for each that follows
 */
public record StatusUpdate(TaskId task, long sequence, TaskStatus status) {}
