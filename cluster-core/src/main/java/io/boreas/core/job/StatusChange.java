package io.boreas.core.job;

import java.time.Instant;

/** One line of an instance's history. */
public record StatusChange(Instant at, ScheduleStatus status, String message) {}
