package io.boreas.http.mesos.limit;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often principals may call. Immutable.
 *
 * <p>Source: Mesos 1.11, {@code RateLimits} of {@code mesos.proto}.
 *
 * @param principals of those that are named
 * @param others what all others have together, and whoever has no name
 */
public record RateLimits(Map<String, RateLimit> principals, RateLimit others) {
    /** Everybody may call as often as they like. */
    public static final RateLimits NONE = new RateLimits(Map.of(), RateLimit.NONE);

    public RateLimits {
        principals = Collections.unmodifiableMap(new TreeMap<>(principals));
    }
}
