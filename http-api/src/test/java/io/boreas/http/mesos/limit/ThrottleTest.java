package io.boreas.http.mesos.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.http.mesos.limit.Throttle.Entry;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFirstLeavesAtOnceAndTheOthersOneAfterTheOther() {
        var throttle = new Throttle<String>(4, Long.MAX_VALUE, 0);
        assertThat(throttle.nextInNs(7)).isEmpty();
        throttle.add("a", 0);
        throttle.add("b", 0);
        throttle.add("c", 0);

        assertThat(throttle.nextInNs(7)).hasValue(0);
        assertThat(throttle.next(7)).contains("a");
        assertThat(throttle.nextInNs(7)).hasValue(SECOND / 4);
        assertThat(throttle.next(7 + SECOND / 4 - 1)).isEmpty();
        assertThat(throttle.next(7 + SECOND / 4)).contains("b");
        // later than it might: what is not used is lost
        assertThat(throttle.next(7 + 10 * SECOND)).contains("c");
        throttle.add("d", 0);
        assertThat(throttle.nextInNs(7 + 10 * SECOND)).hasValue(SECOND / 4);
        assertThat(throttle.nextInNs(7 + 11 * SECOND)).hasValue(0);
    }

    @Test
    void noMoreWaitThanMay() {
        var throttle = new Throttle<String>(1, 2, Long.MAX_VALUE);
        assertThat(throttle.add("a", 0)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.add("b", 0)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.add("c", 0)).isEqualTo(Entry.TOO_MANY);
        assertThat(throttle.next(0)).contains("a");
        assertThat(throttle.add("d", 0)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.next(SECOND)).contains("b");
        assertThat(throttle.next(2 * SECOND)).contains("d");

        var shut = new Throttle<String>(1, 0, Long.MAX_VALUE);
        assertThat(shut.add("a", 0)).isEqualTo(Entry.TOO_MANY);
        assertThat(shut.nextInNs(0)).isEmpty();
    }

    @Test
    void noMoreBytesWaitThanMayButOfOneAlone() {
        var throttle = new Throttle<String>(1, Long.MAX_VALUE, 100);
        assertThat(throttle.add("a", 500)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.add("b", 1)).isEqualTo(Entry.TOO_MUCH);
        assertThat(throttle.next(0)).contains("a");
        assertThat(throttle.add("c", 60)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.add("d", 40)).isEqualTo(Entry.TAKEN);
        assertThat(throttle.add("e", 1)).isEqualTo(Entry.TOO_MUCH);
        assertThat(throttle.next(SECOND)).contains("c");
        assertThat(throttle.add("f", 60)).isEqualTo(Entry.TAKEN);
    }

    @Test
    void aRateSoLowThatItsGapHasNoNumberLetsOnePass() {
        var throttle = new Throttle<String>(Double.MIN_VALUE, Long.MAX_VALUE, 0);
        throttle.add("a", 0);
        throttle.add("b", 0);
        assertThat(throttle.next(5)).contains("a");
        assertThat(throttle.nextInNs(6)).hasValue(Long.MAX_VALUE - 1);
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noWindowSeesMoreThanItsRateAndNobodyOvertakes(long seed) {
        var random = new Random(seed);
        double qps = Math.pow(10, random.nextDouble(-2, 5));
        long capacity = random.nextInt(1, 20);
        var throttle = new Throttle<Integer>(qps, capacity, Long.MAX_VALUE);
        long gap = (long) Math.ceil(SECOND / qps);
        long now = random.nextLong(); // a clock may be anywhere
        long start = now;
        int called = 0;
        var waiting = new ArrayList<Integer>();
        var left = new ArrayList<Long>();
        for (int step = 0; step < 400; step++) {
            now += random.nextLong(random.nextBoolean() ? gap + 1 : 4);
            int what = random.nextInt(7);
            if (what == 0) {
                int withdrawn = random.nextInt(called + 1);
                assertThat(throttle.remove(withdrawn)).isEqualTo(waiting.remove((Integer) withdrawn));
            } else if (what < 5) {
                boolean fits = waiting.size() < capacity;
                assertThat(throttle.add(called, 0)).isEqualTo(fits ? Entry.TAKEN : Entry.TOO_MANY);
                if (fits) {
                    waiting.add(called);
                }
                called++;
            } else {
                var rest = throttle.nextInNs(now);
                assertThat(rest.isPresent()).isEqualTo(!waiting.isEmpty());
                var next = throttle.next(now);
                assertThat(next.isPresent()).isEqualTo(rest.isPresent() && rest.getAsLong() == 0);
                if (next.isPresent()) {
                    assertThat(next).contains(waiting.removeFirst());
                    left.add(now - start);
                }
            }
        }
        Windows.requireRate(left, qps);
    }
}
