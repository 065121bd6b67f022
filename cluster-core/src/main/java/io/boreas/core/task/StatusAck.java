package io.boreas.core.task;

import io.boreas.core.id.TaskId;

/** All statuses of the task up to this sequence number were taken, durably. */
public record StatusAck(TaskId task, long sequence) {}
