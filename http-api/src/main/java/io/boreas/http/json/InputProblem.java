package io.boreas.http.json;

/**
 * One fault of an input.
 *
 * @param path where, such as {@code task.processes[0].cmdline}; empty for the whole
 */
public record InputProblem(String path, String message) {}
