package io.boreas.core.check;

import java.time.Duration;

/**
 * A check that is told and has no other consequence. Source: Mesos, {@code CheckInfo}.
 *
 * @param delay from the task's start to the first probe
 * @param interval from the end of a probe to the next, at least {@link HealthCheck#INTERVAL_MIN}
 * @param timeout for one probe
 */
public record StatusCheck(Probe probe, Duration delay, Duration interval, Duration timeout) {
    public StatusCheck {
        interval = interval.compareTo(HealthCheck.INTERVAL_MIN) < 0 ? HealthCheck.INTERVAL_MIN : interval;
    }
}
