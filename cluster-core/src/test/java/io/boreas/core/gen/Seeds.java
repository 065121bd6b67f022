package io.boreas.core.gen;

import java.util.stream.LongStream;

/**
 * Seeds for property tests: {@code @MethodSource("io.boreas.core.gen.Seeds#fifty")}.
 *
 * <p>{@code -Dboreas.seed=42} runs one seed alone; {@code -Dboreas.seeds=10000} runs that many instead.
 */
public final class Seeds {
    private Seeds() {}

    /** Fifty seeds. */
    public static LongStream fifty() {
        return count(50);
    }

    /** Five hundred seeds, for what is cheap to try. */
    public static LongStream fiveHundred() {
        return count(500);
    }

    /** The first seeds, unless the properties above say otherwise. */
    public static LongStream count(int usual) {
        Long one = Long.getLong("boreas.seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("boreas.seeds", usual));
    }
}
