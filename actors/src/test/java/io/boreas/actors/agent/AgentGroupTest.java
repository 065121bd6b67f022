package io.boreas.actors.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentStage.ToJob;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.job.JobCommand;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Resources;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a group of agents sends, to whom, and how often. */
class AgentGroupTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Amounts TASK = Amounts.of(Resources.parse(Samples.TASK_RESOURCES));
    private static final Amounts AGENT = Amounts.of(Resources.parse(Samples.AGENT_RESOURCES));

    private static Stage stage;
    private static int groups = 100;

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
    void aGroupThatStartsCallsThoseWhoStandForItsAgents() {
        var agents = new AgentStage(stage, ++groups);
        agents.rollCall.expectMessage(new RollCall.Call(GroupKind.AGENT, groups));

        agents.restart();

        agents.rollCall.expectMessage(new RollCall.Call(GroupKind.AGENT, groups));
    }

    @Test
    void aLaunchIsSentOnceAndAgainAfterEachPause() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        var launch = line.sent();
        assertThat(launch).singleElement().isInstanceOf(FromMaster.Launch.class);

        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        stage.pass(AgentStage.RETRY_MIN.minusMillis(1));
        line.heard().expectNoMessage(MOMENT);

        stage.pass(Duration.ofMillis(1));
        assertThat(line.sent()).isEqualTo(launch);
        stage.pass(AgentStage.RETRY_MIN.multipliedBy(2).minusMillis(1));
        line.heard().expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(1));
        assertThat(line.sent()).isEqualTo(launch);
    }

    @Test
    void aLaunchIsNotSentAgainOnceTheAgentSpokeOfIt() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        assertThat(line.sent()).hasSize(1);

        agents.report(1, Samples.update(1, 1, TaskState.STARTING));
        stage.pass(AgentStage.RETRY_MAX);

        line.heard().expectNoMessage(MOMENT);
    }

    @Test
    void noMessageHasMoreLaunchesThanAFrameHasRoomFor() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        var small = IntStream.range(0, 100)
                .mapToObj(number -> Samples.admission(Samples.JOB, number, "cpus:0.01;mem:1"))
                .toArray(Admission[]::new);

        agents.admit(Samples.JOB, small);

        assertThat(line.sent())
                .extracting(message -> ((FromMaster.Launch) message).tasks().size())
                .containsExactly(64, 36);
    }

    @Test
    void aKillIsSentAgainUntilTheTaskHasEnded() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        assertThat(line.sent()).hasSize(1);
        agents.report(1, Samples.update(1, 1, TaskState.RUNNING));
        var kill = List.<FromMaster>of(new FromMaster.Kill(Samples.killOrder(1, 30)));

        agents.kill(Samples.JOB, Samples.killOrder(1, 30));
        assertThat(line.sent()).isEqualTo(kill);
        stage.pass(AgentStage.RETRY_MIN);
        assertThat(line.sent()).isEqualTo(kill);
        agents.report(1, Samples.update(1, 2, TaskState.KILLED));
        stage.pass(AgentStage.RETRY_MAX);

        line.heard().expectNoMessage(MOMENT);
    }

    @Test
    void aMoreUrgentKillIsSentAtOnce() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        assertThat(line.sent()).singleElement().isInstanceOf(FromMaster.Launch.class);
        agents.kill(Samples.JOB, Samples.killOrder(1, 30));
        assertThat(line.sent()).containsExactly(new FromMaster.Kill(Samples.killOrder(1, 30)));

        agents.kill(Samples.JOB, Samples.killOrder(1, 5));

        assertThat(line.sent()).containsExactly(new FromMaster.Kill(Samples.killOrder(1, 5)));
    }

    @Test
    void aJobHearsThatItsKillsAreTakenAndWhichOfThemWereNeverThere() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.nextToJobs();

        agents.kill(Samples.JOB, Samples.killOrder(1, 30), Samples.killOrder(2, 30));

        assertThat(agents.nextToJobs())
                .extracting(ToJob::command)
                .containsExactly(
                        new JobCommand.KillsTaken(List.of(Samples.task(1), Samples.task(2)), Set.of(Samples.task(2))));
    }

    @Test
    void noticesTravelTogetherToEachGroupOfJobs() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        assertThat(agents.groups.numberOf(Samples.JOB)).isNotEqualTo(agents.groups.numberOf(Samples.OTHER_JOB));

        agents.admit(
                Samples.JOB,
                Samples.admission(Samples.JOB, 1),
                Samples.admission(Samples.OTHER_JOB, 2),
                Samples.admission(Samples.JOB, 3));

        var told = List.of(agents.nextToJobs(), agents.nextToJobs());
        assertThat(told).allSatisfy(commands -> {
            assertThat(commands).hasSize(1);
            var toJob = commands.getFirst();
            assertThat(toJob.group()).isEqualTo("" + agents.groups.numberOf(toJob.job()));
            var tasks = ((JobCommand.Hear) toJob.command())
                    .told().stream().map(JobCommand.TaskNotices::task).toList();
            assertThat(tasks)
                    .isEqualTo(
                            toJob.job().equals(Samples.JOB)
                                    ? List.of(Samples.task(1), Samples.task(3))
                                    : List.of(Samples.task(2)));
        });
        agents.jobs.expectNoMessage(MOMENT);
    }

    @Test
    void noticesAreToldOnceAndAgainAfterEachPauseUntilTheyAreAcknowledged() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        var staging = agents.nextNotices();
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.jobs.expectNoMessage(MOMENT);
        stage.pass(AgentStage.RETRY_MIN);
        assertThat(agents.nextNotices()).isEqualTo(staging);

        agents.report(1, Samples.update(1, 1, TaskState.RUNNING));
        var both = agents.nextNotices().getFirst().notices();
        assertThat(both)
                .extracting(notice -> notice.status().state())
                .containsExactly(TaskState.STAGING, TaskState.RUNNING);

        agents.acknowledge(new StatusAck(Samples.task(1), both.getLast().sequence()));
        stage.pass(AgentStage.RETRY_MAX);
        agents.jobs.expectNoMessage(MOMENT);
        assertThat(agents.supervisors()).isZero();
    }

    @Test
    void aTaskIsSupervisedWhileSomethingIsOwedToItForLongerThanAPause() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        assertThat(agents.supervisors()).isZero();

        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1), Samples.admission(Samples.JOB, 2));
        agents.nextNotices();
        assertThat(agents.supervisors()).isZero();
        stage.pass(AgentStage.RETRY_MIN);
        agents.jobs.awaitAssert(() -> {
            assertThat(agents.supervisors()).isEqualTo(2);
            return true;
        });
        agents.report(1, Samples.update(1, 1, TaskState.RUNNING), Samples.update(2, 1, TaskState.RUNNING));
        agents.acknowledge(new StatusAck(Samples.task(1), 2));

        agents.jobs.awaitAssert(() -> {
            assertThat(agents.supervisors()).isEqualTo(1);
            return true;
        });
    }

    @Test
    void whatIsOwedIsSentAfterARestartOfTheGroup() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        var staging = agents.nextNotices();

        agents.restart();

        assertThat(agents.nextNotices()).isEqualTo(staging);
        var line = agents.dial(Samples.hello(Samples.AGENT));
        line.expectRegistered(2);
        assertThat(line.sent()).singleElement().isInstanceOf(FromMaster.Launch.class);
        stage.pass(AgentStage.RETRY_MIN);
        agents.jobs.awaitAssert(() -> {
            assertThat(agents.supervisors()).isEqualTo(1);
            return true;
        });
    }

    @Test
    void thePlannerLearnsWhatComesAndGoes() {
        var agents = new AgentStage(stage, ++groups);
        var line = agents.registered(Samples.AGENT);
        var first = agents.nextChange();
        assertThat(first.agent().accepting()).isTrue();
        assertThat(first.agent().total()).isEqualTo(AGENT);
        assertThat(first.agent().available()).isEqualTo(AGENT);

        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        var admitted = agents.nextChange();
        assertThat(admitted.admitted()).containsExactly(onAgent(1, TASK));
        assertThat(admitted.ended()).isEmpty();
        assertThat(admitted.agent().available().cpusMilli()).isEqualTo(AGENT.cpusMilli() - TASK.cpusMilli());
        assertThat(admitted.agent().revision()).isGreaterThan(first.agent().revision());

        agents.report(1, Samples.update(1, 1, TaskState.FINISHED));
        var ended = agents.nextChange();
        assertThat(ended.admitted()).isEmpty();
        assertThat(ended.ended()).containsExactly(onAgent(1, TASK));
        assertThat(ended.agent().available()).isEqualTo(AGENT);

        agents.close(line);
        assertThat(agents.nextChange().agent().accepting()).isFalse();
    }

    @Test
    void aRunThatIsGivenUpOnALostAgentCountsForThePlannerNoMore() {
        var agents = new AgentStage(stage, ++groups);
        agents.close(agents.registered(Samples.AGENT));
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1));
        agents.nextNotices();
        stage.pass(AgentStage.UNREACHABLE_AFTER.plusSeconds(1));

        agents.kill(Samples.JOB, Samples.killOrder(1, 5));

        agents.planner.fishForMessage(
                Duration.ofSeconds(20),
                message -> message instanceof PlannerMessage.AgentChanged changed
                                && changed.ended().equals(List.of(onAgent(1, TASK)))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        agents.group.tell(new AgentGroupMessage.ReportToPlanner());
        assertThat(nextRestatement(agents).tasks()).isEmpty();
    }

    @Test
    void aRefusedTaskIsTakenBackFromThePlannerAndFromTheJob() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.nextChange();

        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1, "cpus:5;mem:512"));

        assertThat(agents.nextChange().ended()).containsExactly(onAgent(1, Amounts.NONE));
        assertThat(agents.nextToJobs())
                .singleElement()
                .extracting(ToJob::command)
                .isInstanceOfSatisfying(JobCommand.RefuseChoices.class, refused -> {
                    assertThat(refused.agent()).isEqualTo(Samples.AGENT);
                    assertThat(refused.tasks()).containsExactly(Samples.task(1));
                    assertThat(refused.message()).contains("cpus");
                });
    }

    @Test
    void ofTasksAskedForTogetherEachIsAdmittedOrRefusedByItself() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);

        agents.admit(
                Samples.JOB,
                Samples.admission(Samples.JOB, 1, "cpus:3;mem:512"),
                Samples.admission(Samples.JOB, 2, "cpus:3;mem:512"));

        assertThat(List.of(agents.nextToJobs(), agents.nextToJobs()))
                .flatExtracting(commands -> commands)
                .extracting(ToJob::command)
                .hasAtLeastOneElementOfType(JobCommand.RefuseChoices.class)
                .hasAtLeastOneElementOfType(JobCommand.Hear.class);
    }

    @Test
    void aFullReportNamesAllThatIsThere() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.admit(Samples.JOB, Samples.admission(Samples.JOB, 1), Samples.admission(Samples.OTHER_JOB, 2));
        agents.report(1, Samples.update(1, 1, TaskState.FINISHED));
        agents.group.tell(new AgentGroupMessage.ReportToPlanner());

        var report = nextRestatement(agents);
        assertThat(report.agent().accepting()).isTrue();
        assertThat(report.tasks())
                .containsExactly(new PlannerMessage.OnAgent(Samples.OTHER_JOB, Samples.task(2), TASK));
    }

    @Test
    void moreAgentsThanOneMessageHasRoomForAreToldInParts() {
        var agents = new AgentStage(stage, ++groups);
        var commands = new ArrayList<GroupMessage.Command<AgentId, AgentCommand, AgentReply>>();
        for (int i = 0; i < Part.WEIGHT_MAX; i++) {
            var agent = new AgentId("agent-" + (10_000 + i));
            commands.add(new GroupMessage.Command<>(
                    new Envelope<>(agent, new AgentCommand.Register(Samples.hello(agent)), Cause.SYSTEM),
                    new ReplyTo.Nobody<>()));
        }
        agents.group.tell(new GroupMessage.Commands<>(commands));
        var reader = stage.<AgentGroupMessage.Agents>probe();
        var youngest = commands.getLast().envelope().aggregate();
        reader.awaitAssert(() -> {
            assertThat(agents.find(youngest)).isPresent();
            return youngest;
        });

        var seen = new ArrayList<AgentId>();
        boolean more = true;
        Optional<AgentView> last = Optional.empty();
        while (more) {
            agents.group.tell(AgentGroupMessage.FindSome.behind(last, reader.ref()));
            var part = reader.receiveMessage();
            assertThat(part.list()).hasSizeLessThanOrEqualTo(Part.WEIGHT_MAX / 2);
            part.list().forEach(view -> seen.add(view.agent().id()));
            last = Optional.of(part.list().getLast());
            more = part.more();
        }
        assertThat(seen)
                .containsExactlyElementsOf(commands.stream()
                        .map(command -> command.envelope().aggregate())
                        .toList());
    }

    @Test
    void aStaleReportIsRefused() {
        var agents = new AgentStage(stage, ++groups);
        agents.registered(Samples.AGENT);
        agents.dial(Samples.hello(Samples.AGENT)).expectRegistered(2);

        agents.ask(new AgentCommand.Report(1, List.of(Samples.update(1, 1, TaskState.RUNNING))));

        agents.replies.expectMessage(new AgentReply.StaleIncarnation(Samples.AGENT, 1, 2));
    }

    private static PlannerMessage.AgentRestated nextRestatement(AgentStage agents) {
        var heard = agents.planner.fishForMessage(
                Duration.ofSeconds(20),
                message -> message instanceof PlannerMessage.AgentRestated
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        return (PlannerMessage.AgentRestated) heard.getLast();
    }

    private static PlannerMessage.OnAgent onAgent(int number, Amounts needs) {
        return new PlannerMessage.OnAgent(Samples.JOB, Samples.task(number), needs);
    }
}
