package io.boreas.http.mesos.translate;

import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.http.mesos.proto.Mesos;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is worth an offer to a framework. Source: Mesos 1.11, {@code validateOfferFilters}: what is refused, in which words. */
final class MinimumMessages {
    /** Quantities of one framework. Mesos has no bound; each is looked at whenever an agent might be offered. */
    private static final int QUANTITIES_MAX = 1_000;

    private static final double MILLI = 1_000;
    private static final double AMOUNT_MAX = Long.MAX_VALUE / (2 * MILLI);

    private MinimumMessages() {}

    /** The wish with the minimums that this names, or with what is wrong with them. */
    static FrameworkWish worthwhile(FrameworkWish wish, Mesos.FrameworkInfo info) {
        var byRole = new TreeMap<String, List<OfferMinimum>>();
        int left = QUANTITIES_MAX;
        try {
            for (var filter : info.getOfferFiltersMap().entrySet()) {
                if (filter.getValue().hasMinAllocatableResources()) {
                    var minimums = new ArrayList<OfferMinimum>();
                    for (var quantities :
                            filter.getValue().getMinAllocatableResources().getQuantitiesList()) {
                        left -= quantities.getQuantitiesCount();
                        if (left < 0) {
                            throw new IllegalArgumentException(
                                    "Offer filters have more than " + QUANTITIES_MAX + " resource quantities");
                        }
                        minimums.add(minimum(quantities));
                    }
                    byRole.put(filter.getKey(), List.copyOf(minimums));
                }
            }
            return wish.worthwhile(byRole, "");
        } catch (IllegalArgumentException e) {
            return wish.worthwhile(new TreeMap<>(), String.valueOf(e.getMessage()));
        }
    }

    private static OfferMinimum minimum(Mesos.OfferFilters.ResourceQuantities quantities) {
        var milli = new TreeMap<String, Long>();
        quantities.getQuantitiesMap().forEach((name, scalar) -> milli.put(name, milli(name, scalar.getValue())));
        return new OfferMinimum(milli);
    }

    private static long milli(String name, double value) {
        if (!(value >= 0 && value <= AMOUNT_MAX)) {
            var what = Double.isNaN(value)
                    ? "NaN"
                    : value < 0
                            ? "Negative values"
                            : Double.isInfinite(value) ? "Infinite values" : "Values above " + (long) AMOUNT_MAX;
            throw new IllegalArgumentException(
                    "Invalid resource quantity for '" + name + "': " + what + " not supported");
        }
        return Math.round(value * MILLI);
    }
}
