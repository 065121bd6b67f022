package io.boreas.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: twice as long after each failure, up to a bound, and somewhere in the upper half of
 * it, so that agents that lost the same master do not all come back at once. Not thread-safe.
 */
final class Backoff {
    private static final int DOUBLINGS_MAX = 20;

    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
    }

    /** Another attempt failed. */
    Duration next() {
        var bound = min.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        long nanos = (bound.compareTo(max) < 0 ? bound : max).toNanos();
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }

    /** An attempt succeeded. */
    void reset() {
        failures = 0;
    }
}
