package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.Ranges;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoreMapTest {
    private static final CoreMap FOUR = new CoreMap(Ranges.of(0, 3), Collections.emptySortedMap());

    @Test
    void theLastCoresAreGivenAndOneStaysShared() {
        var cores = FOUR.placed("two", 2).placed("shares", 0).placed("one", 1).placed("late", 1);

        assertThat(cores.of("two")).isEqualTo(Ranges.of(2, 3));
        assertThat(cores.of("one")).isEqualTo(Ranges.single(1));
        assertThat(cores.of("shares")).isEqualTo(Ranges.single(0));
        assertThat(cores.of("late")).isEqualTo(Ranges.single(0));
        assertThat(cores.sharing()).containsExactly("late", "shares");
    }

    @Test
    void whoGetsNotAllThatItWantsGetsNone() {
        assertThat(FOUR.placed("t", 4).isAlone("t")).isFalse();
        assertThat(FOUR.placed("t", 3).of("t")).isEqualTo(Ranges.of(1, 3));
    }

    @Test
    void whatIsGivenBackIsSharedAndForThoseWhoComeLater() {
        var cores = FOUR.placed("three", 3).placed("shares", 1).without("three");

        assertThat(cores.of("shares")).isEqualTo(Ranges.of(0, 3));
        assertThat(cores.placed("shares", 1).isAlone("shares")).isFalse();
        assertThat(cores.placed("next", 3).of("next")).isEqualTo(Ranges.of(1, 3));
    }

    @Test
    void whoWantsAnotherNumberSharesFromThenOn() {
        var cores = FOUR.placed("t", 1).placed("t", 2);

        assertThat(cores.of("t")).isEqualTo(Ranges.of(0, 3));
        assertThat(cores.placed("t", 1).isAlone("t")).isFalse();
    }

    @Test
    void whatSomebodyElseWroteNeverGivesACoreToTwo() {
        var cores = CoreMap.found(
                Ranges.of(0, 3),
                Map.of("a", Ranges.of(2, 3), "b", Ranges.of(3, 5), "c", Ranges.single(1), "d", Ranges.single(9)));

        assertThat(cores.of("a")).isEqualTo(Ranges.of(2, 3));
        assertThat(cores.isAlone("b")).isFalse();
        assertThat(cores.of("c")).isEqualTo(Ranges.single(1));
        assertThat(cores.isAlone("d")).isFalse();
        assertThat(cores.shared()).isEqualTo(Ranges.single(0));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 500);
    }

    /** Never a core to two, never all of them, all that was given comes back, nobody moves but who shares, and nothing is forgotten. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void rulesHoldWhateverComesAndGoes(long seed) {
        var random = new Random(seed);
        int first = random.nextInt(4);
        var cores = new CoreMap(Ranges.of(first, first + random.nextInt(10)), Collections.emptySortedMap());
        for (int step = 0; step < 60; step++) {
            var before = cores;
            var task = "t" + random.nextInt(8);
            boolean comes = random.nextInt(3) > 0;
            long wanted = random.nextInt(5);
            long left = before.shared().size() - 1;
            cores = comes ? cores.placed(task, wanted) : cores.without(task);

            var taken = Ranges.empty();
            for (var one : cores.own().keySet()) {
                if (cores.isAlone(one)) {
                    assertThat(cores.of(one).intersects(taken)).isFalse();
                    taken = taken.union(cores.of(one));
                } else {
                    assertThat(cores.of(one)).isEqualTo(cores.shared());
                }
                if (!one.equals(task)) {
                    assertThat(cores.own().get(one)).isEqualTo(before.own().get(one));
                }
            }
            assertThat(cores.shared()).isEqualTo(cores.all().minus(taken));
            assertThat(cores.shared().contains(cores.all().lowest())).isTrue();
            if (comes && !before.knows(task)) {
                assertThat(cores.isAlone(task)).isEqualTo(wanted > 0 && wanted <= left);
            }
            assertThat(restarted(cores)).isEqualTo(cores);
        }
        for (var task : cores.own().keySet()) {
            cores = cores.without(task);
        }
        assertThat(cores.shared()).isEqualTo(cores.all());
    }

    /** What an agent finds that is started again. */
    private static CoreMap restarted(CoreMap cores) {
        var files = new TreeMap<String, Ranges>();
        cores.own().keySet().forEach(task -> files.put(task, cores.of(task)));
        return CoreMap.found(cores.all(), files);
    }
}
