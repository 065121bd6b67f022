package io.boreas.core.id;

/**
 * One offer: a lease of part of one agent to one framework.
 */
public record OfferId(String value) implements Comparable<OfferId> {
    /** Characters an id may have. Source: Mesos, which bounds task ids at 255. */
    public static final int LENGTH_MAX = 255;

    public OfferId {
        Ids.check("an offer id", value, LENGTH_MAX);
    }

    @Override
    public int compareTo(OfferId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
