package io.boreas.core.allocator;

/** All there is to share, the same for all levels; a kind that is absent or 0 does not count. */
final class Totals {
    long[] milli = {};

    /** Grows with each change; orders made under another version are made anew. */
    long version;

    void set(long[] totalMilli) {
        milli = totalMilli.clone();
        version++;
    }
}
