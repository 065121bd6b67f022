package io.boreas.http.mesos.limit;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How fast calls may pass, and how many may wait for that.
 *
 * <p>Source: Mesos 1.11, {@code RateLimit} of {@code mesos.proto}.
 *
 * @param qps calls in a second at most, above 0; empty if as many as there are
 * @param capacity calls that may wait, 0 or more, where 0 lets none in; empty if any number. Without {@code qps} it does not count
 */
public record RateLimit(OptionalDouble qps, OptionalLong capacity) {
    /** As many as there are. */
    public static final RateLimit NONE = new RateLimit(OptionalDouble.empty(), OptionalLong.empty());

    public RateLimit {
        if (qps.isPresent() && !(qps.getAsDouble() > 0 && Double.isFinite(qps.getAsDouble()))) {
            throw new IllegalArgumentException("qps is a positive number, not " + qps.getAsDouble());
        }
        if (capacity.isPresent() && capacity.getAsLong() < 0) {
            throw new IllegalArgumentException("capacity is 0 or more, not " + capacity.getAsLong());
        }
    }

    /** Whether it says something that does not count. */
    public boolean isIdle() {
        return qps.isEmpty() && capacity.isPresent();
    }
}
