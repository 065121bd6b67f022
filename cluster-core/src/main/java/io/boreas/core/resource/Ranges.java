package io.boreas.core.resource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A set of whole numbers in [0, {@value #MAX}], kept as sorted ranges with a gap between any two; ports, above all.
 *
 * <p>Immutable. Operations cost the number of ranges touched, found by binary search, plus one array copy; the count of
 * numbers does not matter.
 */
public final class Ranges implements Value, AttributeValue, Comparable<Ranges> {

    /** The largest number: one below the largest long, so that the number after an end is still a number. */
    public static final long MAX = Long.MAX_VALUE - 1;

    private static final Ranges EMPTY = new Ranges(new long[0]);

    /** begin, end, begin, end, ...; ends are inclusive, and each begin is at least the end before it + 2. */
    private final long[] bounds;

    private Ranges(long[] bounds) {
        this.bounds = bounds;
    }

    /** All numbers from begin to end, both included. */
    public record Span(long begin, long end) {
        public Span {
            if (begin < 0 || begin > end || end > MAX) {
                throw new ResourceSyntaxException(
                        "range", begin + "-" + end, "a begin from 0 to the end, and an end of at most " + MAX);
            }
        }
    }

    /** No numbers. */
    public static Ranges empty() {
        return EMPTY;
    }

    /**
     * All numbers from begin to end, both included.
     *
     * @throws ResourceSyntaxException if begin is negative or above end
     */
    public static Ranges of(long begin, long end) {
        var span = new Span(begin, end);
        return new Ranges(new long[] {span.begin(), span.end()});
    }

    /** One number. */
    public static Ranges single(long number) {
        return of(number, number);
    }

    /** The numbers in any of the spans, which may come in any order and overlap. */
    public static Ranges of(List<Span> spans) {
        var sorted = spans.stream()
                .sorted(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end))
                .toList();
        var out = new Builder(sorted.size());
        sorted.forEach(span -> out.add(span.begin(), span.end()));
        return out.build();
    }

    /** The given numbers, in any order. */
    public static Ranges ofNumbers(long... numbers) {
        return of(LongStream.of(numbers).mapToObj(n -> new Span(n, n)).toList());
    }

    /**
     * The ranges a text such as {@code [31000-32000,33000-33100]} stands for.
     *
     * @throws ResourceSyntaxException if it is not of that form
     */
    public static Ranges parse(String text) {
        return new ValueText(text, 0).ranges();
    }

    @Override
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many numbers there are. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /** How many ranges there are. */
    public int spanCount() {
        return bounds.length / 2;
    }

    /** Where the range at an index begins. */
    public long begin(int index) {
        return bounds[2 * index];
    }

    /** Where the range at an index ends; that number is included. */
    public long end(int index) {
        return bounds[2 * index + 1];
    }

    /** The ranges in order. */
    public List<Span> spans() {
        return IntStream.range(0, spanCount())
                .mapToObj(i -> new Span(begin(i), end(i)))
                .toList();
    }

    /** The numbers in order. */
    public LongStream numbers() {
        return IntStream.range(0, spanCount()).boxed().flatMapToLong(i -> LongStream.rangeClosed(begin(i), end(i)));
    }

    /** The smallest number. */
    public long lowest() {
        return number(0);
    }

    /**
     * The number that has exactly {@code index} smaller ones.
     *
     * @throws NoSuchElementException if there are not that many
     */
    public long number(long index) {
        long skip = index;
        for (int i = 0; i < bounds.length && skip >= 0; i += 2) {
            long width = bounds[i + 1] - bounds[i] + 1;
            if (skip < width) {
                return bounds[i] + skip;
            }
            skip -= width;
        }
        throw new NoSuchElementException("no number at index " + index + " of " + this);
    }

    /**
     * The {@code count} smallest numbers.
     *
     * @throws NoSuchElementException if there are fewer
     */
    public Ranges lowest(long count) {
        long wanted = count;
        for (int i = 0; i < bounds.length && wanted > 0; i += 2) {
            long width = bounds[i + 1] - bounds[i] + 1;
            if (wanted <= width) {
                long[] taken = Arrays.copyOf(bounds, i + 2);
                taken[i + 1] = bounds[i] + wanted - 1;
                return new Ranges(taken);
            }
            wanted -= width;
        }
        if (wanted == 0) {
            return EMPTY;
        }
        throw new NoSuchElementException("fewer than " + count + " numbers in " + this);
    }

    /** The {@code count} smallest numbers, and the others. */
    public Taken take(long count) {
        var taken = lowest(count);
        return new Taken(taken, minus(taken));
    }

    /**
     * One number, and the others.
     *
     * @throws NoSuchElementException if the number is not here
     */
    public Taken takeNumber(long number) {
        if (!contains(number)) {
            throw new NoSuchElementException(number + " is not in " + this);
        }
        var taken = single(number);
        return new Taken(taken, minus(taken));
    }

    /** A set cut in two. */
    public record Taken(Ranges taken, Ranges left) {}

    /** Whether the number is here. */
    public boolean contains(long number) {
        int i = firstEndingFrom(number);
        return i < bounds.length && bounds[i] <= number;
    }

    /** Whether all numbers of the other set are here. */
    public boolean contains(Ranges other) {
        for (int j = 0; j < other.bounds.length; j += 2) {
            int i = firstEndingFrom(other.bounds[j + 1]);
            if (i == bounds.length || bounds[i] > other.bounds[j]) {
                return false;
            }
        }
        return true;
    }

    /** Whether some number is in both sets. */
    public boolean intersects(Ranges other) {
        for (int j = 0; j < other.bounds.length; j += 2) {
            int i = firstEndingFrom(other.bounds[j]);
            if (i < bounds.length && bounds[i] <= other.bounds[j + 1]) {
                return true;
            }
        }
        return false;
    }

    /** The numbers of both sets. */
    public Ranges intersection(Ranges other) {
        return minus(minus(other));
    }

    /** The numbers of either set. */
    public Ranges union(Ranges other) {
        if (other.isEmpty() || isEmpty()) {
            return isEmpty() ? other : this;
        }
        var out = new Builder(spanCount() + other.spanCount());
        // What ends well before the other begins is not touched.
        int i = firstEndingFrom(other.bounds[0] - 1);
        out.copy(bounds, 0, i);
        int j = 0;
        while (j < other.bounds.length) {
            if (i < bounds.length && bounds[i] <= other.bounds[j]) {
                out.add(bounds[i], bounds[i + 1]);
                i += 2;
            } else {
                out.add(other.bounds[j], other.bounds[j + 1]);
                j += 2;
            }
        }
        while (i < bounds.length && out.touches(bounds[i])) {
            out.add(bounds[i], bounds[i + 1]);
            i += 2;
        }
        out.copy(bounds, i, bounds.length);
        return out.build();
    }

    /** The numbers of this set that are not in the other; what is not here may be taken away too. */
    public Ranges minus(Ranges other) {
        if (other.isEmpty() || isEmpty()) {
            return this;
        }
        long[] cuts = other.bounds;
        var out = new Builder(spanCount() + other.spanCount());
        int i = firstEndingFrom(cuts[0]);
        out.copy(bounds, 0, i);
        int j = 0;
        for (; i < bounds.length && j < cuts.length; i += 2) {
            long begin = bounds[i];
            long end = bounds[i + 1];
            while (j < cuts.length && cuts[j + 1] < begin) {
                j += 2;
            }
            while (j < cuts.length && cuts[j] <= end && begin <= end) {
                if (cuts[j] > begin) {
                    out.add(begin, cuts[j] - 1);
                }
                begin = cuts[j + 1] + 1;
                if (begin <= end) {
                    j += 2;
                }
            }
            if (begin <= end) {
                out.add(begin, end);
            }
        }
        out.copy(bounds, i, bounds.length);
        return out.build();
    }

    @Override
    public int compareTo(Ranges other) {
        return Arrays.compare(bounds, other.bounds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** In the text grammar: {@code [31000-32000,33000-33100]}. */
    @Override
    public String toString() {
        var text = new StringBuilder("[");
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(bounds[i]).append('-').append(bounds[i + 1]);
        }
        return text.append(']').toString();
    }

    /** Index of the begin of the first range that ends at the number or after it; the length if there is none. */
    private int firstEndingFrom(long number) {
        int low = 0;
        int high = bounds.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    /** Takes ranges in order of their begins; joins those that overlap or touch. */
    private static final class Builder {
        private long[] bounds;
        private int length;

        Builder(int spansMax) {
            bounds = new long[2 * spansMax];
        }

        boolean touches(long begin) {
            return length > 0 && begin - 1 <= bounds[length - 1];
        }

        void add(long begin, long end) {
            if (touches(begin)) {
                bounds[length - 1] = Math.max(bounds[length - 1], end);
                return;
            }
            bounds[length++] = begin;
            bounds[length++] = end;
        }

        /** Takes ranges that touch nothing taken so far. */
        void copy(long[] source, int from, int to) {
            System.arraycopy(source, from, bounds, length, to - from);
            length += to - from;
        }

        Ranges build() {
            if (length == 0) {
                return EMPTY;
            }
            return new Ranges(length == bounds.length ? bounds : Arrays.copyOf(bounds, length));
        }
    }
}
