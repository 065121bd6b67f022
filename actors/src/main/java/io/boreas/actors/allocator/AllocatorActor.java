package io.boreas.actors.allocator;

import io.boreas.actors.group.Groups;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.time.Clocks;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The cell's one allocator: what it does is in {@link AllocatorKeeper}, which it lends what actors have. */
public final class AllocatorActor extends AbstractBehavior<AllocatorMessage> {
    /** How soon it is seen that the whitelist changed, or that nothing was heard for long. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** Grant what can be granted. */
    private enum AllocateNow implements AllocatorMessage, NoSerializationVerificationNeeded {
        ALLOCATE_NOW
    }

    /** Ask a group for all it has. */
    private enum Tick implements AllocatorMessage, NoSerializationVerificationNeeded {
        TICK
    }

    /** See whether the whitelist is another, and what was not heard of. */
    private enum Look implements AllocatorMessage, NoSerializationVerificationNeeded {
        LOOK
    }

    private final ActorRef<PlannerMessage> planner;
    private final TimerScheduler<AllocatorMessage> timers;
    private final AllocatorKeeper keeper;

    private AllocatorActor(
            ActorContext<AllocatorMessage> context,
            TimerScheduler<AllocatorMessage> timers,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            AllocatorActorSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        super(context);
        this.planner = planner;
        this.timers = timers;
        this.keeper = new AllocatorKeeper(groups, settings, whitelist, clocks, new OfActor());
        timers.startTimerWithFixedDelay(Look.LOOK, LOOK_INTERVAL);
        timers.startTimerWithFixedDelay(Tick.TICK, settings.forgetAfter().dividedBy(4));
        keeper.start();
    }

    /** @param whitelist the hosts whose agents are offered, as of now; empty if all are */
    public static Behavior<AllocatorMessage> create(
            Groups groups,
            ActorRef<PlannerMessage> planner,
            AllocatorActorSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AllocatorActor(context, timers, groups, planner, settings, whitelist, clocks)));
    }

    /** What the keeper reaches through this actor. */
    private final class OfActor implements AllocatorKeeper.Outside {
        @Override
        public void tell(PlannerMessage message) {
            planner.tell(message);
        }

        @Override
        public void allocateSoon() {
            getContext().getSelf().tell(AllocateNow.ALLOCATE_NOW);
        }

        @Override
        public void allocateAfter(Duration pause) {
            timers.startSingleTimer(AllocateNow.ALLOCATE_NOW, pause);
        }
    }

    @Override
    public Receive<AllocatorMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(AllocatorMessage.Report.class, report -> after(() -> keeper.hear(report)))
                .onMessage(RegistryChanged.class, changed -> after(() -> keeper.registryChanged(changed.registry())))
                .onMessage(
                        AllocatorMessage.AskInverseAnswers.class,
                        ask -> after(() -> ask.replyTo().tell(keeper.inverseAnswers())))
                .onMessage(
                        AllocatorMessage.AskInverseOffers.class,
                        ask -> after(() -> ask.replyTo().tell(keeper.inverseOffers())))
                .onMessageEquals(AllocateNow.ALLOCATE_NOW, () -> after(keeper::allocate))
                .onMessageEquals(Look.LOOK, () -> after(keeper::look))
                .onMessageEquals(Tick.TICK, () -> after(keeper::tick))
                .build();
    }

    private Behavior<AllocatorMessage> after(Runnable work) {
        work.run();
        return this;
    }
}
