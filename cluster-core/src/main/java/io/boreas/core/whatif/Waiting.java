package io.boreas.core.whatif;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How long runs waited for their places.
 *
 * @param median half of them waited no longer; zero if there are none, as all of these are
 * @param p99 99 of 100 waited no longer
 */
public record Waiting(Duration median, Duration p99, Duration max) {
    static final Waiting NONE = new Waiting(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** By nearest rank: each value is one that a run did wait. */
    static Waiting of(Collection<Duration> waits) {
        if (waits.isEmpty()) {
            return NONE;
        }
        var sorted = waits.stream().sorted().toList();
        return new Waiting(rank(sorted, 50), rank(sorted, 99), sorted.getLast());
    }

    private static Duration rank(List<Duration> sorted, int percent) {
        int rank = (int) (((long) sorted.size() * percent + 99) / 100);
        return sorted.get(Math.max(0, rank - 1));
    }
}
