package io.boreas.core.task;

/**
 * What a task runs in instead of the file system of its agent.
 *
 * @param image an {@link ImageName} in text
 */
public record Container(String image) {}
