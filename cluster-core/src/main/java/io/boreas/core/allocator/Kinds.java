package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns resources into the arrays that the allocator counts with: scalars only, in thousandths, each name at an index of
 * its own. An array that is too short has none of the rest.
 */
final class Kinds {
    static final int CPUS = 0;
    static final int MEM = 1;
    static final int DISK = 2;
    static final int GPUS = 3;

    private final Map<String, Integer> indexes = new HashMap<>(); // looked up, never walked
    private final List<String> names = new ArrayList<>();

    Kinds() {
        List.of("cpus", "mem", "disk", "gpus").forEach(this::index);
    }

    int index(String name) {
        return indexes.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    String name(int index) {
        return names.get(index);
    }

    int count() {
        return names.size();
    }

    /** All amounts, whatever their terms; a shared volume counts once. */
    long[] vector(Resources resources) {
        if (resources.isPlain()) {
            return new long[] {resources.cpusMilli(), resources.memMilli(), resources.diskMilli(), resources.gpusMilli()
            };
        }
        return vector(resources.scalars());
    }

    /** All amounts that may be kept; what may be taken back does not count for quota. */
    long[] firm(Resources resources) {
        return vector(resources.nonRevocable());
    }

    long[] vector(Map<String, Long> milliByName) {
        milliByName.keySet().forEach(this::index);
        var vector = new long[count()];
        milliByName.forEach((name, milli) -> vector[index(name)] = milli);
        return vector;
    }

    /** The amounts of an array that are not 0, by name. */
    SortedMap<String, Long> byName(long[] vector) {
        var byName = new TreeMap<String, Long>();
        for (int i = 0; i < vector.length; i++) {
            if (vector[i] != 0) {
                byName.put(name(i), vector[i]);
            }
        }
        return Collections.unmodifiableSortedMap(byName);
    }

    static long at(long[] vector, int index) {
        return index < vector.length ? vector[index] : 0;
    }

    /** Adds the other to the array, or takes it away; returns the array, or a longer one in its place. */
    static long[] addTo(long[] vector, long[] other, int sign) {
        var sum = vector.length < other.length ? Arrays.copyOf(vector, other.length) : vector;
        for (int i = 0; i < other.length; i++) {
            sum[i] += sign * other[i];
        }
        return sum;
    }

    static boolean isZero(long[] vector) {
        for (long each : vector) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
