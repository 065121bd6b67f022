package io.boreas.core.scheduler;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** Small numbers for things that are compared often; a number is free again when nobody holds it any more. */
final class Interner<K> {
    private final Map<K, Entry> entries = new HashMap<>(); // looked up, never walked
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int next;

    /** The thing's number, held once more. */
    int acquire(K key) {
        var entry = entries.computeIfAbsent(key, k -> new Entry(free.isEmpty() ? next++ : free.pop()));
        entry.holders++;
        return entry.number;
    }

    /** Held once less. */
    void release(K key) {
        var entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException("nobody holds " + key);
        }
        entry.holders--;
        if (entry.holders == 0) {
            entries.remove(key);
            free.push(entry.number);
        }
    }

    /** One more than the largest number ever given. */
    int bound() {
        return next;
    }

    private static final class Entry {
        final int number;
        int holders;

        Entry(int number) {
            this.number = number;
        }
    }
}
