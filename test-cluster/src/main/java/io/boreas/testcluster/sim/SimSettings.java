package io.boreas.testcluster.sim;

import io.boreas.actors.framework.FrameworkGroupSettings;
import io.boreas.actors.group.GroupSettings;
import io.boreas.core.allocator.Quota;
import io.boreas.core.job.JobSettings;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Role;
import io.boreas.core.scheduler.Ranking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cell's settings, as in {@code reference.conf} but with shorter times, so that a short run sees all of them pass.
 *
 * @param groups groups of each kind
 * @param snapshotOneIn a snapshot is taken after one record in so many
 * @param unreachableAfter silence of an agent until it is unreachable
 * @param forgetAfter how long the planner believes a choice to be on its way
 * @param chaosMillis how long things go wrong
 * @param frameworks schedulers of frameworks, each with one framework
 * @param offerTimeout how long a scheduler may think about an offer
 * @param frameworkSettings how schedulers are treated
 * @param limit what each role of frameworks may have at most, in thousandths of a CPU; empty for no limit
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
        long chaosMillis,
        int frameworks,
        Duration offerTimeout,
        FrameworkGroupSettings frameworkSettings,
        Optional<Long> limit) {
    /** The roles of frameworks, which are no jobs'. */
    public static final List<String> FRAMEWORK_ROLES = List.of("stream", "batch");

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
                chance.between(40, 120) * 1_000L,
                chance.oneIn(3) ? 0 : chance.between(1, 3),
                second.multipliedBy(chance.between(5, 20)),
                new FrameworkGroupSettings(
                        second.multipliedBy(chance.between(3, 30)), second.multipliedBy(2), second.multipliedBy(8)),
                chance.oneIn(3) ? Optional.of(chance.between(1, 6) * 500L) : Optional.empty());
    }

    /** What operators have said. */
    public Registry registry() {
        var quotas = new TreeMap<Role, Quota>();
        limit.ifPresent(milli -> FRAMEWORK_ROLES.forEach(
                role -> quotas.put(new Role(role), new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", milli))))));
        return new Registry(1, new TreeMap<>(), quotas, List.of(), new TreeSet<>(), new TreeSet<>());
    }

    /** As the cell's own classes take them. */
    public GroupSettings ofGroups() {
        return new GroupSettings(
                groups, commandsMax, batchCommandsMax, snapshotOneIn, 1, Optional.empty(), false, retryMin, retryMax);
    }

    /** These with another bound on remembered commands. */
    public SimSettings withCommandsMax(int max) {
        return with(max, frameworks);
    }

    /** These without frameworks. */
    public SimSettings withoutFrameworks() {
        return with(commandsMax, 0);
    }

    private SimSettings with(int maxOfCommands, int countOfFrameworks) {
        return new SimSettings(
                groups,
                maxOfCommands,
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
                chaosMillis,
                countOfFrameworks,
                offerTimeout,
                frameworkSettings,
                limit);
    }
}
