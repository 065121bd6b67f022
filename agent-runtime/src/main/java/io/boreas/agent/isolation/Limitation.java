package io.boreas.agent.isolation;

import io.boreas.core.task.TaskReason;

/**
 * A limit that a task came up against, for which it is ended.
 *
 * @param message for people
 */
public record Limitation(TaskReason reason, String message) {}
