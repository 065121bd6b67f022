package io.boreas.core.allocator;

/** One that competes at one level: its weight and what it holds. Changed by its {@link Contest} alone. */
final class Competitor<C extends Comparable<? super C>> {
    final C name;
    double weight;

    /** Whether it is in the order. */
    boolean competes;

    /** The weighted dominant share by which it has its place in the order. */
    double share;

    long allocations;
    long[] heldMilli = {};

    Competitor(C name, double weight) {
        this.name = name;
        this.weight = Weights.checked(weight);
    }

    void hold(long[] milli, int sign, long more) {
        heldMilli = Kinds.addTo(heldMilli, milli, sign);
        allocations += more;
    }

    /** The largest fraction it holds of any one resource, divided by its weight. */
    double shareOf(long[] totalMilli) {
        double largest = 0;
        for (int i = 0; i < Math.min(heldMilli.length, totalMilli.length); i++) {
            if (totalMilli[i] > 0) {
                largest = Math.max(largest, (double) heldMilli[i] / totalMilli[i]);
            }
        }
        return largest / weight;
    }
}
