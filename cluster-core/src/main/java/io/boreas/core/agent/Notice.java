package io.boreas.core.agent;

import io.boreas.core.task.TaskStatus;

/**
 * A status the task's owner has not acknowledged.
 *
 * @param sequence 1 for the first notice of a task, one more for each that follows
 */
public record Notice(long sequence, TaskStatus status) {}
