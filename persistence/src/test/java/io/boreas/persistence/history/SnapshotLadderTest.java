package io.boreas.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.persistence.history.SnapshotLadder.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which snapshots stay, and at which history may be cut. */
class SnapshotLadderTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration KEPT = Duration.ofDays(16);

    private static Mark mark(long sequence, long hours) {
        return new Mark(sequence, START.plus(Duration.ofHours(hours)));
    }

    private static Instant hour(long hours) {
        return START.plus(Duration.ofHours(hours));
    }

    @Test
    void nothingIsCutBeforeASnapshotIsOldEnough() {
        var marks = List.of(mark(10, 0), mark(20, 30));
        assertThat(SnapshotLadder.of(marks, hour(16 * 24 - 1), KEPT, 1).base()).isEmpty();
        assertThat(SnapshotLadder.of(marks, hour(16 * 24), KEPT, 1).base()).contains(marks.getFirst());
        assertThat(SnapshotLadder.of(marks, hour(16 * 24 + 30), KEPT, 1).base()).contains(marks.getLast());
        assertThat(SnapshotLadder.of(List.of(), hour(0), KEPT, 1))
                .isEqualTo(SnapshotLadder.of(List.of(), hour(9), KEPT, 3));
    }

    @Test
    void oneInASixteenthOfTheTimeStaysAndTheNewest() {
        var marks = List.of(mark(1, 0), mark(2, 10), mark(3, 23), mark(4, 24), mark(5, 30), mark(6, 40), mark(7, 47));
        var ladder = SnapshotLadder.of(marks, hour(48), KEPT, 2);
        assertThat(ladder.dropped()).containsExactly(mark(2, 10), mark(3, 23), mark(5, 30));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesThereAreFewAndOneToCutAt(long seed) {
        var random = new Random(seed);
        var marks = new ArrayList<Mark>();
        int newestKept = 1 + random.nextInt(4);
        long hours = 0;
        for (int i = 1; i <= 2_000; i++) {
            hours += random.nextInt(random.nextInt(20) == 0 ? 200 : 4);
            marks.add(mark(i, hours));
            var now = hour(hours + random.nextInt(3));
            var ladder = SnapshotLadder.of(marks, now, KEPT, newestKept);
            assertThat(ladder.dropped()).doesNotContain(marks.getLast());
            marks.removeAll(ladder.dropped());
            ladder.base().ifPresent(base -> {
                assertThat(base.decidedAt()).isBeforeOrEqualTo(now.minus(KEPT));
                assertThat(marks).contains(base);
                marks.removeIf(mark -> mark.sequence() < base.sequence());
            });
            assertThat(marks)
                    .as("after %d of seed %d", i, seed)
                    .hasSizeLessThanOrEqualTo(SnapshotLadder.RUNGS + 2 + newestKept);
            // What is kept beyond the time is not more than a rung and the pause between two snapshots.
            var second = marks.size() > 1 + newestKept ? marks.get(1) : marks.getLast();
            assertThat(second.decidedAt())
                    .isAfterOrEqualTo(now.minus(KEPT.multipliedBy(2).plusDays(20)));
        }
    }
}
