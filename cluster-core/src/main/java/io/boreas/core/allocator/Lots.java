package io.boreas.core.allocator;

/**
 * Numbers that follow from a seed: SplitMix64, Steele et al., "Fast Splittable Pseudorandom Number Generators", OOPSLA
 * 2014.
 */
final class Lots {
    private long state;

    Lots(long seed) {
        this.state = seed;
    }

    /** The next number in [0, 1). */
    double nextUnit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** The next number in [0, bound). */
    int nextBelow(int bound) {
        return (int) (nextUnit() * bound);
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
