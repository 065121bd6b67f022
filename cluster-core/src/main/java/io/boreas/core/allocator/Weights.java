package io.boreas.core.allocator;

/** The rule for weights. Source: Mesos, weights are strictly positive and 1.0 by default. */
final class Weights {
    private Weights() {}

    static double checked(double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight is a positive number, not " + weight);
        }
        return weight;
    }
}
