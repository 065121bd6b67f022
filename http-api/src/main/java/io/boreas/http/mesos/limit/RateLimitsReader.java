package io.boreas.http.mesos.limit;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.http.json.StrictJson;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads the JSON of Mesos's {@code --rate_limits}. What Mesos refuses is refused, and so is what it would pass over because it
 * does not know it: a slip must not take a limit away.
 */
public final class RateLimitsReader {
    private static final String DEFAULT_QPS = "aggregate_default_qps";
    private static final String DEFAULT_CAPACITY = "aggregate_default_capacity";
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private RateLimitsReader() {}

    /**
     * The limits of a text.
     *
     * @throws IllegalArgumentException saying where it is not as it must be
     */
    public static RateLimits read(String json) {
        var root = StrictJson.object(json);
        requireKnown(root, "it", List.of("limits", DEFAULT_QPS, DEFAULT_CAPACITY));
        return new RateLimits(
                principals(root.path("limits")),
                new RateLimit(qps(root, DEFAULT_QPS, DEFAULT_QPS), capacity(root, DEFAULT_CAPACITY, DEFAULT_CAPACITY)));
    }

    private static Map<String, RateLimit> principals(JsonNode list) {
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException("\"limits\" is no list");
        }
        var limits = new HashMap<String, RateLimit>();
        int at = 0;
        for (var entry : list) {
            var where = "limits[" + at++ + "]";
            if (!entry.isObject()) {
                throw new IllegalArgumentException(where + " must be {\"principal\": ..., \"qps\": ..., ...}");
            }
            requireKnown(entry, where, List.of("principal", "qps", "capacity"));
            var principal = entry.path("principal");
            if (!principal.isTextual() || principal.textValue().isEmpty()) {
                throw new IllegalArgumentException(where + " has no \"principal\" that is a text");
            }
            var limit =
                    new RateLimit(qps(entry, "qps", where + ".qps"), capacity(entry, "capacity", where + ".capacity"));
            if (limits.put(principal.textValue(), limit) != null) {
                throw new IllegalArgumentException(where + " is of " + principal + ", which has a limit already");
            }
        }
        return limits;
    }

    private static void requireKnown(JsonNode object, String where, List<String> known) {
        for (var field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException(
                        where + " has \"" + field.getKey() + "\", but is about " + String.join(", ", known));
            }
        }
    }

    private static OptionalDouble qps(JsonNode object, String field, String where) {
        var value = object.path(field);
        if (value.isMissingNode()) {
            return OptionalDouble.empty();
        }
        double qps = value.isNumber() ? value.doubleValue() : 0;
        if (!(qps > 0 && Double.isFinite(qps))) {
            throw new IllegalArgumentException(where + " is a positive number, not " + value);
        }
        return OptionalDouble.of(qps);
    }

    private static OptionalLong capacity(JsonNode object, String field, String where) {
        var value = object.path(field);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0) {
            return OptionalLong.of(value.bigIntegerValue().min(LONGEST).longValue());
        }
        double whole = value.isFloatingPointNumber() ? value.doubleValue() : -1;
        if (whole >= 0 && whole == Math.rint(whole)) {
            return OptionalLong.of((long) whole);
        }
        throw new IllegalArgumentException(where + " is a whole number, 0 or more, not " + value);
    }
}
