package io.boreas.persistence.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers equal values alike, from 1, in the order they come. Not thread-safe.
 *
 * <p>An open-addressed hash table: a tenth of the garbage of a {@link java.util.HashMap}, since one is made for every batch.
 */
final class IndexTable<T> {
    private static final int CAPACITY_FIRST = 16;

    private @Nullable Object[] keys = new Object[CAPACITY_FIRST];
    private int[] indexes = new int[CAPACITY_FIRST];
    private int size;

    /** The number of a value; the negative of a new number if it had none. */
    int index(T value) {
        int mask = keys.length - 1;
        int slot = spread(value.hashCode()) & mask;
        for (Object key = keys[slot]; key != null; key = keys[slot]) {
            if (key.equals(value)) {
                return indexes[slot];
            }
            slot = slot + 1 & mask;
        }
        keys[slot] = value;
        indexes[slot] = ++size;
        if (2 * size > keys.length) {
            grow();
        }
        return -size;
    }

    private void grow() {
        var oldKeys = keys;
        var oldIndexes = indexes;
        keys = new Object[2 * oldKeys.length];
        indexes = Arrays.copyOf(oldIndexes, keys.length);
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            Object key = oldKeys[i];
            if (key != null) {
                int slot = spread(key.hashCode()) & mask;
                while (keys[slot] != null) {
                    slot = slot + 1 & mask;
                }
                keys[slot] = key;
                indexes[slot] = oldIndexes[i];
            }
        }
    }

    static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
