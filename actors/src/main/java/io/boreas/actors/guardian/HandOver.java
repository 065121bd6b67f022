package io.boreas.actors.guardian;

import io.boreas.actors.group.RollCall;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master that leaves in order stays until its groups have started at others. Pekko waits until they have stopped: the coordinators that give them a
 * new place would be on their way to another master themselves, if this one has them, and the groups nowhere meanwhile.
 */
final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    /** Groups are elsewhere within a second or two; a master whose call was lost is not waited for any longer than this. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private HandOver() {}

    /** Sees to it that this system leaves in that order. */
    static void before(ActorSystem<?> system, ActorRef<RollCall.Message> rollCall) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseClusterShardingShutdownRegion(),
                        "groups-elsewhere",
                        () -> elsewhere(system, rollCall));
    }

    private static CompletionStage<Done> elsewhere(ActorSystem<?> system, ActorRef<RollCall.Message> rollCall) {
        if (!hasHeir(Cluster.get(system))) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return AskPattern.ask(rollCall, RollCall.Leave::new, DEADLINE, system.scheduler())
                .exceptionally(late -> {
                    LOG.info("this master leaves before all its groups are known to have started elsewhere");
                    return Done.getInstance();
                });
    }

    private static boolean hasHeir(Cluster cluster) {
        var state = cluster.state();
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .anyMatch(member -> member.status() == MemberStatus.up()
                        && !member.equals(cluster.selfMember())
                        && !state.getUnreachable().contains(member));
    }
}
