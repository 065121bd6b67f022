package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.Groups;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One subscription of a scheduler, on the master whose door it came through: hands what it is told to the door, in order. Its
 * framework's group watches it, and learns by its end that the scheduler is gone.
 */
public final class SchedulerStream extends AbstractBehavior<ToScheduler> {
    private static final Duration HOLD_INTERVAL = Duration.ofSeconds(5);

    private final FrameworkId framework;
    private final String streamId;
    private final Groups groups;
    private final Consumer<FrameworkPush> door;
    private final TimerScheduler<ToScheduler> timers;
    private boolean stands;

    private SchedulerStream(
            ActorContext<ToScheduler> context,
            TimerScheduler<ToScheduler> timers,
            FrameworkId framework,
            String streamId,
            Groups groups,
            Consumer<FrameworkPush> door) {
        super(context);
        this.timers = timers;
        this.framework = framework;
        this.streamId = streamId;
        this.groups = groups;
        this.door = door;
    }

    /** A stream of the subscription that carries this id. */
    public static Behavior<ToScheduler> create(
            FrameworkId framework, String streamId, Groups groups, Consumer<FrameworkPush> door) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            return new SchedulerStream(context, timers, framework, streamId, groups, door);
        }));
    }

    @Override
    public Receive<ToScheduler> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToScheduler.Push.class, this::push)
                .onMessageEquals(ToScheduler.Hold.HOLD, this::hold)
                .onMessageEquals(ToScheduler.Close.CLOSE, Behaviors::stopped)
                .build();
    }

    private Behavior<ToScheduler> push(ToScheduler.Push push) {
        door.accept(push.push());
        return push.push() instanceof FrameworkPush.End ? Behaviors.stopped() : this;
    }

    private Behavior<ToScheduler> hold() {
        if (!stands) {
            stands = true;
            var self = getContext().getSelf();
            groups.standFor(
                    GroupKind.FRAMEWORK, groups.numberOf(framework), self, () -> self.tell(ToScheduler.Hold.HOLD));
            timers.startTimerWithFixedDelay(ToScheduler.Hold.HOLD, HOLD_INTERVAL);
        }
        groups.tell(
                framework,
                new FrameworkGroupMessage.StreamHolds(
                        framework, streamId, getContext().getSelf()));
        return this;
    }
}
