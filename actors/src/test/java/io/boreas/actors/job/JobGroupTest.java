package io.boreas.actors.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.job.JobStage.ToAgent;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.actors.stage.Stage;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a group of jobs sends, to whom, and how often. */
class JobGroupTest {
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
    void anAdmissionIsSentOnceAndAgainAfterEachPause() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);

        jobs.choose(1, Samples.AGENT, tasks);

        var sent = jobs.nextToAgents();
        assertThat(sent).singleElement().satisfies(toAgent -> {
            assertThat(toAgent.group()).isEqualTo("" + jobs.groups.numberOf(Samples.AGENT));
            assertThat(toAgent.agent()).isEqualTo(Samples.AGENT);
            assertThat(toAgent.replyTo()).isEqualTo(new ReplyTo.OfJob<>(Samples.JOB));
            assertThat(admitted(toAgent)).isEqualTo(ids(tasks));
        });
        stage.pass(JobStage.RETRY_MIN.minusMillis(500));
        jobs.agents.expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(500));
        assertThat(jobs.nextToAgents()).isEqualTo(sent);
        stage.pass(JobStage.RETRY_MIN.multipliedBy(2).minusMillis(500));
        jobs.agents.expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(500));
        assertThat(jobs.nextToAgents()).isEqualTo(sent);
    }

    @Test
    void whatThePlannerChoseBeforeItAsksIsDecidedWhenItHears() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);
        stage.gate().shut();
        jobs.choose(6, Samples.AGENT, tasks.subList(0, 1));
        stage.gate().awaitWrite();

        jobs.group.tell(
                new JobGroupMessage.ReportJob(Samples.JOB, Optional.of(7L))); // all it chose in the seventh was lost
        stage.gate().open();

        var heard = jobs.nextChange();
        while (heard.round() < 7) {
            heard = jobs.nextChange();
        }
        assertThat(heard.waiting()).isEqualTo(tasks.subList(1, 2));
    }

    @Test
    void aNoticeEndsTheSendingOfItsAdmissionAndIsAcknowledged() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        jobs.nextToAgents();

        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.STAGING);

        assertThat(jobs.nextToAgents()).singleElement().satisfies(toAgent -> {
            assertThat(toAgent.agent()).isEqualTo(Samples.AGENT);
            assertThat(toAgent.command())
                    .isEqualTo(new AgentCommand.AcknowledgeNotices(
                            List.of(new StatusAck(tasks.getFirst().task(), 1))));
        });
        assertThat(jobs.instance(0).status()).isEqualTo(ScheduleStatus.ASSIGNED);
        stage.pass(JobStage.RETRY_MAX);
        jobs.agents.expectNoMessage(MOMENT);
    }

    @Test
    void aNoticeIsNotAcknowledgedBeforeItIsDurable() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        jobs.nextToAgents();
        stage.gate().shut();

        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.STAGING);
        stage.gate().awaitWrite();
        jobs.agents.expectNoMessage(MOMENT);

        stage.gate().open();
        assertThat(jobs.nextToAgent()).isInstanceOf(AgentCommand.AcknowledgeNotices.class);
    }

    @Test
    void aNoticeToldAgainIsAcknowledgedAgain() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        jobs.nextToAgents();
        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.STAGING);
        var first = jobs.nextToAgent();

        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.STAGING);

        assertThat(jobs.nextToAgent()).isEqualTo(first);
    }

    @Test
    void aKillIsSentOnceAndAgainAfterThePauseUntilTheTaskHasEnded() {
        var jobs = new JobStage(stage, ++groups);
        var task = running(jobs);

        var reply = jobs.ask(new JobCommand.KillInstances(new TreeSet<>(), "stop"));

        assertThat(reply).isEqualTo(new JobReply.Affected(Samples.JOB, List.of(0)));
        var kill = jobs.nextToAgent();
        assertThat(killed(kill)).containsExactly(task.task());
        stage.pass(JobStage.RETRY_MIN.minusMillis(500));
        jobs.agents.expectNoMessage(MOMENT);
        stage.pass(Duration.ofMillis(500));
        assertThat(jobs.nextToAgent()).isEqualTo(kill);
        jobs.hear(task, Samples.AGENT, 3, TaskState.KILLED);
        assertThat(jobs.nextToAgent()).isInstanceOf(AgentCommand.AcknowledgeNotices.class);
        stage.pass(JobStage.RETRY_MAX);
        jobs.agents.expectNoMessage(MOMENT);
    }

    @Test
    void killsOfTheSameAgentGoBeforeAdmissions() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);
        jobs.choose(1, Samples.AGENT, tasks.subList(0, 1));
        jobs.nextToAgents();
        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.RUNNING);
        jobs.nextToAgents();
        jobs.choose(2, Samples.AGENT, tasks.subList(1, 2));
        jobs.nextToAgents();
        jobs.ask(new JobCommand.KillInstances(new TreeSet<>(List.of(0)), "stop"));
        jobs.nextToAgents();

        stage.pass(JobStage.RETRY_MAX);

        assertThat(jobs.nextToAgents())
                .extracting(ToAgent::command)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(AgentCommand.Kill.class),
                        second -> assertThat(second).isInstanceOf(AgentCommand.Admit.class));
    }

    @Test
    void aKillUnderWayGoesAlongWithAnAdmissionToTheSameAgent() {
        var jobs = new JobStage(stage, ++groups);
        var lost = running(jobs);
        jobs.hear(lost, Samples.AGENT, 3, TaskState.UNREACHABLE);
        assertThat(List.of(jobs.nextToAgent(), jobs.nextToAgent()))
                .hasAtLeastOneElementOfType(AgentCommand.Kill.class)
                .hasAtLeastOneElementOfType(AgentCommand.AcknowledgeNotices.class);
        var next = jobs.instance(0);

        jobs.choose(2, Samples.AGENT, List.of(new PlannerMessage.Waiting(0, next.id(), next.spec())));

        var sent = jobs.nextToAgents();
        assertThat(sent).hasSize(2);
        assertThat(killed(sent.getFirst().command())).containsExactly(lost.task());
        assertThat(admitted(sent.getLast())).containsExactly(next.id());
    }

    @Test
    void whatIsOwedIsSentAfterARestartOfTheGroup() {
        var jobs = new JobStage(stage, ++groups);
        jobs.choose(1, Samples.AGENT, jobs.create(2));
        var sent = jobs.nextToAgents();

        jobs.restart();

        assertThat(jobs.nextToAgents()).isEqualTo(sent);
    }

    @Test
    void whatIsOwedIsSentAgainAfterAFailedWrite() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);
        jobs.choose(1, Samples.AGENT, tasks.subList(0, 1));
        var sent = jobs.nextToAgents();
        stage.gate().failNext(1);
        jobs.choose(2, Samples.AGENT, tasks.subList(1, 2));
        jobs.agents.expectNoMessage(MOMENT);

        stage.pass(Duration.ofSeconds(1));

        assertThat(jobs.nextToAgents()).isEqualTo(sent);
        assertThat(jobs.instance(1).placement()).isEmpty();
        stage.pass(JobStage.RETRY_MIN);
        assertThat(jobs.nextToAgents()).isEqualTo(sent);
    }

    @Test
    void thePlannerLearnsWhatWaitsAndWhichRoundWasDecidedOn() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);
        assertThat(tasks).extracting(PlannerMessage.Waiting::instance).containsExactly(0, 1);

        jobs.choose(7, Samples.AGENT, tasks.subList(0, 1));
        var chosen = jobs.nextChange();
        assertThat(chosen.round()).isEqualTo(7);
        assertThat(chosen.waiting()).containsExactly(tasks.get(1));

        jobs.choose(8, Samples.AGENT, tasks.subList(1, 2));
        assertThat(lastChange(jobs, 8).waiting()).isEmpty();
        assertThat(jobs.find(Samples.JOB)).isPresent();
    }

    @Test
    void aRoundWhoseChoiceCameTooLateIsReportedToo() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        lastChange(jobs, 1);

        jobs.choose(2, Samples.OTHER_AGENT, tasks);

        assertThat(lastChange(jobs, 2).waiting()).isEmpty();
        assertThat(jobs.instance(0).isPlacedOn(Samples.AGENT)).isTrue();
    }

    @Test
    void aRefusedChoiceWaitsAgainUnderAnotherId() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        lastChange(jobs, 1);
        jobs.nextToAgents();

        jobs.tell(
                Samples.JOB,
                new JobCommand.RefuseChoices(Samples.AGENT, ids(tasks), "too small"),
                new ReplyTo.Nobody<>());
        // Its admission may still be under way: the kill is owed in case it arrives last, and its answer says whether
        // it did.
        assertThat(killed(jobs.nextToAgent())).isEqualTo(ids(tasks));
        jobs.tell(Samples.JOB, new JobCommand.KillsTaken(ids(tasks), Set.copyOf(ids(tasks))), new ReplyTo.Nobody<>());

        var waiting = jobs.nextChange().waiting();
        assertThat(waiting).singleElement().satisfies(again -> {
            assertThat(again.instance()).isZero();
            assertThat(again.task()).isNotEqualTo(tasks.getFirst().task());
        });
    }

    @Test
    void aJobThatIsGoneIsReportedGone() {
        var jobs = new JobStage(stage, ++groups);
        jobs.create(1);

        jobs.ask(new JobCommand.KillInstances(new TreeSet<>(), "stop"));

        var gone = jobs.nextChange();
        assertThat(gone.job()).isEqualTo(Samples.JOB);
        assertThat(gone.spec()).isEmpty();
        assertThat(jobs.find(Samples.JOB)).isEmpty();
    }

    @Test
    void aFullReportNamesEveryJobThatWaitsAndForgetsRounds() {
        var jobs = new JobStage(stage, ++groups);
        var tasks = jobs.create(2);
        jobs.choose(7, Samples.AGENT, tasks.subList(0, 1));
        lastChange(jobs, 7);
        assertThat(jobs.instance(0).placement()).isPresent();

        jobs.group.tell(new JobGroupMessage.ReportToPlanner());

        assertThat(lastChange(jobs, 0).waiting()).containsExactly(tasks.get(1));
        jobs.planner.expectMessage(new PlannerMessage.JobsRestated(groups));
    }

    @Test
    void aTimeThatIsDueIsTickedOnce() {
        var jobs = new JobStage(stage, ++groups);
        var task = assigned(jobs);
        var timeout = JobSettings.DEFAULT.transientTimeout();

        stage.pass(timeout.minusSeconds(1));
        assertThat(jobs.instance(0).status()).isEqualTo(ScheduleStatus.ASSIGNED);
        stage.pass(Duration.ofSeconds(1));

        assertThat(killed(jobs.nextToAgent())).containsExactly(task.task());
        assertThat(jobs.instance(0).id()).isNotEqualTo(task.task());
        assertThat(jobs.find(Samples.JOB).orElseThrow().ended())
                .singleElement()
                .satisfies(ended -> assertThat(ended.status()).isEqualTo(ScheduleStatus.LOST));
    }

    @Test
    void timeThatIsDueIsTickedAfterARestartOfTheGroup() {
        var jobs = new JobStage(stage, ++groups);
        var task = assigned(jobs);

        jobs.restart();
        assertThat(jobs.instance(0).status()).isEqualTo(ScheduleStatus.ASSIGNED);
        stage.pass(JobSettings.DEFAULT.transientTimeout());

        assertThat(killed(jobs.nextToAgent())).containsExactly(task.task());
    }

    @Test
    void aTakenKillOfALostRunIsNotSentAgain() {
        var jobs = new JobStage(stage, ++groups);
        var task = running(jobs);
        jobs.hear(task, Samples.AGENT, 3, TaskState.UNREACHABLE);
        assertThat(List.of(jobs.nextToAgent(), jobs.nextToAgent()))
                .hasAtLeastOneElementOfType(AgentCommand.Kill.class)
                .hasAtLeastOneElementOfType(AgentCommand.AcknowledgeNotices.class);

        jobs.tell(Samples.JOB, new JobCommand.KillsTaken(List.of(task.task()), Set.of()), new ReplyTo.Nobody<>());
        assertThat(jobs.find(Samples.JOB)).isPresent();
        stage.pass(JobStage.RETRY_MAX);

        jobs.agents.expectNoMessage(MOMENT);
    }

    @Test
    void aJobIsFoundByATaskItHasOrHad() {
        var jobs = new JobStage(stage, ++groups);
        var task = running(jobs);
        jobs.hear(task, Samples.AGENT, 3, TaskState.FAILED);
        jobs.nextToAgents();
        var reader = stage.<JobGroupMessage.Found>probe();
        var now = jobs.instance(0).id();

        for (var id : List.of(now, task.task())) {
            jobs.group.tell(new JobGroupMessage.FindByTask(id, reader.ref()));
            assertThat(reader.receiveMessage().job()).map(Job::key).contains(Samples.JOB);
        }
        jobs.group.tell(new JobGroupMessage.FindByTask(new TaskId("nobody-s"), reader.ref()));
        reader.expectMessage(new JobGroupMessage.Found(Optional.empty()));
    }

    /** A job whose only instance was admitted, with nothing owed. */
    private static PlannerMessage.Waiting assigned(JobStage jobs) {
        var tasks = jobs.create(1);
        jobs.choose(1, Samples.AGENT, tasks);
        jobs.nextToAgents();
        jobs.hear(tasks.getFirst(), Samples.AGENT, 1, TaskState.STAGING);
        jobs.nextToAgents();
        return tasks.getFirst();
    }

    /** A job whose only instance runs, with nothing owed. */
    private static PlannerMessage.Waiting running(JobStage jobs) {
        var task = assigned(jobs);
        jobs.hear(task, Samples.AGENT, 2, TaskState.RUNNING);
        jobs.nextToAgents();
        return task;
    }

    /** The first report after which the planner knows of this round. */
    private static PlannerMessage.JobChanged lastChange(JobStage jobs, long round) {
        var change = jobs.nextChange();
        while (change.round() != round) {
            change = jobs.nextChange();
        }
        return change;
    }

    private static List<TaskId> ids(List<PlannerMessage.Waiting> tasks) {
        return tasks.stream().map(PlannerMessage.Waiting::task).toList();
    }

    private static List<TaskId> admitted(ToAgent toAgent) {
        return ((AgentCommand.Admit) toAgent.command())
                .admissions().stream().map(Admission::task).toList();
    }

    private static List<TaskId> killed(AgentCommand command) {
        return ((AgentCommand.Kill) command)
                .orders().stream().map(KillOrder::task).toList();
    }
}
