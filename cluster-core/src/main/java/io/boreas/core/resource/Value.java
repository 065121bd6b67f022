package io.boreas.core.resource;

/** How much of a resource: an amount, numbered units, or named units. */
public sealed interface Value permits Scalar, Ranges, TextSet {

    /** Whether nothing is there; what is empty is never kept. */
    boolean isEmpty();
}
