package io.boreas.agent.gateway;

import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * What of a custom executor's description matters to who starts it.
 *
 * @param command how it is started: one process
 * @param shutdownGrace how long it may take to shut down, if it says so itself
 */
public record ExecutorTerms(TaskSpec command, Optional<Duration> shutdownGrace) {}
