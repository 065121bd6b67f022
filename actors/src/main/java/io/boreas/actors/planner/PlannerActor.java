package io.boreas.actors.planner;

import io.boreas.actors.group.Groups;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.registry.RegistryGroupMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.id.JobKey;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
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

/** The cell's one planner: what it does is in {@link PlannerKeeper}, which it lends what actors have. */
public final class PlannerActor extends AbstractBehavior<PlannerMessage> {
    /** How soon it is seen that the whitelist changed, or that nothing was heard for long. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** Place what can be placed. */
    private enum PlanNow implements PlannerMessage, NoSerializationVerificationNeeded {
        PLAN_NOW
    }

    /** Look for choices of which nothing was heard, and ask a group for all it has. */
    private enum Tick implements PlannerMessage, NoSerializationVerificationNeeded {
        TICK
    }

    /** See whether the whitelist is another, and what was not heard of. */
    private enum Look implements PlannerMessage, NoSerializationVerificationNeeded {
        LOOK
    }

    private final PlannerKeeper keeper;

    private PlannerActor(
            ActorContext<PlannerMessage> context,
            TimerScheduler<PlannerMessage> timers,
            Groups groups,
            PlannerSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        super(context);
        var registry = context.messageAdapter(Registry.class, RegistryChanged::new);
        this.keeper = new PlannerKeeper(groups, settings, whitelist, clocks, new OfActor(groups, registry));
        timers.startTimerWithFixedDelay(Look.LOOK, LOOK_INTERVAL);
        timers.startTimerWithFixedDelay(Tick.TICK, settings.forgetAfter().dividedBy(4));
        keeper.start();
    }

    /** @param whitelist the hosts whose agents are chosen, as of now; empty if all are */
    public static Behavior<PlannerMessage> create(
            Groups groups, PlannerSettings settings, Supplier<Optional<SortedSet<String>>> whitelist, Clocks clocks) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new PlannerActor(context, timers, groups, settings, whitelist, clocks)));
    }

    /** What the keeper reaches through this actor. */
    private final class OfActor implements PlannerKeeper.Outside {
        private final Groups groups;
        private final ActorRef<Registry> registry;

        OfActor(Groups groups, ActorRef<Registry> registry) {
            this.groups = groups;
            this.registry = registry;
        }

        @Override
        public void planSoon() {
            getContext().getSelf().tell(PlanNow.PLAN_NOW);
        }

        @Override
        public void askRegistry() {
            groups.tell(GroupKind.REGISTRY, 0, new RegistryGroupMessage.Find(registry));
        }

        @Override
        public void choicesLost(JobKey job) {
            getContext().getLog().warn("choices got lost, asking what waits: job={}", job);
        }
    }

    @Override
    public Receive<PlannerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(PlannerMessage.Report.class, report -> after(() -> keeper.hear(report)))
                .onMessage(RegistryChanged.class, changed -> after(() -> keeper.registryChanged(changed.registry())))
                .onMessageEquals(PlanNow.PLAN_NOW, () -> after(keeper::plan))
                .onMessageEquals(Look.LOOK, () -> after(keeper::look))
                .onMessageEquals(Tick.TICK, () -> after(keeper::tick))
                .onMessage(
                        PlannerMessage.Why.class,
                        why -> after(() ->
                                why.replyTo().tell(new PlannerMessage.Reasons(keeper.why(why.job(), why.task())))))
                .onMessage(
                        PlannerMessage.Preview.class,
                        asked -> after(() -> asked.replyTo().tell(keeper.preview(asked.spec(), asked.instances()))))
                .build();
    }

    private Behavior<PlannerMessage> after(Runnable work) {
        work.run();
        return this;
    }
}
