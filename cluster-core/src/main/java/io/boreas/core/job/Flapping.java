package io.boreas.core.job;

import static io.boreas.core.job.ScheduleStatus.DRAINING;
import static io.boreas.core.job.ScheduleStatus.KILLING;
import static io.boreas.core.job.ScheduleStatus.RESTARTING;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The penalty of instances whose runs end too fast too often. Source: Aurora's {@code RescheduleCalculator}: the penalty follows from
 * the runs before the one that ends, so that the first quick end is free.
 */
final class Flapping {
    /** Runs in a row that are counted; the penalty has reached its bound long before. */
    static final int FLAPS_MAX = 1_000;

    /** Who was stopped from outside did not fail by itself. */
    private static final Set<ScheduleStatus> INTERRUPTED = EnumSet.of(RESTARTING, KILLING, DRAINING);

    private Flapping() {}

    /** How many runs in a row, this ended one included, ended too fast: the successor's {@link InstanceTask#flaps()}. */
    static int flapsAfter(InstanceTask ended, JobSettings settings) {
        return flapped(ended, settings) ? Math.min(ended.flaps() + 1, FLAPS_MAX) : 0;
    }

    /** How long the successor of this ended run must wait. */
    static Duration penaltyAfter(InstanceTask ended, JobSettings settings) {
        if (ended.flaps() == 0) {
            return Duration.ZERO;
        }
        var penalty = settings.penaltyMin();
        for (int i = 1; i < ended.flaps() && penalty.compareTo(settings.penaltyMax()) < 0; i++) {
            penalty = penalty.multipliedBy(2);
        }
        return penalty.compareTo(settings.penaltyMax()) < 0 ? penalty : settings.penaltyMax();
    }

    private static boolean flapped(InstanceTask ended, JobSettings settings) {
        if (ended.wasIn(INTERRUPTED)) {
            return false;
        }
        var end = ended.since();
        return ended.history().reversed().stream()
                .filter(change -> !change.status().isTerminal())
                .findFirst()
                .map(active -> Duration.between(active.at(), end).compareTo(settings.flappingThreshold()) < 0)
                .orElse(false);
    }
}
