package io.boreas.core.check;

import java.time.Duration;

/**
 * A check that is told and has no other consequence. Source: Mesos, {@code CheckInfo}.
 *
 * @param delay from the task's start to the first probe
 * @param interval from the end of a probe to the next; less than {@link HealthCheck#INTERVAL_MIN} is as much as that
 * @param timeout for one probe
 */
public record StatusCheck(Probe probe, Duration delay, Duration interval, Duration timeout) {}
