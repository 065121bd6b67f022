package io.boreas.core.allocator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a role and all below it are guaranteed, and what they may have at most: scalars, in thousandths by name. A name
 * that is absent has no guarantee, or no limit. Source: Mesos, {@code QuotaConfig}.
 */
public record Quota(SortedMap<String, Long> guarantees, SortedMap<String, Long> limits) {
    /** No guarantee and no limit. */
    public static final Quota NONE = new Quota(new TreeMap<>(), new TreeMap<>());

    public Quota {
        guarantees = Collections.unmodifiableSortedMap(new TreeMap<>(guarantees));
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        guarantees.forEach(Quota::check);
        limits.forEach(Quota::check);
    }

    /** Whether it says nothing. */
    public boolean isNone() {
        return guarantees.isEmpty() && limits.isEmpty();
    }

    private static void check(String name, long milli) {
        if (milli < 0) {
            throw new IllegalArgumentException("a quota is not negative, as that of " + name + " is");
        }
    }
}
