package io.boreas.actors.framework;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.time.Clocks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A group of frameworks: the single writer of their subscriptions and of what their schedulers have not acknowledged. What it adds to the shell is in
 * {@link FrameworkKeeper}, which it lends what actors have.
 */
public final class FrameworkGroup
        extends GroupEntity<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> {
    /** Push the offers that have come. */
    private enum PushOffers implements GroupMessage, NoSerializationVerificationNeeded {
        PUSH_OFFERS
    }

    private final FrameworkKeeper keeper;

    private FrameworkGroup(
            int number,
            GroupSettings settings,
            FrameworkGroupSettings frameworkSettings,
            Groups groups,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(
                GroupKind.FRAMEWORK,
                number,
                new FrameworkMachine(),
                settings,
                groups,
                clocks,
                authority,
                context,
                timers);
        this.keeper = new FrameworkKeeper(
                number, settings, frameworkSettings, groups, clocks, new OfActor(groups, allocator));
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            FrameworkGroupSettings frameworkSettings,
            Groups groups,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new FrameworkGroup(
                number, settings, frameworkSettings, groups, allocator, clocks, authority, context, timers)));
    }

    /** What the keeper reaches through this actor. */
    private final class OfActor implements FrameworkKeeper.Outside {
        private final Groups groups;
        private final ActorRef<AllocatorMessage> allocator;

        OfActor(Groups groups, ActorRef<AllocatorMessage> allocator) {
            this.groups = groups;
            this.allocator = allocator;
        }

        @Override
        public void enqueue(FrameworkId framework, FrameworkCommand command, Cause cause) {
            FrameworkGroup.this.enqueue(new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                    new Envelope<>(framework, command, cause), new ReplyTo.Nobody<>()));
        }

        @Override
        public void tell(AllocatorMessage report) {
            allocator.tell(report);
        }

        @Override
        public void pushSoon() {
            context().getSelf().tell(PushOffers.PUSH_OFFERS);
        }

        @Override
        public void askStandings(FrameworkId framework, String streamId, List<Reconciliation.Question> questions) {
            AgentStandings.ask(groups, context(), framework, streamId, questions);
        }
    }

    /** A scheduler's stream as its actor, whose end is this group's to hear. */
    private final class StreamActor implements SchedulerLine {
        private final ActorRef<ToScheduler> stream;

        StreamActor(ActorRef<ToScheduler> stream) {
            this.stream = stream;
        }

        @Override
        public void push(FrameworkPush push) {
            stream.tell(new ToScheduler.Push(push));
        }

        @Override
        public void watch(FrameworkId framework, String streamId) {
            context().watchWith(stream, new FrameworkGroupMessage.StreamEnded(framework, streamId));
        }
    }

    @Override
    protected FrameworkId idOf(Framework framework) {
        return framework.id();
    }

    @Override
    protected void recovered(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group) {
        keeper.recovered(group);
    }

    @Override
    protected void committed(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            Batch<FrameworkId, FrameworkEvent> batch) {
        keeper.committed(group, batch);
    }

    @Override
    protected void answer(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply> message,
            FrameworkReply reply) {
        keeper.answer(group, message.envelope().aggregate(), message.envelope().command(), reply);
    }

    @Override
    protected void receive(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            GroupMessage message) {
        switch (message) {
            case PushOffers push -> keeper.pushOffers();
            case FrameworkGroupMessage own -> receiveOwn(group, own);
            default -> context().getLog().error("a group of frameworks does not take {}", message.getClass());
        }
    }

    private void receiveOwn(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkGroupMessage message) {
        switch (message) {
            case FrameworkGroupMessage.Connect(var id, var subscribe, var cause, var stream, var replyTo) ->
                keeper.connect(id, subscribe, cause, new StreamActor(stream), replyTo::tell);
            case FrameworkGroupMessage.StreamHolds(var id, var streamId, var stream) ->
                keeper.holds(group, id, streamId, new StreamActor(stream));
            case FrameworkGroupMessage.StreamEnded(var id, var streamId) -> keeper.ended(id, streamId);
            case FrameworkGroupMessage.Call(var id, var streamId, var call, var cause, var replyTo) ->
                keeper.call(group, id, streamId, call, cause, replyTo::tell);
            case FrameworkGroupMessage.Teardown(var id, var cause, var replyTo) ->
                keeper.teardown(id, cause, replyTo::tell);
            case FrameworkGroupMessage.News news -> keeper.hear(group, news);
            case FrameworkGroupMessage.Find(var id, var replyTo) ->
                replyTo.tell(new FrameworkGroupMessage.Found(group.find(id)));
            case FrameworkGroupMessage.FindSome(var after, var replyTo) -> {
                var rest = after.map(last -> group.all().tailMap(last, false)).orElse(group.all());
                var part = Part.cut(rest.values().iterator(), FrameworkGroup::weight);
                replyTo.tell(new FrameworkGroupMessage.Frameworks(part.list(), part.more()));
            }
            case FrameworkGroupMessage.ReportToAllocator report -> keeper.report(group);
        }
    }

    private static int weight(Framework framework) {
        return 1
                + framework.tasks().size()
                + framework.ended().size()
                + framework.owedAcks().size();
    }

    @Override
    protected void tick(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group) {
        keeper.tick(group);
    }
}
