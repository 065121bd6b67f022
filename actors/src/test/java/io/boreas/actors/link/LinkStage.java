package io.boreas.actors.link;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.GroupKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** A server that agents dial, and the groups of agents behind it as a probe. */
final class LinkStage implements AutoCloseable {
    static final int QUEUE_BYTES_MAX = 64 * 1024;

    final Stage stage = Stage.inRealTime();
    final Groups groups = new Groups(4);
    final NumberedCodec codec = new NumberedCodec();
    final LinkSettings settings;
    final LinkServer server;
    private final TestProbe<ShardingEnvelope<GroupMessage>> agents = stage.probe();
    private final TestProbe<RollCall.Message> rollCall = stage.probe();
    private int tests;

    LinkStage(Duration pingInterval, Duration helloTimeout) {
        this(pingInterval, helloTimeout, false);
    }

    LinkStage(Duration pingInterval, Duration helloTimeout, boolean domainRequired) {
        settings = new LinkSettings("127.0.0.1", 0, pingInterval, helloTimeout, domainRequired, QUEUE_BYTES_MAX);
        TestProbe<ShardingEnvelope<GroupMessage>> jobs = stage.probe();
        groups.attach(Map.of(GroupKind.AGENT, agents.ref(), GroupKind.JOB, jobs.ref()));
        groups.attach(rollCall.ref());
        server = LinkServer.bind(
                settings, Optional.empty(), codec, groups, stage.kit().system());
    }

    /** Each test has an agent of its own: what connections of earlier ones still say is not heard. */
    void startTest() {
        tests++;
        codec.pad(0);
    }

    AgentId agent() {
        return new AgentId("agent-" + tests);
    }

    FromAgent.Hello hello() {
        return Samples.hello(agent());
    }

    AgentSocket dial() throws IOException {
        return new AgentSocket(server.port(), codec);
    }

    /** The next message to the group of this test's agent, but for the word that its link holds. */
    private GroupMessage next() {
        var envelope = agents.receiveMessage();
        while (!subject(envelope.message()).equals(agent())
                || envelope.message() instanceof AgentGroupMessage.LinkHolds) {
            envelope = agents.receiveMessage();
        }
        if (!envelope.entityId().equals("" + groups.numberOf(agent()))) {
            throw new AssertionError("sent to group " + envelope.entityId());
        }
        return envelope.message();
    }

    private static AgentId subject(GroupMessage message) {
        return switch (message) {
            case AgentGroupMessage.Dialled(var hello, var link, var replyTo) -> hello.agent();
            case AgentGroupMessage.LinkClosed(var agent, var link) -> agent;
            case AgentGroupMessage.LinkHolds holds -> holds.agent();
            case GroupMessage.Command<?, ?, ?> command ->
                (AgentId) command.envelope().aggregate();
            default -> throw new AssertionError("not from a link: " + message);
        };
    }

    AgentGroupMessage.Dialled nextDialled() {
        return (AgentGroupMessage.Dialled) next();
    }

    /** Waits until the group hears that a link of this test's agent holds. */
    AgentGroupMessage.LinkHolds nextWord() {
        while (true) {
            if (agents.receiveMessage().message() instanceof AgentGroupMessage.LinkHolds holds
                    && holds.agent().equals(agent())) {
                return holds;
            }
        }
    }

    /** The group of the agent that dialled last calls those who stand for its agents. */
    void callRoll() {
        var stands = rollCall.expectMessageClass(RollCall.Stand.class);
        if (stands.kind() != GroupKind.AGENT || stands.number() != groups.numberOf(agent())) {
            throw new AssertionError("stands for another group: " + stands);
        }
        stands.giveWord().run();
    }

    /** A report of statuses that a group was sent, and who waits for the answer. */
    record Reported(AgentCommand.Report report, ActorRef<AgentReply> replyTo) {}

    @SuppressWarnings("unchecked") // groups of agents answer with AgentReply
    Reported nextReport() {
        var command = (GroupMessage.Command<?, ?, ?>) next();
        var replyTo = (ReplyTo.Actor<AgentReply>) command.replyTo();
        return new Reported((AgentCommand.Report) command.envelope().command(), replyTo.actor());
    }

    /** Waits until the group hears that the link is over. */
    void expectClosed(ActorRef<ToLink> link) {
        var message = next();
        if (!message.equals(new AgentGroupMessage.LinkClosed(agent(), link))) {
            throw new AssertionError("not the end of the link: " + message);
        }
    }

    /** A link whose agent was welcomed. */
    record Welcomed(AgentSocket socket, ActorRef<ToLink> link, ActorRef<AgentReply> replyTo) {}

    Welcomed welcomed(long incarnation) throws IOException {
        var socket = dial();
        socket.say(hello());
        var dialled = nextDialled();
        dialled.replyTo().tell(new AgentReply.Registered(incarnation, List.of()));
        var welcome = socket.hear();
        if (!welcome.equals(Optional.of(new FromMaster.Welcome(incarnation, settings.pingInterval())))) {
            throw new AssertionError("not a welcome: " + welcome);
        }
        return new Welcomed(socket, dialled.link(), dialled.replyTo());
    }

    @Override
    public void close() {
        server.close();
        stage.close();
    }
}
