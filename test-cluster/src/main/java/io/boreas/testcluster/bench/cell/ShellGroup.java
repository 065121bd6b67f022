package io.boreas.testcluster.bench.cell;

import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.time.Clocks;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Machine;
import io.boreas.core.machine.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The group shell alone: each command carries the event that its decision writes, the real machine's fold moves the states, and nothing
 * is decided or sent. It keeps a bounded crowd of commands waiting for itself, so that every record is as large as the shell makes them.
 */
final class ShellGroup<K extends Comparable<? super K>, S, E>
        extends GroupEntity<K, S, List<E>, E, Integer, ShellGroup.Nothing> {
    /** Commands that travel in one message, as groups send each other. */
    private static final int PARCEL = 100;

    /** The aggregates it hosts: how events move them, and whose a state is. */
    record Kind<K, S, E>(Machine<K, S, ?, E, ?, ?> machine, Function<S, K> idOf) {}

    /**
     * What a group is to write.
     *
     * @param crowd commands that wait at a time, at least 1: no record has more
     * @param done counted down when all is written
     */
    record Feeding<K, E>(List<Recorded<K, E>> events, int crowd, CountDownLatch done) {}

    /** No effect is ever owed. */
    enum Nothing {}

    private record Feed() implements GroupMessage {}

    private final Function<S, K> idOf;
    private final Iterator<Recorded<K, E>> events;
    private final int crowd;
    private final int parcel;
    private final CountDownLatch done;
    private int waiting;

    private ShellGroup(
            GroupKind kind,
            int number,
            Kind<K, S, E> machine,
            GroupSettings settings,
            Feeding<K, E> feeding,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(
                kind,
                number,
                new Told<>(machine.machine()),
                settings,
                new Groups(1),
                Clocks.system(),
                Authority.SOLE,
                context,
                timers);
        this.idOf = machine.idOf();
        this.events = feeding.events().iterator();
        this.crowd = feeding.crowd();
        this.parcel = Math.min(PARCEL, crowd);
        this.done = feeding.done();
    }

    static <K extends Comparable<? super K>, S, E> Behavior<GroupMessage> create(
            GroupKind kind, int number, Kind<K, S, E> machine, GroupSettings settings, Feeding<K, E> feeding) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShellGroup<>(kind, number, machine, settings, feeding, context, timers)));
    }

    /** Starts it. */
    static GroupMessage go() {
        return new Feed();
    }

    @Override
    protected void receive(Group<K, S, List<E>, E, Integer, Nothing> group, GroupMessage message) {
        feed();
    }

    private void feed() {
        while (waiting + parcel <= crowd && events.hasNext()) {
            var commands = new ArrayList<GroupMessage.Command<K, List<E>, Integer>>(parcel);
            while (commands.size() < parcel && events.hasNext()) {
                var event = events.next();
                commands.add(new GroupMessage.Command<>(
                        new Envelope<>(event.aggregate(), List.of(event.event()), event.cause()),
                        new ReplyTo.Nobody<>()));
            }
            waiting += commands.size();
            context().getSelf().tell(new GroupMessage.Commands<>(commands));
        }
    }

    @Override
    protected void answer(
            Group<K, S, List<E>, E, Integer, Nothing> group,
            GroupMessage.Command<K, List<E>, Integer> command,
            Integer reply) {
        waiting--;
    }

    @Override
    protected void committed(Group<K, S, List<E>, E, Integer, Nothing> group, Batch<K, E> batch) {
        feed();
        if (waiting == 0) {
            done.countDown();
        }
    }

    @Override
    protected void recovered(Group<K, S, List<E>, E, Integer, Nothing> group) {}

    @Override
    protected void tick(Group<K, S, List<E>, E, Integer, Nothing> group) {}

    @Override
    protected K idOf(S state) {
        return idOf.apply(state);
    }

    /** Decides what it is told to, and moves its states as the real machine does. */
    private record Told<K, S, E>(Machine<K, S, ?, E, ?, ?> real)
            implements Machine<K, S, List<E>, E, Integer, Nothing> {
        @Override
        public S vacant(K id) {
            return real.vacant(id);
        }

        @Override
        public boolean isVacant(S state) {
            return real.isVacant(state);
        }

        @Override
        public Decision<E, Integer> decide(S state, List<E> command, Instant now) {
            return Decision.of(command, command.size());
        }

        @Override
        public S evolve(S state, E event) {
            return real.evolve(state, event);
        }

        @Override
        public List<Nothing> outstanding(S state) {
            return List.of();
        }

        @Override
        public Integer repeated(S state, List<E> command) {
            throw new IllegalStateException("no event of the run was caused twice by one command");
        }
    }
}
