package io.boreas.actors.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.actors.agent.AgentGroupMessage.LinkHolds;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.Samples;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What agents and their groups say to each other over a real socket. */
class LinkServerTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static LinkStage stage;

    @BeforeAll
    static void open() {
        stage = new LinkStage(LONG, LONG);
    }

    @BeforeEach
    void start() {
        stage.startTest();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aHelloIsAnsweredByAWelcomeAndByKills() throws IOException {
        try (var socket = stage.dial()) {
            var hello = stage.hello();
            socket.say(hello);
            var dialled = stage.nextDialled();
            assertThat(dialled.hello()).isEqualTo(hello);

            dialled.replyTo().tell(new AgentReply.Registered(3, List.of(Samples.killOrder(1, 5))));

            assertThat(socket.hear()).contains(new FromMaster.Welcome(3, LONG));
            assertThat(socket.hear()).contains(new FromMaster.Kill(Samples.killOrder(1, 5)));
        }
    }

    @Test
    void aCallThatIsNotAnsweredIsMadeAgain() throws IOException {
        try (var socket = stage.dial()) {
            socket.say(stage.hello());
            var first = stage.nextDialled();

            var second = stage.nextDialled();

            assertThat(second).isEqualTo(first);
            second.replyTo().tell(new AgentReply.Registered(3, List.of()));
            first.replyTo().tell(new AgentReply.Registered(3, List.of()));
            first.link().tell(new ToLink.Send(List.of(new FromMaster.Kill(Samples.killOrder(1, 5)))));
            assertThat(socket.hear()).contains(new FromMaster.Welcome(3, LONG));
            assertThat(socket.hear()).as("one welcome").contains(new FromMaster.Kill(Samples.killOrder(1, 5)));
        }
    }

    /** The group may have started anew, and know no links: the next word by itself is minutes away. */
    @Test
    void aLinkGivesWordWhenItsGroupCalls() throws Exception {
        try (var own = new LinkStage(LONG, LONG)) {
            var link = own.welcomed(7);
            try (var socket = link.socket()) {
                own.callRoll();

                assertThat(own.nextWord()).isEqualTo(new LinkHolds(own.agent(), 7, link.link(), link.replyTo()));
                link.link().tell(new ToLink.Send(List.of(new FromMaster.Kill(Samples.killOrder(1, 0)))));
                assertThat(socket.hear()).contains(new FromMaster.Kill(Samples.killOrder(1, 0)));
            }
        }
    }

    @Test
    void anAgentInNoDomainIsRefusedWhereOneIsRequired() throws Exception {
        try (var strict = new LinkStage(LONG, LONG, true);
                var socket = strict.dial();
                var other = strict.dial()) {
            socket.say(strict.hello());
            expectRefused(socket, false, "boreas.agent.domain");

            var plain = strict.hello();
            var placed = plain.info().in(Optional.of(new FaultDomain("eu", "eu-1")));
            var hello = new FromAgent.Hello(plain.agent(), plain.bootId(), placed, plain.tasks());
            other.say(hello);
            assertThat(strict.nextDialled().hello())
                    .as("the first that is let in")
                    .isEqualTo(hello);
        }
    }

    @Test
    void aFrameMayComeInPieces() throws IOException {
        try (var socket = stage.dial()) {
            for (byte part : socket.frame(stage.hello())) {
                socket.write(new byte[] {part});
            }

            assertThat(stage.nextDialled().hello()).isEqualTo(stage.hello());
        }
    }

    @Test
    void statusesAreReportedUnderTheRegistrationAndAcknowledgedOnceTaken() throws IOException {
        var link = stage.welcomed(3);
        try (var socket = link.socket()) {
            var update = Samples.update(1, 1, TaskState.RUNNING);
            socket.say(new FromAgent.Statuses(List.of(update)));
            var reported = stage.nextReport();
            assertThat(reported.report().incarnation()).isEqualTo(3);
            assertThat(reported.report().updates()).containsExactly(update);

            var ack = new StatusAck(Samples.task(1), 1);
            reported.replyTo().tell(new AgentReply.Taken(List.of()));
            reported.replyTo().tell(new AgentReply.Taken(List.of(ack)));

            assertThat(socket.hear()).contains(new FromMaster.Acknowledge(List.of(ack)));
        }
    }

    @Test
    void messagesKeepTheirOrder() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            for (int i = 0; i < 100; i++) {
                link.link()
                        .tell(new ToLink.Send(List.of(
                                new FromMaster.Kill(Samples.killOrder(2 * i, 0)),
                                new FromMaster.Kill(Samples.killOrder(2 * i + 1, 0)))));
            }

            for (int i = 0; i < 200; i++) {
                assertThat(socket.hear()).contains(new FromMaster.Kill(Samples.killOrder(i, 0)));
            }
        }
    }

    @Test
    void eachQuestionGetsItsOwnAnswer() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            var first = stage.stage.<SandboxAnswer>probe();
            var second = stage.stage.<SandboxAnswer>probe();
            link.link().tell(new ToLink.AskSandbox(Samples.task(1), new SandboxQuery.Browse("a"), first.ref()));
            link.link().tell(new ToLink.AskSandbox(Samples.task(2), new SandboxQuery.Browse("b"), second.ref()));
            var one = (FromMaster.SandboxQuestion) socket.hear().orElseThrow();
            var other = (FromMaster.SandboxQuestion) socket.hear().orElseThrow();
            assertThat(one.query()).isEqualTo(new SandboxQuery.Browse("a"));
            assertThat(other.task()).isEqualTo(Samples.task(2));

            var answer = new SandboxAnswer.Entries(List.of());
            var failure = new SandboxAnswer.Failed(SandboxAnswer.Why.NOT_FOUND, "no such folder");
            socket.say(new FromAgent.SandboxAnswered(other.request(), failure));
            socket.say(new FromAgent.SandboxAnswered(one.request(), answer));

            first.expectMessage(answer);
            second.expectMessage(failure);
        }
    }

    @Test
    void anUnansweredQuestionFailsWithItsLink() throws IOException {
        var link = stage.welcomed(1);
        var asker = stage.stage.<SandboxAnswer>probe();
        link.link().tell(new ToLink.AskSandbox(Samples.task(1), new SandboxQuery.Browse(""), asker.ref()));
        assertThat(link.socket().hear()).isPresent();

        link.socket().close();

        assertThat(asker.receiveMessage()).isInstanceOf(SandboxAnswer.Failed.class);
        stage.expectClosed(link.link());
    }

    @Test
    void noMoreQuestionsWaitForOneAgentThanMay() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            var asker = stage.stage.<SandboxAnswer>probe();
            for (int i = 0; i < 1_001; i++) {
                link.link().tell(new ToLink.AskSandbox(Samples.task(i), new SandboxQuery.Browse(""), asker.ref()));
            }

            assertThat(asker.receiveMessage())
                    .isInstanceOfSatisfying(SandboxAnswer.Failed.class, failed -> assertThat(failed.message())
                            .startsWith("1000 questions"));
            assertThat(socket.hear()).isPresent();
        }
    }

    @Test
    void anAgentDeclaredGoneIsRefusedForGood() throws IOException {
        try (var socket = stage.dial()) {
            socket.say(stage.hello());
            var dialled = stage.nextDialled();

            dialled.replyTo().tell(new AgentReply.AgentGone(stage.agent()));

            expectRefused(socket, true, "gone");
            stage.expectClosed(dialled.link());
        }
    }

    @Test
    void aReportOfAnOlderRegistrationEndsTheLink() throws IOException {
        var link = stage.welcomed(3);
        try (var socket = link.socket()) {
            link.replyTo().tell(new AgentReply.StaleIncarnation(stage.agent(), 3, 4));

            expectRefused(socket, false, "registration 3 is over");
            stage.expectClosed(link.link());
        }
    }

    @Test
    void statusesBeforeTheWelcomeEndTheLink() throws IOException {
        try (var socket = stage.dial()) {
            socket.say(stage.hello());
            socket.say(new FromAgent.Statuses(List.of(Samples.update(1, 1, TaskState.RUNNING))));

            expectRefused(socket, false, "welcome");
        }
    }

    @Test
    void aSecondHelloEndsTheLink() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            socket.say(stage.hello());

            expectRefused(socket, false, "once");
        }
    }

    @Test
    void aSupersededLinkEnds() throws IOException {
        var link = stage.welcomed(3);
        try (var socket = link.socket()) {
            link.link().tell(new ToLink.Superseded(3));
            link.link().tell(new ToLink.Send(List.of(new FromMaster.Kill(Samples.killOrder(1, 0)))));
            assertThat(socket.hear()).contains(new FromMaster.Kill(Samples.killOrder(1, 0)));

            link.link().tell(new ToLink.Superseded(4));

            expectRefused(socket, false, "registered again");
            stage.expectClosed(link.link());
        }
    }

    @Test
    void theGroupHearsThatAnAgentHungUp() throws IOException {
        var link = stage.welcomed(1);

        link.socket().close();

        stage.expectClosed(link.link());
    }

    @Test
    void garbageEndsTheLink() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            socket.write(ByteBuffer.allocate(12).putInt(8).putLong(-1).array());

            assertThat(socket.hear()).isEmpty();
            stage.expectClosed(link.link());
        }
    }

    @Test
    void whatOnlyMastersSayEndsTheLink() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            socket.write(socket.frame(new FromMaster.Ping(1)));

            assertThat(socket.hear()).isEmpty();
            stage.expectClosed(link.link());
        }
    }

    @Test
    void aFrameLongerThanMayBeEndsTheLink() throws IOException {
        for (int length : List.of(LinkCodec.FRAME_BYTES_MAX + 1, Integer.MAX_VALUE, -1)) {
            var link = stage.welcomed(1);
            try (var socket = link.socket()) {
                socket.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());

                assertThat(socket.hear()).as("after a length of %s", length).isEmpty();
                stage.expectClosed(link.link());
            }
        }
    }

    @Test
    void theLongestFrameIsRead() throws IOException {
        var link = stage.welcomed(1);
        try (var socket = link.socket()) {
            stage.codec.pad(LinkCodec.FRAME_BYTES_MAX - Long.BYTES);
            socket.say(new FromAgent.Statuses(List.of(Samples.update(1, 1, TaskState.RUNNING))));

            assertThat(stage.nextReport().report().updates()).hasSize(1);
        }
    }

    @Test
    void anAgentThatDoesNotReadIsCutOff() throws IOException {
        var link = stage.welcomed(1);
        stage.codec.pad(256 * 1024);
        for (int i = 0; i < 200; i++) {
            link.link().tell(new ToLink.Send(List.of(new FromMaster.Kill(Samples.killOrder(i, 0)))));
        }

        stage.expectClosed(link.link());
        link.socket().close();
    }

    @Test
    void aTakenPortIsNamed() {
        var settings = new LinkSettings("127.0.0.1", stage.server.port(), LONG, LONG, false, LinkStage.QUEUE_BYTES_MAX);

        assertThatThrownBy(() -> LinkServer.bind(
                        settings,
                        Optional.empty(),
                        stage.codec,
                        stage.groups,
                        stage.stage.kit().system()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1:" + stage.server.port())
                .hasMessageContaining("boreas.link.port");
    }

    private static void expectRefused(AgentSocket socket, boolean permanent, String words) throws IOException {
        assertThat(socket.hear()).hasValueSatisfying(message -> assertThat(message)
                .isInstanceOfSatisfying(FromMaster.Refused.class, refused -> {
                    assertThat(refused.permanent()).isEqualTo(permanent);
                    assertThat(refused.reason()).contains(words);
                }));
        assertThat(socket.hear()).isEmpty();
    }
}
