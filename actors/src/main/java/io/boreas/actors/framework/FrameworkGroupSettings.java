package io.boreas.actors.framework;

import io.boreas.config.Settings;
import java.time.Duration;

/**
 * {@code boreas.frameworks}: how schedulers are treated.
 *
 * @param resubscribeWithin how long after a master's start a scheduler that was connected before may take to come back, until it
 *     counts as disconnected; 1 s to 1 day. Source of the default: Mesos's {@code --agent_reregister_timeout}, which is what its tasks
 *     have
 * @param updateRetryMin pause until an update that was not acknowledged is told again, doubled each time; 100 ms to 1 hour. Source of
 *     the default: Mesos, {@code STATUS_UPDATE_RETRY_INTERVAL_MIN}
 * @param updateRetryMax longest such pause. Source of the default: Mesos, {@code STATUS_UPDATE_RETRY_INTERVAL_MAX}
 */
public record FrameworkGroupSettings(Duration resubscribeWithin, Duration updateRetryMin, Duration updateRetryMax) {
    public static FrameworkGroupSettings from(Settings settings) {
        var retryMin = settings.duration("update-retry-min", Duration.ofMillis(100), Duration.ofHours(1));
        return new FrameworkGroupSettings(
                settings.duration("resubscribe-within", Duration.ofSeconds(1), Duration.ofDays(1)),
                retryMin,
                settings.duration("update-retry-max", retryMin, Duration.ofDays(1)));
    }
}
