package io.boreas.core.job;

import java.time.Duration;
import java.util.List;

/**
 * The numbers of the job machine. Source of the defaults: Aurora's flags of the same meaning.
 *
 * @param flappingThreshold a run that ended sooner than this after it became active flapped, by default 5 min
 * @param penaltyMin penalty for the first flap, doubled for each further one, by default 30 s
 * @param penaltyMax penalty at most, by default 5 min
 * @param transientTimeout how long ASSIGNED, PREEMPTING, RESTARTING, KILLING and DRAINING may last before LOST, by default 5 min
 * @param partitionDelay how long a task of an unreachable agent is waited for before it is replaced, by default 0
 * @param endedKept how long ended tasks are kept, by default 2 days
 */
public record JobSettings(
        Duration flappingThreshold,
        Duration penaltyMin,
        Duration penaltyMax,
        Duration transientTimeout,
        Duration partitionDelay,
        Duration endedKept) {
    public static final JobSettings DEFAULT = new JobSettings(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ZERO,
            Duration.ofDays(2));

    public JobSettings {
        for (var duration :
                List.of(flappingThreshold, penaltyMin, penaltyMax, transientTimeout, partitionDelay, endedKept)) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("a job's delays are 0 or more, not " + duration);
            }
        }
        if (penaltyMin.compareTo(penaltyMax) > 0) {
            throw new IllegalArgumentException(
                    "the least penalty, " + penaltyMin + ", is longer than the longest, " + penaltyMax);
        }
    }
}
