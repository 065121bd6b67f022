package io.boreas.core.resource;

import java.util.Comparator;

/** One thing an agent says of itself, such as {@code rack:r1}; the name follows the rules of resources' names. */
public record Attribute(String name, AttributeValue value) implements Comparable<Attribute> {
    private static final Comparator<Attribute> ORDER = Comparator.comparing(Attribute::name)
            .thenComparing(a -> a.value().getClass().getSimpleName())
            .thenComparing(a -> a.value().toString());

    public Attribute {
        Names.checked("name", name);
    }

    @Override
    public int compareTo(Attribute other) {
        return ORDER.compare(this, other);
    }

    /** In the text grammar: {@code rack:r1}. */
    @Override
    public String toString() {
        return name + ":" + value;
    }
}
