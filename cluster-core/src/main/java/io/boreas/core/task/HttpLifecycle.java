package io.boreas.core.task;

import java.time.Duration;

/**
 * How a task is asked over HTTP to end, before it is told by signals: first to end when it has done what it does, then to end now. A
 * request that the task does not take is followed by the next at once. Source: Aurora, {@code HttpLifecycleConfig}.
 *
 * @param port the name of the task's port that takes the requests, at the loopback address
 * @param gracefulEndpoint the path of the first POST
 * @param shutdownEndpoint the path of the second
 * @param gracefulWait how long the task may take after the first, 0 s to 60 s
 * @param shutdownWait how long after the second, 0 s to 60 s; both together take half of the time in which the task must be gone at most
 */
public record HttpLifecycle(
        String port, String gracefulEndpoint, String shutdownEndpoint, Duration gracefulWait, Duration shutdownWait) {
    public static final String PORT_DEFAULT = "health";
    public static final String GRACEFUL_ENDPOINT_DEFAULT = "/quitquitquit";
    public static final String SHUTDOWN_ENDPOINT_DEFAULT = "/abortabortabort";
    public static final Duration WAIT_DEFAULT = Duration.ofSeconds(5);
}
