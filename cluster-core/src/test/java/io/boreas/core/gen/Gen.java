package io.boreas.core.gen;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A seeded source of test data: the same seed gives the same data, on every machine.
 *
 * <p>Bounds are inclusive. Numbers lean towards their bounds, where the errors are. Not thread-safe.
 */
public final class Gen {
    private static final int EDGE_ONE_IN = 16;

    private final long seed;
    private final Random random;

    private Gen(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** A source that starts at a seed. */
    public static Gen seeded(long seed) {
        return new Gen(seed);
    }

    /** The seed it started at, for messages. */
    public long seed() {
        return seed;
    }

    /** A source of its own, so that what one part draws does not shift what another part gets. */
    public Gen fork() {
        return new Gen(random.nextLong());
    }

    /** A number in [min, max], now and then one of the two. */
    public int between(int min, int max) {
        return (int) between((long) min, (long) max);
    }

    /** A number in [min, max], now and then one of the two. */
    public long between(long min, long max) {
        if (min > max) {
            throw new IllegalArgumentException("no number from " + min + " to " + max);
        }
        if (oneIn(EDGE_ONE_IN)) {
            return random.nextBoolean() ? min : max;
        }
        return max == Long.MAX_VALUE ? random.nextLong(min, max) : random.nextLong(min, max + 1);
    }

    /** A number in [min, max], each as likely as the others. */
    public int evenly(int min, int max) {
        return random.nextInt(min, Math.addExact(max, 1));
    }

    /** True half of the time. */
    public boolean flip() {
        return random.nextBoolean();
    }

    /** True once in n times, on average. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** One of the given. */
    @SafeVarargs
    public final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** One of the given. */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of the constants of an enum. */
    public <E extends Enum<E>> E pick(Class<E> type) {
        return pick(type.getEnumConstants());
    }

    /** What one of the given makes. */
    @SafeVarargs
    public final <T> T any(Supplier<? extends T>... makers) {
        return makers[random.nextInt(makers.length)].get();
    }

    /** A list of min to max elements. */
    public <T> List<T> list(int min, int max, Supplier<? extends T> maker) {
        int size = between(min, max);
        var list = new ArrayList<T>(size);
        for (int i = 0; i < size; i++) {
            list.add(maker.get());
        }
        return list;
    }

    /** Some of the given, perhaps none or all, in their order. */
    public <T> List<T> some(Collection<T> choices) {
        return choices.stream().filter(choice -> flip()).toList();
    }

    /** The given in another order. */
    public <T> List<T> shuffled(Collection<T> elements) {
        var list = new ArrayList<>(elements);
        Collections.shuffle(list, random);
        return list;
    }

    /** A text of min to max characters of the alphabet. */
    public String text(String alphabet, int min, int max) {
        int length = between(min, max);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** A lower-case name of 1 to 8 letters. */
    public String name() {
        return text("abcdefghijklmnopqrstuvwxyz", 1, 8);
    }

    /** Bytes of a length in [min, max]. */
    public byte[] bytes(int min, int max) {
        var bytes = new byte[between(min, max)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
