package io.boreas.testcluster.sim;

import io.boreas.core.job.JobSettings;
import io.boreas.core.scheduler.Ranking;
import java.time.Duration;

/**
 * The cell's settings, as in {@code reference.conf} but with shorter times, so that a short run sees all of them pass.
 *
 * @param groups groups of each kind
 * @param snapshotOneIn a snapshot is taken after one record in so many
 * @param unreachableAfter silence of an agent until it is unreachable
 * @param forgetAfter how long the planner believes a choice to be on its way
 * @param chaosMillis how long things go wrong
 */
public record SimSettings(
        int groups,
        int commandsMax,
        int batchCommandsMax,
        int snapshotOneIn,
        Duration retryMin,
        Duration retryMax,
        Duration unreachableAfter,
        JobSettings jobs,
        Duration forgetAfter,
        int decisionsMax,
        Ranking ranking,
        Duration pingInterval,
        Duration resendInterval,
        int agents,
        int jobKeys,
        int requests,
        long chaosMillis) {
    /** Settings of a run. */
    static SimSettings drawn(Chance chance) {
        var second = Duration.ofSeconds(1);
        var jobs = new JobSettings(
                second.multipliedBy(10),
                second.multipliedBy(2),
                second.multipliedBy(8),
                second.multipliedBy(chance.between(20, 60)),
                chance.oneIn(2) ? Duration.ZERO : second.multipliedBy(10),
                second.multipliedBy(chance.oneIn(4) ? 60 : 3_600));
        return new SimSettings(
                chance.between(1, 3),
                128,
                chance.oneIn(4) ? 3 : 1_000,
                chance.between(4, 40),
                Duration.ofMillis(500),
                second.multipliedBy(4),
                second.multipliedBy(12),
                jobs,
                second.multipliedBy(chance.between(1, 4)),
                chance.oneIn(4) ? 2 : 1_000,
                chance.oneIn(4) ? Ranking.SPREAD : Ranking.PACK,
                second.multipliedBy(2),
                second.multipliedBy(5),
                chance.between(2, 6),
                chance.between(1, 5),
                chance.between(5, 25),
                chance.between(40, 120) * 1_000L);
    }

    /** These with another bound on remembered commands. */
    public SimSettings withCommandsMax(int max) {
        return new SimSettings(
                groups,
                max,
                batchCommandsMax,
                snapshotOneIn,
                retryMin,
                retryMax,
                unreachableAfter,
                jobs,
                forgetAfter,
                decisionsMax,
                ranking,
                pingInterval,
                resendInterval,
                agents,
                jobKeys,
                requests,
                chaosMillis);
    }
}
