package io.boreas.agent.gateway;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskStatus;

/**
 * A state that an executor says one of its tasks is in; it says it again until that is acknowledged.
 *
 * @param task as its framework calls it
 * @param uuid 16 bytes, other ones for each update
 */
public record ExecutorUpdate(TaskId task, Payload uuid, TaskStatus status) {}
