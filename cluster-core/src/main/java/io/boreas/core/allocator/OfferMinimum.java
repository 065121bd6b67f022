package io.boreas.core.allocator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is worth an offer to a framework in a role: at least so much of each of these, one of several such sets. Source: Mesos,
 * {@code OfferFilters.MinAllocatableResources}.
 *
 * @param milli thousandths by resource's name, 0 or more
 */
public record OfferMinimum(SortedMap<String, Long> milli) {
    public OfferMinimum {
        milli = Collections.unmodifiableSortedMap(new TreeMap<>(milli));
        if (milli.isEmpty()) {
            throw new IllegalArgumentException("Resource quantities must contain at least one quantity");
        }
        milli.forEach((name, amount) -> {
            if (amount < 0) {
                throw new IllegalArgumentException(
                        "Invalid resource quantity for '" + name + "': Negative values not supported");
            }
        });
    }
}
