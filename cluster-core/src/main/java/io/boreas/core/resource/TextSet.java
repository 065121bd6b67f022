package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Named units, such as {@code {gpu-a, gpu-b}}: sorted, each once. */
public final class TextSet implements Value, Comparable<TextSet> {
    private static final TextSet EMPTY = new TextSet(List.of());

    private final List<String> items;

    private TextSet(List<String> items) {
        this.items = items;
    }

    /**
     * The set of the given items; said twice is there once.
     *
     * @throws ResourceSyntaxException if an item is empty, or holds white space or a separator of the text grammar
     */
    public static TextSet of(Collection<String> items) {
        items.forEach(item -> Names.checked("item", item));
        return sorted(new TreeSet<>(items));
    }

    /** The set of the given items; see {@link #of(Collection)}. */
    public static TextSet of(String... items) {
        return of(List.of(items));
    }

    /** No items. */
    public static TextSet empty() {
        return EMPTY;
    }

    /** The items, sorted. */
    public List<String> items() {
        return items;
    }

    @Override
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether all items of the other set are in this one. */
    public boolean contains(TextSet other) {
        return items.containsAll(other.items);
    }

    /** The items of either set. */
    public TextSet union(TextSet other) {
        var all = new TreeSet<>(items);
        all.addAll(other.items);
        return sorted(all);
    }

    /** The items of this set that are not in the other. */
    public TextSet minus(TextSet other) {
        var left = new ArrayList<>(items);
        left.removeAll(other.items);
        return sorted(left);
    }

    @Override
    public int compareTo(TextSet other) {
        return Order.lists(items, other.items);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextSet that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }

    /** In the text grammar: {@code {a,b}}. */
    @Override
    public String toString() {
        return "{" + String.join(",", items) + "}";
    }

    private static TextSet sorted(Collection<String> items) {
        return items.isEmpty() ? EMPTY : new TextSet(List.copyOf(items));
    }
}
