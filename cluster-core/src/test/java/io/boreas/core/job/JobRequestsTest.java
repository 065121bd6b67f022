package io.boreas.core.job;

import static io.boreas.core.job.JobRun.AGENT;
import static io.boreas.core.job.JobRun.OTHER_AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.agent.Admission;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand.Choice;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class JobRequestsTest {
    @Test
    void createdJobWaitsWithEachOfItsInstances() {
        var run = JobRun.of(Specs.service(3));

        assertThat(run.job().spec()).contains(Specs.service(3));
        assertThat(run.job().runs()).isEqualTo(3);
        assertThat(JobMachine.pending(run.job()))
                .extracting(InstanceTask::instance)
                .containsExactly(0, 1, 2);
        assertThat(run.task(1).history()).containsExactly(new StatusChange(run.now(), ScheduleStatus.PENDING, ""));
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @Test
    void activeJobIsNotCreatedAgain() {
        var run = JobRun.of(Specs.service(1));

        assertThat(run.send(new JobCommand.Create(Specs.service(2), 7))).isEqualTo(new JobReply.JobExists(Specs.KEY));
        assertThat(run.job().active().size()).isEqualTo(1);
    }

    @Test
    void jobCreatedAgainKeepsItsHistory() {
        var run = JobRun.of(Specs.adHoc(1, 1)).start(0, TaskState.RUNNING, TaskState.FINISHED);
        assertThat(run.job().active().isEmpty()).isTrue();

        assertThat(run.send(new JobCommand.Create(Specs.service(2), 7))).isEqualTo(JobReply.Done.DONE);

        assertThat(run.job().ended()).extracting(InstanceTask::status).containsExactly(ScheduleStatus.FINISHED);
        assertThat(run.job().active().size()).isEqualTo(2);
        assertThat(run.task(0).id()).isNotEqualTo(run.lastEnded().id());
    }

    @Test
    void unknownJobHasNothingToKillRestartOrCopy() {
        var run = new JobRun(JobSettings.DEFAULT);
        var unknown = new JobReply.UnknownJob(Specs.KEY);

        assertThat(run.kill()).isEqualTo(unknown);
        assertThat(run.kill(0)).isEqualTo(unknown);
        assertThat(run.restart()).isEqualTo(unknown);
        assertThat(run.send(new JobCommand.AddInstances(0, 1))).isEqualTo(unknown);
        assertThat(run.events()).isEmpty();
    }

    @Test
    void waitingInstancesVanishWhenKilledAndTheJobWithThem() {
        var run = JobRun.of(Specs.service(2));

        assertThat(run.kill()).isEqualTo(new JobReply.Affected(Specs.KEY, List.of(0, 1)));

        assertThat(run.machine().isVacant(run.job())).isTrue();
        assertThat(run.job()).isEqualTo(run.machine().vacant(Specs.KEY));
    }

    @Test
    void killNamesTheInactiveAndDoesNothing() {
        var run = JobRun.of(Specs.service(2));
        var before = run.job();

        assertThat(run.kill(1, 2, 5)).isEqualTo(new JobReply.InactiveInstances(Specs.KEY, new TreeSet<>(Set.of(2, 5))));
        assertThat(run.job()).isSameAs(before);
    }

    @Test
    void killedInstanceOwesAKillUntilItsAgentSaysItEnded() {
        var run = JobRun.of(Specs.service(2)).start(1, TaskState.RUNNING);
        var id = run.task(1).id();

        assertThat(run.kill(1)).isEqualTo(new JobReply.Affected(Specs.KEY, List.of(1)));
        var owed = new JobEffect.KillOn(AGENT, new KillOrder(id, Duration.ofSeconds(20), "Killed by alice"));
        assertThat(run.machine().outstanding(run.job())).containsExactly(owed);
        run.takeKillsOfWhatIsThere();
        assertThat(run.machine().outstanding(run.job())).containsExactly(owed);

        run.hear(1, TaskState.KILLED);
        assertThat(run.machine().outstanding(run.job())).isEmpty();
        assertThat(run.job().active().containsKey(1)).isFalse();
        assertThat(run.lastEnded().status()).isEqualTo(ScheduleStatus.KILLED);
    }

    @Test
    void killedAgainIsFoundSoAlready() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
        run.kill(0);
        int events = run.events().size();

        assertThat(run.kill()).isEqualTo(new JobReply.Affected(Specs.KEY, List.of(0)));
        assertThat(run.events()).hasSize(events);
    }

    @Test
    void restartedInstanceIsKilledAndReplaced() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
        var old = run.task(0).id();

        assertThat(run.restart(0)).isEqualTo(new JobReply.Affected(Specs.KEY, List.of(0)));
        assertThat(run.task(0).message()).isEqualTo("Restarted by alice");
        assertThat(run.machine().outstanding(run.job())).singleElement().isInstanceOf(JobEffect.KillOn.class);
        run.hear(0, TaskState.KILLED);

        assertThat(run.task(0).id()).isNotEqualTo(old);
        assertThat(run.task(0).ancestor()).contains(old);
        assertThat(run.task(0).message()).isEqualTo("Rescheduled");
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.PENDING);
    }

    @Test
    void restartOfAnInstanceThatIsNotThereDoesNothing() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);

        assertThat(run.restart(0, 1)).isEqualTo(new JobReply.InactiveInstances(Specs.KEY, new TreeSet<>(Set.of(1))));
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.RUNNING);
    }

    @Test
    void restartLeavesAloneWhatStartsAfreshAnywayAndWhatIsKilled() {
        var run = JobRun.of(Specs.service(3)).start(1, TaskState.RUNNING).start(2, TaskState.RUNNING);
        run.kill(2);

        assertThat(run.restart()).isEqualTo(new JobReply.Affected(Specs.KEY, List.of(0, 1)));
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.PENDING);
        assertThat(run.statusOf(1)).isEqualTo(ScheduleStatus.RESTARTING);
        assertThat(run.statusOf(2)).isEqualTo(ScheduleStatus.KILLING);
    }

    @Test
    void instancesAreAddedAfterTheHighestActiveAsCopies() {
        var run = JobRun.of(Specs.service(3));
        run.kill(1);

        assertThat(run.send(new JobCommand.AddInstances(0, 2)))
                .isEqualTo(new JobReply.Affected(Specs.KEY, List.of(3, 4)));

        assertThat(run.task(4).spec()).isSameAs(run.task(0).spec());
        assertThat(run.job().runs()).isEqualTo(5);
        assertThat(ids(run.job())).doesNotHaveDuplicates();
    }

    @Test
    void instancesAreCopiedFromActiveOnesOnlyAndBounded() {
        var run = JobRun.of(Specs.service(2));

        assertThat(run.send(new JobCommand.AddInstances(2, 1)))
                .isEqualTo(new JobReply.InactiveInstances(Specs.KEY, new TreeSet<>(Set.of(2))));
        assertThat(run.send(new JobCommand.AddInstances(0, 3_999)))
                .isEqualTo(new JobReply.TooManyInstances(Specs.KEY, 4_001, 4_000));
        assertThat(run.send(new JobCommand.AddInstances(0, Integer.MAX_VALUE)))
                .isEqualTo(new JobReply.TooManyInstances(Specs.KEY, Integer.MAX_VALUE, 4_000));
        assertThatThrownBy(() -> new JobCommand.AddInstances(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(run.job().active().size()).isEqualTo(2);
    }

    @Test
    void chosenPlaceOwesAnAdmissionAndHidesTheTaskFromThePlanner() {
        var run = JobRun.of(Specs.service(2));

        run.choose(1);

        var task = run.task(1);
        assertThat(task.status()).isEqualTo(ScheduleStatus.PENDING);
        assertThat(JobMachine.pending(run.job()))
                .extracting(InstanceTask::instance)
                .containsExactly(0);
        assertThat(run.machine().outstanding(run.job()))
                .containsExactly(new JobEffect.AdmitOn(
                        AGENT, new Admission(task.id(), new Owner.JobInstance(Specs.KEY, 1), task.spec())));
    }

    @Test
    void choicesThatCameTooLateAreIgnored() {
        var run = JobRun.of(Specs.service(3)).start(1, TaskState.RUNNING);
        run.choose(2);
        var stranger = new TaskId("stranger");

        assertThat(run.send(new JobCommand.Choose(List.of(
                        new Choice(0, stranger, OTHER_AGENT, "host-2"),
                        new Choice(1, run.task(1).id(), OTHER_AGENT, "host-2"),
                        new Choice(2, run.task(2).id(), OTHER_AGENT, "host-2"),
                        new Choice(9, stranger, OTHER_AGENT, "host-2")))))
                .isEqualTo(JobReply.Done.DONE);

        assertThat(run.task(0).placement()).isEmpty();
        assertThat(run.task(1).isPlacedOn(AGENT)).isTrue();
        assertThat(run.task(2).isPlacedOn(AGENT)).isTrue();
    }

    @Test
    void taskIsChosenAPlaceOnceInOneCommand() {
        var run = JobRun.of(Specs.service(1));
        var id = run.task(0).id();

        run.send(new JobCommand.Choose(
                List.of(new Choice(0, id, AGENT, "host-1"), new Choice(0, id, OTHER_AGENT, "host-2"))));

        assertThat(run.task(0).isPlacedOn(AGENT)).isTrue();
    }

    @Test
    void refusedInstanceWaitsAgainUnderANewIdThatNoOldAdmissionCanStart() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);
        var before = run.task(0);

        run.refuse(0);

        assertThat(JobMachine.pending(run.job())).isEmpty();
        assertThat(run.machine().outstanding(run.job()))
                .singleElement()
                .isInstanceOfSatisfying(JobEffect.KillOn.class, kill -> {
                    assertThat(kill.agent()).isEqualTo(AGENT);
                    assertThat(kill.order().task()).isEqualTo(before.id());
                });
        run.takeKills();
        assertThat(JobMachine.pending(run.job())).containsExactly(run.task(0));
        assertThat(run.task(0).id()).isNotEqualTo(before.id());
        assertThat(run.task(0).history()).isEqualTo(before.history());
        run.choose(0, OTHER_AGENT);
        assertThat(run.task(0).isPlacedOn(OTHER_AGENT)).isTrue();
        assertThat(run.machine().outstanding(run.job())).singleElement().isInstanceOf(JobEffect.AdmitOn.class);
    }

    @Test
    void instanceThatWasRefusedAndThenAdmittedIsNotStartedElsewhereBeforeItEnded() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);
        var id = run.task(0).id();

        run.refuse(0);
        run.takeKillsOfWhatIsThere();
        assertThat(JobMachine.pending(run.job())).isEmpty();
        run.hear(0, TaskState.STAGING);
        run.takeKillsOfWhatIsThere();
        assertThat(run.task(0).id()).isEqualTo(id);
        assertThat(JobMachine.pending(run.job())).isEmpty();

        run.hear(0, TaskState.KILLED);
        assertThat(run.lastEnded().id()).isEqualTo(id);
        assertThat(JobMachine.pending(run.job())).containsExactly(run.task(0));
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @Test
    void instanceThatIsKilledWhereItMayHaveBeenAdmittedGoesWhenItsAgentsGroupKnowsNothingOfIt() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);
        var id = run.task(0).id();

        run.kill(0);
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.KILLING);
        assertThat(run.send(new JobCommand.Create(Specs.service(1), 43))).isEqualTo(new JobReply.JobExists(Specs.KEY));
        assertThat(run.machine().outstanding(run.job()))
                .containsExactly(
                        new JobEffect.KillOn(AGENT, new KillOrder(id, Duration.ofSeconds(20), "Killed by alice")));

        run.takeKills();
        assertThat(run.job()).isEqualTo(run.machine().vacant(Specs.KEY));
    }

    @Test
    void instanceThatIsKilledWhereItWasAdmittedGoesWhenItsAgentSaysItEnded() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);

        run.kill(0);
        run.takeKillsOfWhatIsThere();
        run.hear(0, TaskState.STAGING, TaskState.RUNNING);
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.KILLING);

        run.hear(0, TaskState.KILLED);
        assertThat(run.job().active().isEmpty()).isTrue();
        assertThat(run.lastEnded().status()).isEqualTo(ScheduleStatus.KILLED);
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @Test
    void refusalOfWhatIsNotPlacedThereChangesNothing() {
        var run = JobRun.of(Specs.service(2)).start(0, TaskState.RUNNING);
        run.choose(1, OTHER_AGENT);
        var before = run.job();

        run.refuse(0);
        run.refuse(1);
        run.send(new JobCommand.RefuseChoices(AGENT, List.of(new TaskId("stranger")), "full"));

        assertThat(run.job()).isSameAs(before);
    }

    @Test
    void commandSentAgainIsDone() {
        var run = JobRun.of(Specs.service(1));

        assertThat(run.machine().repeated(run.job(), new JobCommand.Create(Specs.service(1), 42)))
                .isEqualTo(JobReply.Done.DONE);
    }

    private static List<TaskId> ids(Job job) {
        var ids = new ArrayList<TaskId>();
        job.active().forEachValue(task -> ids.add(task.id()));
        return ids;
    }
}
