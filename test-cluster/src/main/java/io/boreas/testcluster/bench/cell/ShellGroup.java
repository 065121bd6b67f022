package io.boreas.testcluster.bench.cell;

import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.ReplyTo;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Machine;
import io.boreas.core.machine.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The group shell with nothing in it: each command carries the events that its decision writes, and no aggregate has a state worth the
 * name. It keeps a bounded crowd of commands waiting for itself, so that every record is as large as the shell makes them.
 */
final class ShellGroup<K extends Comparable<? super K>, E>
        extends GroupEntity<K, ShellGroup.Count<K>, List<E>, E, Integer, ShellGroup.Nothing> {
    /** Commands that travel in one message, as groups send each other. */
    private static final int PARCEL = 100;

    /** Commands that wait at a time. */
    private static final int CROWD = 4_000;

    /** Events so far. */
    record Count<K>(K id, long events) {}

    /** No effect is ever owed. */
    enum Nothing {}

    private record Feed() implements GroupMessage {}

    private final Iterator<Recorded<K, E>> events;
    private final CountDownLatch done;
    private int waiting;

    private ShellGroup(
            GroupKind kind,
            int number,
            GroupSettings settings,
            List<Recorded<K, E>> events,
            CountDownLatch done,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(kind, number, new Counting<K, E>(), settings, InstantSource.system(), context, timers);
        this.events = events.iterator();
        this.done = done;
    }

    static <K extends Comparable<? super K>, E> Behavior<GroupMessage> create(
            GroupKind kind, int number, GroupSettings settings, List<Recorded<K, E>> events, CountDownLatch done) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShellGroup<>(kind, number, settings, events, done, context, timers)));
    }

    /** Starts it. */
    static GroupMessage go() {
        return new Feed();
    }

    @Override
    protected void receive(Group<K, Count<K>, List<E>, E, Integer, Nothing> group, GroupMessage message) {
        feed();
    }

    private void feed() {
        while (waiting + PARCEL <= CROWD && events.hasNext()) {
            var parcel = new ArrayList<GroupMessage.Command<K, List<E>, Integer>>(PARCEL);
            while (parcel.size() < PARCEL && events.hasNext()) {
                var event = events.next();
                parcel.add(new GroupMessage.Command<>(
                        new Envelope<>(event.aggregate(), List.of(event.event()), event.cause()),
                        new ReplyTo.Nobody<>()));
            }
            waiting += parcel.size();
            context().getSelf().tell(new GroupMessage.Commands<>(parcel));
        }
    }

    @Override
    protected void answer(
            Group<K, Count<K>, List<E>, E, Integer, Nothing> group,
            GroupMessage.Command<K, List<E>, Integer> command,
            Integer reply) {
        waiting--;
    }

    @Override
    protected void committed(Group<K, Count<K>, List<E>, E, Integer, Nothing> group, Batch<K, E> batch) {
        feed();
        if (waiting == 0) {
            done.countDown();
        }
    }

    @Override
    protected void recovered(Group<K, Count<K>, List<E>, E, Integer, Nothing> group) {}

    @Override
    protected void tick(Group<K, Count<K>, List<E>, E, Integer, Nothing> group) {}

    @Override
    protected K idOf(Count<K> state) {
        return state.id();
    }

    private static final class Counting<K, E> implements Machine<K, Count<K>, List<E>, E, Integer, Nothing> {
        @Override
        public Count<K> vacant(K id) {
            return new Count<>(id, 0);
        }

        @Override
        public boolean isVacant(Count<K> state) {
            return state.events() == 0;
        }

        @Override
        public Decision<E, Integer> decide(Count<K> state, List<E> command, Instant now) {
            return Decision.of(command, command.size());
        }

        @Override
        public Count<K> evolve(Count<K> state, E event) {
            return new Count<>(state.id(), state.events() + 1);
        }

        @Override
        public List<Nothing> outstanding(Count<K> state) {
            return List.of();
        }

        @Override
        public Integer repeated(Count<K> state, List<E> command) {
            throw new IllegalStateException("no event of the run was caused twice by one command");
        }
    }
}
