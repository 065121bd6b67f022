package io.boreas.testcluster.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** All that is left to chance in a run, drawn from its seed. */
public final class Chance {
    private final Random random;

    public Chance(long seed) {
        this.random = new Random(seed);
    }

    /** A number in [min, max]. */
    public int between(int min, int max) {
        return random.nextInt(min, max + 1);
    }

    /** True once in n times, on average. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** True so many times in a hundred, on average. */
    public boolean percent(int n) {
        return random.nextInt(100) < n;
    }

    public long number() {
        return random.nextLong();
    }

    /** One of the given; there must be one. */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The given in another order. */
    public <T> List<T> shuffled(Collection<T> elements) {
        var list = new ArrayList<>(elements);
        Collections.shuffle(list, random);
        return list;
    }
}
