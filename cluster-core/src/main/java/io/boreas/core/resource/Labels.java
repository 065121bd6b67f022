package io.boreas.core.resource;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Free key and value pairs; their order means nothing, so they are kept sorted. Source: Mesos, {@code Labels}. */
public record Labels(List<Label> labels) implements Comparable<Labels> {
    private static final Labels NONE = new Labels(List.of());

    /** One pair; Mesos takes a missing value for an empty one, and so do we. */
    public record Label(String key, String value) implements Comparable<Label> {
        private static final Comparator<Label> ORDER =
                Comparator.comparing(Label::key).thenComparing(Label::value);

        @Override
        public int compareTo(Label other) {
            return ORDER.compare(this, other);
        }
    }

    public Labels {
        labels = labels.stream().sorted().toList();
    }

    /** No labels. */
    public static Labels none() {
        return NONE;
    }

    /** The given labels. */
    public static Labels of(Collection<Label> labels) {
        return labels.isEmpty() ? NONE : new Labels(List.copyOf(labels));
    }

    /** One label. */
    public static Labels of(String key, String value) {
        return new Labels(List.of(new Label(key, value)));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return labels.isEmpty();
    }

    @Override
    public int compareTo(Labels other) {
        return Order.lists(labels, other.labels);
    }
}
