package io.boreas.actors.guardian;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the streams between masters that do not end by themselves. Pekko waits for them without a deadline when an actor system stops, and
 * one whose TLS is half closed may stay for ever: the system would keep its ports, and a master that the others have given up could not
 * come back. Source: https://github.com/apache/pekko/pull/3317, which is in no release that is used here.
 */
final class StuckStreams {
    private static final Logger LOG = LoggerFactory.getLogger(StuckStreams.class);

    /** An orderly end takes one second, Pekko's {@code shutdown-flush-timeout}, and little more. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** What runs streams, by the path at which Pekko keeps it; nothing else is left to do when it is stopped. */
    private static final String STREAMS = "/system/Materializers/*";

    private StuckStreams() {}

    /** Sees to it that this system's streams end with it. */
    static void endWith(ActorSystem<?> system) {
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "end-stuck-streams", () -> {
                    CompletableFuture.delayedExecutor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                            .execute(() -> end(system));
                    return CompletableFuture.completedFuture(Done.getInstance());
                });
    }

    private static void end(ActorSystem<?> system) {
        if (system.getWhenTerminated().toCompletableFuture().isDone()) {
            return;
        }
        LOG.info("streams between masters do not end by themselves, and are cut off");
        system.classicSystem().actorSelection(STREAMS).tell(PoisonPill.getInstance(), ActorRef.noSender());
    }
}
