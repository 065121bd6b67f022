package io.boreas.actors.supervisor;

import io.boreas.actors.group.Backoff;
import io.boreas.actors.group.GroupMessage;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Insists on one task while something is owed to it: the parent, its agent's group, remembers and sends; this child owns the time, and
 * asks for everything still owed to be sent again, after longer and longer pauses, until the journal says that nothing is.
 *
 * <p>It never changes any state, and holds none worth keeping: killed, it is spawned again with the next thing owed or at recovery.
 */
public final class TaskSupervisor extends AbstractBehavior<TaskSupervisor.Message> {
    /** What a supervisor takes. */
    public enum Message implements NoSerializationVerificationNeeded {
        /** Nothing is owed any more. */
        SETTLED,
        /** The pause is over. */
        PAUSE_OVER
    }

    /** What it tells its parent: send again what is still owed to this task. */
    public record Insist(AgentId agent, TaskId task) implements GroupMessage, NoSerializationVerificationNeeded {}

    private final AgentId agent;
    private final TaskId task;
    private final ActorRef<GroupMessage> parent;
    private final Duration pauseMax;
    private final LongUnaryOperator jitter;
    private final TimerScheduler<Message> timers;
    private Duration pause;

    private TaskSupervisor(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            AgentId agent,
            TaskId task,
            ActorRef<GroupMessage> parent,
            Duration pauseMin,
            Duration pauseMax,
            LongUnaryOperator jitter) {
        super(context);
        this.agent = agent;
        this.task = task;
        this.parent = parent;
        this.pause = pauseMin;
        this.pauseMax = pauseMax;
        this.jitter = jitter;
        this.timers = timers;
        startPause(Duration.ZERO);
    }

    /**
     * A supervisor of something that has been owed for {@code pauseMin} already: it insists within a quarter of that, and then after
     * pauses that double from twice that up to {@code pauseMax}, each with up to a quarter added.
     *
     * @param jitter a number from 0 to its argument, exclusive: spreads the repetitions of tasks that were launched together
     */
    public static Behavior<Message> create(
            AgentId agent,
            TaskId task,
            ActorRef<GroupMessage> parent,
            Duration pauseMin,
            Duration pauseMax,
            LongUnaryOperator jitter) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new TaskSupervisor(context, timers, agent, task, parent, pauseMin, pauseMax, jitter)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Message.SETTLED, Behaviors::stopped)
                .onMessageEquals(Message.PAUSE_OVER, this::insist)
                .build();
    }

    private Behavior<Message> insist() {
        parent.tell(new Insist(agent, task));
        pause = Backoff.next(pause, pauseMax);
        startPause(pause);
        return this;
    }

    private void startPause(Duration least) {
        var spread = jitter.applyAsLong(Math.max(1, pause.toMillis() / 4));
        timers.startSingleTimer(Message.PAUSE_OVER, least.plusMillis(spread));
    }
}
