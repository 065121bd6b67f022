package io.boreas.core.scheduler;

import java.util.Arrays;

/** A sorted set of numbers in an array: small, quick to walk, O(n) to change. */
final class IntSet {
    private int[] items = new int[4];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return items[index];
    }

    void add(int item) {
        int at = Arrays.binarySearch(items, 0, size, item);
        if (at >= 0) {
            return;
        }
        int to = -at - 1;
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        System.arraycopy(items, to, items, to + 1, size - to);
        items[to] = item;
        size++;
    }

    void remove(int item) {
        int at = Arrays.binarySearch(items, 0, size, item);
        if (at >= 0) {
            System.arraycopy(items, at + 1, items, at, size - at - 1);
            size--;
        }
    }
}
