package io.boreas.actors.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentStage.Line;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Presence;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents that dial, dial again, fall silent and come back. */
class AgentLinkTest {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private static Stage stage;
    private static int groups;

    @BeforeAll
    static void open() {
        stage = Stage.inManualTime();
    }

    @AfterEach
    void clear() {
        stage.clear();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void theRegistrationIsAnsweredBeforeAnythingOwedIsSent() {
        var agents = new AgentStage(stage, ++groups);
        agents.close(agents.registered(Samples.AGENT));
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.nextNotices();

        var line = agents.dial(Samples.hello(Samples.AGENT));

        line.expectRegistered(2);
        assertThat(line.sent()).singleElement().isInstanceOf(FromMaster.Launch.class);
    }

    @Test
    void theRegistrationIsNotAnsweredBeforeItIsDurable() {
        var agents = new AgentStage(stage, ++groups);
        stage.gate().shut();

        var line = agents.dial(Samples.hello(Samples.AGENT));
        stage.gate().awaitWrite();
        line.heard().expectNoMessage(MOMENT);

        stage.gate().open();
        line.expectRegistered(1);
    }

    @Test
    void killsAreSentBeforeLaunches() {
        var agents = new AgentStage(stage, ++groups);
        var first = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.report(1, Samples.update(1, 1, TaskState.RUNNING));
        agents.close(first);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 2));
        agents.kill(Samples.JOB, Samples.killOrder(1, 10));

        var second = agents.dial(Samples.hello(Samples.AGENT, Samples.report(Samples.JOB, 1, TaskState.RUNNING, 1)));

        second.heard().expectMessage(new AgentReply.Registered(2, List.of(Samples.killOrder(1, 10))));
        assertThat(second.sent())
                .hasSize(2)
                .startsWith(new FromMaster.Kill(Samples.killOrder(1, 10)))
                .last()
                .isInstanceOfSatisfying(
                        FromMaster.Launch.class,
                        launch -> assertThat(launch.tasks().getFirst().task()).isEqualTo(Samples.task(2)));
    }

    @Test
    void aSecondLinkSupersedesTheFirst() {
        var agents = new AgentStage(stage, ++groups);
        var first = agents.registered(Samples.AGENT);

        var second = agents.dial(Samples.hello(Samples.AGENT));

        second.expectRegistered(2);
        first.heard().expectMessage(new ToLink.Superseded(2));
        agents.close(first);
        assertThat(agents.find(Samples.AGENT))
                .hasValueSatisfying(view -> assertThat(view.linked()).isTrue());
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        assertThat(second.sent()).singleElement().isInstanceOf(FromMaster.Launch.class);
    }

    @Test
    void anAgentSilentForTooLongBecomesUnreachableOnce() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.nextNotices();
        agents.close(line);
        assertThat(agents.find(Samples.AGENT)).isPresent();

        stage.pass(AgentStage.UNREACHABLE_AFTER.minusSeconds(1));
        assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
        stage.pass(Duration.ofSeconds(2));

        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
            return true;
        });
        stage.pass(AgentStage.UNREACHABLE_AFTER.multipliedBy(2));
        assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
        assertThat(agents.events(AgentEvent.BecameUnreachable.class)).isEqualTo(1);
    }

    @Test
    void nobodyIsSilentForLongerBecauseTheClockWasSet() {
        var agents = new AgentStage(stage, ++groups);
        agents.close(agents.registered(Samples.AGENT));
        assertThat(agents.find(Samples.AGENT)).isPresent();

        stage.set(Duration.ofDays(1));
        stage.pass(AgentStage.UNREACHABLE_AFTER.minusSeconds(1));
        assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
        stage.set(Duration.ofDays(-2));
        stage.pass(Duration.ofSeconds(2));

        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
            return true;
        });
        stage.set(Duration.ofDays(1));
    }

    @Test
    void anAgentThatIsBackInTimeDoesNotBecomeUnreachable() {
        var agents = new AgentStage(stage, ++groups);
        agents.close(agents.registered(Samples.AGENT));
        assertThat(agents.find(Samples.AGENT)).isPresent();
        stage.pass(AgentStage.UNREACHABLE_AFTER.minusSeconds(1));

        agents.dial(Samples.hello(Samples.AGENT)).expectRegistered(2);
        stage.pass(AgentStage.UNREACHABLE_AFTER.multipliedBy(2));

        assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
        assertThat(agents.events(AgentEvent.BecameUnreachable.class)).isZero();
    }

    @Test
    void anAgentThatDoesNotComeBackAfterARestartOfItsGroupBecomesUnreachable() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.restart();
        assertThat(agents.find(Samples.AGENT))
                .hasValueSatisfying(view -> assertThat(view.linked()).isFalse());

        stage.pass(AgentStage.UNREACHABLE_AFTER.plusSeconds(1));

        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
            return true;
        });
    }

    @Test
    void aLinkThatClosedBeforeItsRegistrationWasDurableIsNotTakenForALiveOne() {
        var agents = new AgentStage(stage, ++groups);
        stage.gate().shut();
        agents.dial(Samples.hello(Samples.OTHER_AGENT));
        stage.gate().awaitWrite();
        agents.close(agents.dial(Samples.hello(Samples.AGENT)));

        stage.gate().open();

        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
            return true;
        });
        assertThat(agents.find(Samples.AGENT))
                .hasValueSatisfying(view -> assertThat(view.linked()).isFalse());
        stage.pass(AgentStage.UNREACHABLE_AFTER.plusSeconds(1));
        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
            return true;
        });
    }

    @Test
    void aLateCallOverALinkThatIsClosedEndsTheLinkOfTheRegistrationBefore() {
        var agents = new AgentStage(stage, ++groups);
        var first = agents.registered(Samples.AGENT);
        stage.gate().shut();
        agents.dial(Samples.hello(Samples.OTHER_AGENT));
        stage.gate().awaitWrite();
        agents.close(agents.dial(Samples.hello(Samples.AGENT)));
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));

        stage.gate().open();

        first.heard().expectMessage(new ToLink.Superseded(2));
        first.heard().expectNoMessage(MOMENT);
    }

    @Test
    void aLinkThatIsNotTheAgentsAnyMoreIsRefusedWhenItSaysThatItHolds() {
        var agents = new AgentStage(stage, ++groups);
        var first = agents.registered(Samples.AGENT);
        agents.dial(Samples.hello(Samples.AGENT)).expectRegistered(2);
        first.heard().expectMessage(new ToLink.Superseded(2));

        agents.hold(first, 1);

        first.heard().expectMessage(new AgentReply.StaleIncarnation(Samples.AGENT, 1, 2));
    }

    @Test
    void aLinkThatItsGroupForgotIsTheAgentsAgainWhenItSaysThatItHolds() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.restart();
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));

        agents.hold(line, 1);

        assertThat(line.sent()).singleElement().isInstanceOf(FromMaster.Launch.class);
        stage.pass(AgentStage.UNREACHABLE_AFTER.multipliedBy(2));
        assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
    }

    @Test
    void ofTwoCallsAtOnceTheLaterCounts() {
        var agents = new AgentStage(stage, ++groups);
        stage.gate().shut();
        agents.dial(Samples.hello(Samples.OTHER_AGENT));
        stage.gate().awaitWrite();
        var first = agents.dial(Samples.hello(Samples.AGENT));
        var second = agents.dial(Samples.hello(Samples.AGENT));

        stage.gate().open();

        second.expectRegistered(2);
        first.heard().expectNoMessage(MOMENT);
    }

    @Test
    void anAgentThatCalledAgainAndHungUpIsToldNothingMoreOverItsOldLink() {
        var agents = new AgentStage(stage, ++groups);
        var old = agents.registered(Samples.AGENT);
        stage.gate().shut();
        agents.dial(Samples.hello(Samples.OTHER_AGENT));
        stage.gate().awaitWrite();
        agents.close(agents.dial(Samples.hello(Samples.AGENT)));

        stage.gate().open();

        old.heard().expectMessage(new ToLink.Superseded(2));
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.nextNotices();
        old.heard().expectNoMessage(MOMENT);
        stage.pass(AgentStage.UNREACHABLE_AFTER.plusSeconds(1));
        agents.jobs.awaitAssert(() -> {
            assertThat(presence(agents)).isEqualTo(Presence.UNREACHABLE);
            return true;
        });
    }

    @Test
    void anAgentWhoseRegistrationWasNotWrittenCanDialAgain() {
        var agents = new AgentStage(stage, ++groups);
        stage.gate().failNext(1);
        var first = agents.dial(Samples.hello(Samples.AGENT));
        first.heard().expectNoMessage(MOMENT);
        stage.pass(Duration.ofSeconds(1));
        assertThat(agents.find(Samples.AGENT)).isEmpty();

        var second = agents.dial(Samples.hello(Samples.AGENT));
        agents.close(first);

        second.expectRegistered(1);
        assertThat(agents.find(Samples.AGENT))
                .hasValueSatisfying(view -> assertThat(view.linked()).isTrue());
    }

    @Test
    void aCallThatIsMadeTwiceIsOneRegistration() {
        var agents = new AgentStage(stage, ++groups);
        var hello = Samples.hello(Samples.AGENT);
        stage.gate().shut();
        agents.dial(Samples.hello(Samples.OTHER_AGENT));
        stage.gate().awaitWrite();
        var line = agents.dial(hello);
        agents.dialAgain(line, hello);
        stage.gate().open();
        line.expectRegistered(1);

        agents.dialAgain(line, hello);

        line.expectRegistered(1);
        line.heard().expectNoMessage(MOMENT);
        assertThat(agents.find(Samples.AGENT)).hasValueSatisfying(view -> {
            assertThat(view.linked()).isTrue();
            assertThat(view.agent().incarnation()).isEqualTo(1);
        });
    }

    @Test
    void aCallWhoseRegistrationWasNotWrittenIsMadeAgain() {
        var agents = new AgentStage(stage, ++groups);
        var hello = Samples.hello(Samples.AGENT);
        stage.gate().failNext(1);
        var line = agents.dial(hello);
        line.heard().expectNoMessage(MOMENT);
        stage.pass(Duration.ofSeconds(1));
        assertThat(agents.find(Samples.AGENT)).isEmpty();

        agents.dialAgain(line, hello);

        line.expectRegistered(1);
    }

    @Test
    void linksOutliveAFailedWrite() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        assertThat(line.sent()).hasSize(1);
        stage.gate().failNext(1);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 2));
        line.heard().expectNoMessage(MOMENT);

        stage.pass(Duration.ofSeconds(1));

        assertThat(launched(line)).containsExactly(Samples.task(1).value());
        stage.pass(AgentStage.UNREACHABLE_AFTER.multipliedBy(2));
        // Asked first: the answer comes after every tick of the time that passed, and a tick is what spawns the
        // supervisor.
        assertThat(presence(agents)).isEqualTo(Presence.REGISTERED);
        assertThat(agents.supervisors()).isEqualTo(1);
    }

    @Test
    void aLinkOfAnEarlierRegistrationDoesNotOutliveAFailedWrite() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        // A registration that is in the journal, and of which this group has not heard: as one whose write failed, as
        // it saw it, and was made.
        var unheard = new AgentStage(stage, groups);
        unheard.dial(Samples.hello(Samples.AGENT)).expectRegistered(2);
        stage.gate().failNext(1);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        line.heard().expectNoMessage(MOMENT);

        stage.pass(Duration.ofSeconds(1));

        line.heard().expectMessage(new ToLink.Superseded(2));
        assertThat(agents.find(Samples.AGENT))
                .hasValueSatisfying(view -> assertThat(view.linked()).isFalse());
    }

    @Test
    void aSandboxIsAskedOverTheLink() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        var answers = stage.<SandboxAnswer>probe();
        var query = new SandboxQuery.Browse("");

        agents.group.tell(new AgentGroupMessage.AskSandbox(Samples.AGENT, Samples.task(1), query, answers.ref()));

        line.heard().expectMessage(new ToLink.AskSandbox(Samples.task(1), query, answers.ref()));
    }

    @Test
    void aSandboxOfAnAgentWithoutALinkCannotBeRead() {
        var agents = new AgentStage(stage, ++groups);
        agents.close(agents.registered(Samples.AGENT));
        var answers = stage.<SandboxAnswer>probe();

        agents.group.tell(new AgentGroupMessage.AskSandbox(
                Samples.AGENT, Samples.task(1), new SandboxQuery.Browse(""), answers.ref()));

        assertThat(answers.receiveMessage())
                .isInstanceOfSatisfying(SandboxAnswer.Failed.class, failed -> assertThat(failed.why())
                        .isEqualTo(SandboxAnswer.Why.UNREADABLE));
    }

    private static Presence presence(AgentStage agents) {
        return agents.find(Samples.AGENT).map(view -> view.agent().presence()).orElse(Presence.GONE);
    }

    private static List<String> launched(Line line) {
        return line.sent().stream()
                .flatMap(message -> ((FromMaster.Launch) message).tasks().stream())
                .map(launch -> launch.task().value())
                .toList();
    }
}
