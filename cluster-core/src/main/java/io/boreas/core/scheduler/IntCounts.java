package io.boreas.core.scheduler;

import java.util.Arrays;

/** How often each number was counted, by open addressing; a number counted down to 0 keeps its place until cleared. */
final class IntCounts {
    private static final int NONE = -1;

    private int[] keys;
    private int[] counts;
    private int used;

    IntCounts() {
        keys = new int[8];
        counts = new int[8];
        Arrays.fill(keys, NONE);
    }

    int get(int key) {
        int at = find(key);
        return keys[at] == key ? counts[at] : 0;
    }

    void add(int key, int by) {
        int at = find(key);
        if (keys[at] != key) {
            if (2 * (used + 1) > keys.length) {
                grow();
                at = find(key);
            }
            keys[at] = key;
            used++;
        }
        counts[at] += by;
    }

    void clear() {
        Arrays.fill(keys, NONE);
        Arrays.fill(counts, 0);
        used = 0;
    }

    private int find(int key) {
        int mask = keys.length - 1;
        int at = (key * 0x9e3779b9) >>> 7 & mask;
        while (keys[at] != NONE && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        var oldKeys = keys;
        var oldCounts = counts;
        keys = new int[2 * oldKeys.length];
        counts = new int[keys.length];
        Arrays.fill(keys, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != NONE) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
            }
        }
    }
}
