package io.boreas.persistence.codec;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal immutable values one instance, as far as it remembers: a cache of fixed size in which a newcomer takes the
 * place of an older value. Thread-safe without locks: a lost race costs a second instance, never a wrong one, for what is
 * immutable in the sense of the Java Memory Model is seen whole by every thread.
 */
final class Interner<T> {
    private final @Nullable Object[] slots;

    /**
     * @param capacity values remembered at most, a power of two
     */
    Interner(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("an interner's capacity is a power of two, not " + capacity);
        }
        slots = new Object[capacity];
    }

    /** The remembered instance that equals the value; the value itself, from now on, if there is none. */
    @SuppressWarnings("unchecked") // only values of the type are put in
    T of(T value) {
        int slot = IndexTable.spread(value.hashCode()) & slots.length - 1;
        Object known = slots[slot];
        if (known != null && known.equals(value)) {
            return (T) known;
        }
        // Two places for each value, so that two that are much used do not drive each other out.
        Object other = slots[slot ^ 1];
        if (other != null && other.equals(value)) {
            return (T) other;
        }
        if (known != null) {
            slots[slot ^ 1] = known;
        }
        slots[slot] = value;
        return value;
    }
}
