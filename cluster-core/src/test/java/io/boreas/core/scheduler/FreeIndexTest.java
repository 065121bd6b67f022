package io.boreas.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index beside a sorted set. */
class FreeIndexTest {
    private static final int SLOTS = 700;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsWhatASortedSetFinds(long seed) {
        var random = new Random(seed);
        var cells = new FreeCells();
        cells.ensure(SLOTS);
        var index = new FreeIndex(cells);
        var inside = new TreeSet<Integer>(
                Comparator.<Integer>comparingLong(cells::key).thenComparing(cells::label));
        for (int i = 0; i < SLOTS; i++) {
            cells.setLabel(i, i * 7L);
        }
        for (int step = 0; step < 6_000; step++) {
            int slot = random.nextInt(SLOTS);
            boolean phase = step / 1_500 % 2 == 0;
            if (inside.remove(slot)) {
                index.remove(slot);
            }
            if (random.nextInt(10) < (phase ? 9 : 2)) {
                cells.set(slot, 0, random.nextInt(40));
                cells.set(slot, 1, random.nextInt(1_000));
                index.add(slot);
                inside.add(slot);
            }
            assertThat(index.size()).isEqualTo(inside.size());
            var needs = new Amounts(random.nextInt(45), random.nextInt(1_100), 0, 0, 0);
            int parity = random.nextInt(2);
            assertThat(index.least(needs, s -> s % 2 == parity, Long.MIN_VALUE, 0, Integer.MAX_VALUE))
                    .isEqualTo(inside.stream()
                            .filter(s -> s % 2 == parity && cells.fits(s, needs))
                            .findFirst()
                            .orElse(FreeIndex.NONE));
            assertThat(index.most(needs, s -> s % 2 == parity, Integer.MAX_VALUE))
                    .isEqualTo(inside.stream()
                            .filter(s -> s % 2 == parity && cells.fits(s, needs))
                            .max(Comparator.<Integer>comparingLong(cells::key)
                                    .thenComparing(Comparator.<Integer>comparingLong(cells::label)
                                            .reversed()))
                            .orElse(FreeIndex.NONE));
        }
    }
}
