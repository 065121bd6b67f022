package io.boreas.testcluster.sim.cell;

import io.boreas.actors.framework.SchedulerLine;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.World;

/**
 * One subscription of a scheduler, as {@code SchedulerStream} and the door's response are together: what it is told by its framework's group reaches
 * the scheduler in order, until the connection ends. Whoever watches it learns of its end.
 */
public final class SimStream {
    private static final int HOLD_MILLIS = 5_000;

    private final World world;
    private final Address self;
    private final FrameworkId framework;
    private final String streamId;
    private final Ear ear;
    private final Life life = new Life();
    private boolean watched;
    private long lastAtMillis;

    /** The scheduler's end. */
    public interface Ear {
        void heard(FrameworkPush push);

        /** It was not subscribed. */
        void refused(FrameworkReply reply);

        void closed();
    }

    SimStream(World world, long number, FrameworkId framework, String streamId, Ear ear) {
        this.world = world;
        this.self = Address.stream(number);
        this.framework = framework;
        this.streamId = streamId;
        this.ear = ear;
    }

    void start(FrameworkCommand.Subscribe subscribe) {
        world.network().attach(self, this::told);
        tellGroup(new CellMessage.Connect(framework, subscribe, this));
        holdLater();
    }

    private void holdLater() {
        world.timeline().after(HOLD_MILLIS, life, () -> {
            tellGroup(new CellMessage.StreamHolds(framework, streamId, this));
            holdLater();
        });
    }

    private void tellGroup(CellMessage message) {
        world.network().send(self, group(), message);
    }

    private Address group() {
        return Address.frameworkGroup(
                GroupKind.groupOf(framework.value(), world.settings().groups()));
    }

    private void told(CellMessage message) {
        switch (message) {
            case CellMessage.Push(var push) -> {
                carry(() -> ear.heard(push));
                if (push instanceof FrameworkPush.End) {
                    close();
                }
            }
            case CellMessage.SubscriptionAnswered(var reply) -> {
                if (!(reply instanceof FrameworkReply.Subscribed)) {
                    carry(() -> ear.refused(reply));
                    close();
                }
            }
            default -> throw new IllegalStateException("a stream does not take " + message);
        }
    }

    /** To the scheduler, in order; what was written before the end arrives before it. */
    private void carry(Runnable arrival) {
        long now = world.timeline().millis();
        lastAtMillis = Math.max(lastAtMillis, now + world.chance().between(0, 3));
        world.timeline().after(lastAtMillis - now, new Life(), arrival);
    }

    /** It ends, and its scheduler sees that it does. */
    void close() {
        carry(ear::closed);
        drop();
    }

    /** It ends on this side; the scheduler has left, or will find out by itself. */
    public void drop() {
        if (!life.isOver()) {
            life.end();
            world.network().detach(self);
            if (watched) {
                tellGroup(new CellMessage.StreamEnded(framework, streamId));
            }
        }
    }

    boolean isOver() {
        return life.isOver();
    }

    /** Its master is gone. */
    void crash() {
        life.end();
        carry(ear::closed);
    }

    /** The group's way to it. */
    SchedulerLine line() {
        return new SchedulerLine() {
            @Override
            public void push(FrameworkPush push) {
                world.network().send(group(), self, new CellMessage.Push(push));
            }

            @Override
            public void watch(FrameworkId id, String stream) {
                watched = true;
                if (life.isOver()) {
                    tellGroup(new CellMessage.StreamEnded(framework, streamId));
                }
            }
        };
    }

    /** The group answers the subscription. */
    void answer(FrameworkReply reply) {
        world.network().send(group(), self, new CellMessage.SubscriptionAnswered(reply));
    }

    @Override
    public String toString() {
        return self.toString();
    }
}
