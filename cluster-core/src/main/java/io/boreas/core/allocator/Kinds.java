package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Turns resources into the arrays that sorters count with: scalars only, each name at an index of its own. */
final class Kinds {
    private final Map<String, Integer> indexes = new HashMap<>(); // looked up, never walked
    private final Set<String> ignored;

    /** Kinds that leave these names out. */
    Kinds(Set<String> ignored) {
        this.ignored = ignored;
    }

    long[] vector(Resources resources) {
        var vector = new long[indexes.size()];
        for (var entry : resources.scalars().entrySet()) {
            if (ignored.contains(entry.getKey())) {
                continue;
            }
            int index = indexes.computeIfAbsent(entry.getKey(), name -> indexes.size());
            if (index >= vector.length) {
                vector = Arrays.copyOf(vector, index + 1);
            }
            vector[index] = entry.getValue();
        }
        return vector;
    }

    static long[] sum(long[] a, long[] b, int sign) {
        var sum = Arrays.copyOf(a, Math.max(a.length, b.length));
        for (int i = 0; i < b.length; i++) {
            sum[i] += sign * b[i];
        }
        return sum;
    }
}
