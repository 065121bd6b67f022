package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.gen.Gen;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RangesTest {
    private static final int WORLD = 70;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void agreesWithSetsOfNumbers(long seed) {
        var gen = ResourceGen.seeded(seed);
        var a = gen.ranges();
        var b = gen.ranges();
        assertThat(numbers(a.union(b))).isEqualTo(union(a, b));
        assertThat(numbers(a.minus(b))).isEqualTo(difference(a, b));
        assertThat(numbers(a.intersection(b))).isEqualTo(intersection(a, b));
        assertThat(a.intersects(b)).isEqualTo(!intersection(a, b).isEmpty());
        assertThat(a.contains(b)).isEqualTo(numbers(a).containsAll(numbers(b)));
        assertThat(a.size()).isEqualTo(numbers(a).size());
        for (long n = 0; n < WORLD; n++) {
            assertThat(a.contains(n)).isEqualTo(numbers(a).contains(n));
        }
        for (var result : List.of(a, a.union(b), a.minus(b), a.intersection(b))) {
            assertCanonical(result);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void theSameNumbersAreEqualHoweverTheyWereGathered(long seed) {
        var gen = Gen.seeded(seed);
        var numbers = gen.list(0, 40, () -> gen.between(0L, 50));
        var onePass = Ranges.ofNumbers(numbers.stream().mapToLong(n -> n).toArray());
        var oneByOne = gen.shuffled(numbers).stream().map(Ranges::single).reduce(Ranges.empty(), Ranges::union);
        assertThat(oneByOne).isEqualTo(onePass).hasSameHashCodeAs(onePass).isEqualByComparingTo(onePass);
        assertThat(Ranges.parse(onePass.toString())).isEqualTo(onePass);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void takesTheLowestAndLeavesTheRest(long seed) {
        var gen = ResourceGen.seeded(seed);
        var ranges = gen.ranges();
        long count = gen.gen().between(0, ranges.size());
        var cut = ranges.take(count);
        assertThat(cut.taken().size()).isEqualTo(count);
        assertThat(cut.taken().union(cut.left())).isEqualTo(ranges);
        assertThat(numbers(cut.taken()))
                .isEqualTo(numbers(ranges).stream().limit(count).collect(Collectors.toCollection(TreeSet::new)));
        assertThatThrownBy(() -> ranges.take(ranges.size() + 1)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void takesAPortFromTheMiddle() {
        var cut = Ranges.of(31_000, 32_000).takeNumber(31_500);
        assertThat(cut.taken()).isEqualTo(Ranges.single(31_500));
        assertThat(cut.left()).hasToString("[31000-31499,31501-32000]");
        assertThat(cut.left().number(500)).isEqualTo(31_501);
        assertThatThrownBy(() -> cut.left().takeNumber(31_500)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> cut.left().number(1_000)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void reachesTheLargestNumber() {
        var all = Ranges.of(0, Ranges.MAX);
        assertThat(all.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(all.minus(Ranges.single(Ranges.MAX))).isEqualTo(Ranges.of(0, Ranges.MAX - 1));
        assertThat(all.minus(Ranges.single(0)).union(Ranges.single(0))).isEqualTo(all);
        assertThat(all.minus(all).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1-2,3-4]|[1-4]", "[5-9,1-3]|[1-3,5-9]", "[1-5,2-3]|[1-5]", " [ 1 - 2 , 9-9 ] |[1-2,9-9]", "[]|[]"
            })
    void joinsWhatTouchesOrOverlaps(String text, String canonical) {
        assertThat(Ranges.parse(text)).hasToString(canonical);
    }

    private static void assertCanonical(Ranges ranges) {
        for (int i = 0; i < ranges.spanCount(); i++) {
            assertThat(ranges.begin(i)).isLessThanOrEqualTo(ranges.end(i));
            assertThat(i == 0 || ranges.begin(i) > ranges.end(i - 1) + 1).isTrue();
        }
    }

    private static Set<Long> numbers(Ranges ranges) {
        return boxed(ranges.numbers());
    }

    private static Set<Long> boxed(LongStream numbers) {
        return numbers.boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Long> union(Ranges a, Ranges b) {
        var all = numbers(a);
        all.addAll(numbers(b));
        return all;
    }

    private static Set<Long> difference(Ranges a, Ranges b) {
        var all = numbers(a);
        all.removeAll(numbers(b));
        return all;
    }

    private static Set<Long> intersection(Ranges a, Ranges b) {
        var all = numbers(a);
        all.retainAll(numbers(b));
        return all;
    }
}
