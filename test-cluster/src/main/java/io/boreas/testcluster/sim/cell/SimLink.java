package io.boreas.testcluster.sim.cell;

import io.boreas.actors.link.ToLink;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Wire;
import io.boreas.testcluster.sim.World;
import java.util.List;
import java.util.Optional;

/** The masters' end of one agent's connection, as {@code LinkConnection} and the wire of {@code LinkServer} are together. */
final class SimLink implements Wire.End {
    private static final int SILENT_PINGS_MAX = 3;
    private static final int PINGS_A_WORD = 3;
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private final World world;
    private final LinkCodec codec;
    private final Wire wire;
    private final Address self;
    private final Life life = new Life();
    private Optional<AgentId> agent = Optional.empty();
    private long incarnation;
    private long nonce;
    private long readAtMillis;
    private long wroteAtMillis;

    SimLink(World world, LinkCodec codec, Wire wire, long number) {
        this.world = world;
        this.codec = codec;
        this.wire = wire;
        this.self = Address.link(number);
    }

    void start() {
        readAtMillis = world.timeline().millis();
        wroteAtMillis = readAtMillis;
        world.network().attach(self, this::told);
        watchIdleness();
        giveWordLater();
    }

    private void giveWordLater() {
        world.timeline().after(PINGS_A_WORD * world.settings().pingInterval().toMillis(), life, () -> {
            if (incarnation > 0) {
                agent.ifPresent(id -> tellGroup(id, new CellMessage.LinkHolds(id, incarnation, self)));
            }
            giveWordLater();
        });
    }

    /** Its master is gone. */
    void crash() {
        life.end();
        wire.breakDown();
    }

    private void watchIdleness() {
        long ping = world.settings().pingInterval().toMillis();
        world.timeline().after(ping / 2, life, () -> {
            long now = world.timeline().millis();
            if (now - readAtMillis > ping * SILENT_PINGS_MAX) {
                stop();
                return;
            }
            if (now - wroteAtMillis >= ping) {
                send(new FromMaster.Ping(++nonce));
            }
            watchIdleness();
        });
    }

    @Override
    public void heard(byte[] frame) {
        if (life.isOver()) {
            return;
        }
        readAtMillis = world.timeline().millis();
        var message = codec.decode(frame);
        if (!(message instanceof FromAgent.Pong)) {
            world.trace().note(self, message);
        }
        switch ((FromAgent) message) {
            case FromAgent.Hello hello -> {
                if (agent.isPresent()) {
                    refuse("an agent says hello once for each connection", false);
                    return;
                }
                agent = Optional.of(hello.agent());
                call(new CellMessage.Dialled(hello, self), ASK_AGAIN_MILLIS);
            }
            case FromAgent.Statuses statuses -> {
                if (incarnation == 0) {
                    refuse("statuses come after the welcome", false);
                    return;
                }
                var id = agent.orElseThrow();
                var report = new AgentCommand.Report(incarnation, statuses.updates());
                tellGroup(
                        id,
                        new CellMessage.ToAgents(List.of(
                                new Asked<>(new Envelope<>(id, report, Cause.SYSTEM), new Asked.Asker.At(self)))));
            }
            case FromAgent.Pong pong -> {}
            case FromAgent.SandboxAnswered answered -> {}
            case FromAgent.ExecutorExited exited -> {}
            case FromAgent.ExecutorSaid said -> {}
            case FromAgent.VolumesDeleted deleted -> {}
            case FromAgent.Oversubscribed oversubscribed -> {}
        }
    }

    @Override
    public void closed() {
        stop();
    }

    /** The group is asked again until it answers: the call may have been on its way to a master that was lost. */
    private void call(CellMessage.Dialled call, long pauseMillis) {
        tellGroup(call.hello().agent(), call);
        world.timeline().after(pauseMillis, life, () -> {
            if (incarnation == 0) {
                call(call, 2 * pauseMillis);
            }
        });
    }

    private void told(CellMessage message) {
        switch (message) {
            case CellMessage.LinkAnswered(var reply) -> answered(reply);
            case CellMessage.OnLink(ToLink.Send(var messages)) -> messages.forEach(this::send);
            case CellMessage.OnLink(ToLink.Superseded(long number)) -> {
                if (number != incarnation) {
                    refuse("the agent registered again, as " + number, false);
                }
            }
            default -> throw new IllegalStateException("a link does not take " + message);
        }
    }

    private void answered(AgentReply reply) {
        switch (reply) {
            case AgentReply.Registered(var number, var kills) -> {
                incarnation = number;
                send(new FromMaster.Welcome(number, world.settings().pingInterval()));
                kills.forEach(order -> send(new FromMaster.Kill(order)));
            }
            case AgentReply.Taken(var acks) -> {
                if (!acks.isEmpty()) {
                    send(new FromMaster.Acknowledge(acks));
                }
            }
            case AgentReply.StaleIncarnation stale -> refuse("registration " + stale.sent() + " is over", false);
            case AgentReply.NoHome nowhere -> refuse("agent " + nowhere.agent() + " is in a domain", false);
            case AgentReply.AgentGone gone -> refuse("agent " + gone.agent() + " was declared gone", true);
            case AgentReply.UnknownAgent unknown -> refuse("agent " + unknown.agent() + " is not registered", false);
            case AgentReply.Done done -> {}
            case AgentReply.ExitTaken taken -> {}
            case AgentReply.Admitted admitted -> {}
            case AgentReply.LeaseRefused refused -> {}
            case AgentReply.LifecycleRefused refused -> {}
            case AgentReply.ToOperator other -> {}
            case AgentReply.ToFramework other -> {}
        }
    }

    private void refuse(String reason, boolean permanent) {
        send(new FromMaster.Refused(reason, permanent));
        stop();
    }

    private void stop() {
        if (life.isOver()) {
            return;
        }
        life.end();
        wire.closeByMaster();
        world.network().detach(self);
        agent.ifPresent(id -> tellGroup(id, new CellMessage.LinkClosed(id, self)));
    }

    private void send(FromMaster message) {
        if (life.isOver()) {
            return;
        }
        wroteAtMillis = world.timeline().millis();
        agent.ifPresent(id -> world.watch().said(id, message));
        wire.sendToAgent(codec.encode(message));
    }

    private void tellGroup(AgentId id, CellMessage message) {
        int group = GroupKind.groupOf(id.value(), world.settings().groups());
        world.network().send(self, Address.agentGroup(group), message);
    }
}
