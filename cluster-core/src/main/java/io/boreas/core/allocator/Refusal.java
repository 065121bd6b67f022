package io.boreas.core.allocator;

import java.time.Duration;

/** How long a decline holds. Source: Mesos, {@code Filters.refuse_seconds}. */
public final class Refusal {
    /** Where nothing sensible was said. */
    public static final Duration DEFAULT = Duration.ofSeconds(5);

    public static final Duration MAX = Duration.ofDays(365);

    private static final double NANOS = 1e9;

    private Refusal() {}

    /** The life of a filter of so many seconds: the default if they are negative or no number, a year at most. */
    public static Duration of(double seconds) {
        if (!(seconds >= 0)) {
            return DEFAULT;
        }
        return seconds >= MAX.toSeconds() ? MAX : Duration.ofNanos((long) (seconds * NANOS));
    }
}
