package io.boreas.core.task;

import io.boreas.core.id.TaskId;
import java.time.Duration;

/**
 * Stop this task.
 *
 * @param grace how long its processes may take to end before they are killed by force, 0 to 1 hour
 * @param message why, for people
 */
public record KillOrder(TaskId task, Duration grace, String message) {
    public static final Duration GRACE_MAX = Duration.ofHours(1);

    public KillOrder {
        if (grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
            throw new IllegalArgumentException("a kill's grace is 0 s to 1 h, not " + grace);
        }
    }
}
