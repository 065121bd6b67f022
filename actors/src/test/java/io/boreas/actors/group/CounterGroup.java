package io.boreas.actors.group;

import io.boreas.actors.time.Clocks;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A group of counters that tells an observer what its shell does. */
final class CounterGroup extends GroupEntity<String, Counters.Counter, Long, Long, String, String> {
    /** What the observer hears. */
    sealed interface Seen {
        record Recovered(GroupSnapshot<Counters.Counter> state) implements Seen {}

        record Committed(int events) implements Seen {}

        record Answered(String reply) implements Seen {}

        record Ticked() implements Seen {}
    }

    /** Tell the state. */
    record Read(ActorRef<GroupSnapshot<Counters.Counter>> replyTo) implements GroupMessage {}

    /** Tell the state when the commands before this have been answered. */
    record ReadBehind(ActorRef<GroupSnapshot<Counters.Counter>> replyTo) implements GroupMessage.InOrder {}

    /** Send yourself so many messages that change nothing. */
    record Burst(int messages) implements GroupMessage {}

    private final int stash;
    private final ActorRef<Seen> observer;

    private CounterGroup(
            int number,
            GroupSettings settings,
            int stash,
            ActorRef<Seen> observer,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(
                GroupKind.JOB,
                number,
                new Counters(),
                settings,
                new Groups(1),
                Clocks.system(),
                authority,
                context,
                timers);
        this.stash = stash;
        this.observer = observer;
    }

    static Behavior<GroupMessage> create(
            int number, GroupSettings settings, int stash, ActorRef<Seen> observer, Authority authority) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new CounterGroup(number, settings, stash, observer, authority, context, timers)));
    }

    @Override
    public Optional<Integer> stashCapacity() {
        return Optional.of(stash);
    }

    @Override
    protected String idOf(Counters.Counter counter) {
        return counter.id();
    }

    @Override
    protected void recovered(Group<String, Counters.Counter, Long, Long, String, String> group) {
        observer.tell(new Seen.Recovered(group.snapshot()));
    }

    @Override
    protected void committed(
            Group<String, Counters.Counter, Long, Long, String, String> group, Batch<String, Long> batch) {
        observer.tell(new Seen.Committed(batch.events().size()));
    }

    @Override
    protected void answer(
            Group<String, Counters.Counter, Long, Long, String, String> group,
            GroupMessage.Command<String, Long, String> command,
            String reply) {
        observer.tell(new Seen.Answered(reply));
    }

    @Override
    protected void receive(Group<String, Counters.Counter, Long, Long, String, String> group, GroupMessage message) {
        switch (message) {
            case Read(var replyTo) -> replyTo.tell(group.snapshot());
            case ReadBehind(var replyTo) -> replyTo.tell(group.snapshot());
            case Burst(var messages) -> {
                for (int i = 0; i < messages; i++) {
                    context().getSelf().tell(GroupMessage.Wake.WAKE);
                }
            }
            default -> throw new IllegalArgumentException("not for counters: " + message);
        }
    }

    @Override
    protected void tick(Group<String, Counters.Counter, Long, Long, String, String> group) {
        observer.tell(new Seen.Ticked());
    }
}
