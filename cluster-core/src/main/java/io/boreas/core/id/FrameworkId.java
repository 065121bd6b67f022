package io.boreas.core.id;

/**
 * One framework's name, kept over its own failovers.
 */
public record FrameworkId(String value) implements Comparable<FrameworkId> {
    /** Characters an id may have. Source: Mesos, which bounds task ids at 255. */
    public static final int LENGTH_MAX = 255;

    public FrameworkId {
        Ids.check("a framework id", value, LENGTH_MAX);
    }

    @Override
    public int compareTo(FrameworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
