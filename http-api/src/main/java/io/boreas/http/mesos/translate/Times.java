package io.boreas.http.mesos.translate;

import io.boreas.http.mesos.proto.Mesos;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Moments and durations in the units of Mesos. */
public final class Times {
    /** How long refused resources are not offered if nobody says. Source: Mesos, {@code Filters}. */
    public static final Duration REFUSAL_DEFAULT = Duration.ofSeconds(5);

    /** Longest time for which resources can be refused. Source: Mesos, the allocator. */
    public static final Duration REFUSAL_MAX = Duration.ofDays(365);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private Times() {}

    /** Seconds since the epoch. */
    public static double seconds(Instant at) {
        return at.getEpochSecond() + at.getNano() / NANOS_PER_SECOND;
    }

    public static Mesos.TimeInfo instant(Instant at) {
        return Mesos.TimeInfo.newBuilder()
                .setNanoseconds(TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano())
                .build();
    }

    public static Duration duration(Mesos.DurationInfo duration) {
        return Duration.ofNanos(duration.getNanoseconds());
    }

    /**
     * How long resources are refused. What is negative, no number, or more nanoseconds than 64 bits hold stands for the default.
     * Source: Mesos, {@code HierarchicalAllocatorProcess::recoverResources}.
     */
    public static Duration refusal(Mesos.Filters filters) {
        double nanos = filters.getRefuseSeconds() * NANOS_PER_SECOND;
        if (!(nanos >= 0 && nanos < Long.MAX_VALUE)) {
            return REFUSAL_DEFAULT;
        }
        var refusal = Duration.ofNanos((long) nanos);
        return refusal.compareTo(REFUSAL_MAX) > 0 ? REFUSAL_MAX : refusal;
    }
}
