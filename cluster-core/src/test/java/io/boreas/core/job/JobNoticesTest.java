package io.boreas.core.job;

import static io.boreas.core.job.JobRun.AGENT;
import static io.boreas.core.job.JobRun.OTHER_AGENT;
import static io.boreas.core.job.ScheduleStatus.ASSIGNED;
import static io.boreas.core.job.ScheduleStatus.FAILED;
import static io.boreas.core.job.ScheduleStatus.FINISHED;
import static io.boreas.core.job.ScheduleStatus.KILLING;
import static io.boreas.core.job.ScheduleStatus.LOST;
import static io.boreas.core.job.ScheduleStatus.PARTITIONED;
import static io.boreas.core.job.ScheduleStatus.PENDING;
import static io.boreas.core.job.ScheduleStatus.RESTARTING;
import static io.boreas.core.job.ScheduleStatus.RUNNING;
import static io.boreas.core.job.ScheduleStatus.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Notice;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobNoticesTest {
    private static final JobSettings PATIENT = new JobSettings(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofDays(2));

    @Test
    void firstNoticeAssignsTheTaskWithItsPorts() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);

        assertThat(run.hear(0, TaskState.STAGING))
                .isEqualTo(new JobReply.Heard(List.of(new StatusAck(run.task(0).id(), 1))));

        assertThat(run.statusOf(0)).isEqualTo(ASSIGNED);
        assertThat(run.task(0).placement())
                .contains(new Placement(AGENT, JobRun.HOST, new TreeMap<>(Map.of("http", JobRun.PORT))));
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @Test
    void wholeLifeInOneBatch() {
        var run = JobRun.of(Specs.adHoc(1, 1));
        run.choose(0);

        run.hear(0, TaskState.STAGING, TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);

        assertThat(JobRun.path(run.lastEnded())).containsExactly(PENDING, ASSIGNED, STARTING, RUNNING, FINISHED);
        assertThat(run.job().active().isEmpty()).isTrue();
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STAGING, ASSIGNED",
        "STARTING, STARTING",
        "RUNNING, RUNNING",
        "KILLING, ASSIGNED",
        "FINISHED, FINISHED",
        "FAILED, FAILED",
        "KILLED, KILLED",
        "ERROR, LOST",
        "LOST, LOST",
        "DROPPED, LOST",
        "GONE, LOST",
        "GONE_BY_OPERATOR, LOST",
        "UNREACHABLE, LOST",
        "UNKNOWN, LOST"
    })
    void everyTaskStateHasAMeaningForAnAssignedTask(TaskState told, ScheduleStatus expected) {
        var run = JobRun.of(Specs.adHoc(1, 1)).start(0);
        var id = run.task(0).id();

        run.hear(0, told);

        assertThat(statusOf(run.job(), id)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void everyTaskStateIsUnderstoodAsFirstNotice(TaskState told) {
        var run = JobRun.of(Specs.adHoc(1, 1));
        run.choose(0);
        var id = run.task(0).id();

        run.hear(0, told);

        assertThat(history(run.job(), id)).startsWith(PENDING, ASSIGNED);
        assertThat(run.machine().outstanding(run.job())).noneMatch(JobEffect.AdmitOn.class::isInstance);
    }

    @Test
    void whyATaskCouldNotBeStartedIsSaidAndItIsTriedAgain() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.ERROR);

        assertThat(run.lastEnded().message()).isEqualTo("It could not be started as described: seen");
        assertThat(run.statusOf(0)).isEqualTo(PENDING);
        assertThat(run.task(0).flaps()).isEqualTo(1);
    }

    @Test
    void serviceIsRescheduledHoweverItEnds() {
        for (var end : List.of(TaskState.FINISHED, TaskState.FAILED, TaskState.KILLED, TaskState.LOST)) {
            var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING, end);

            assertThat(run.statusOf(0)).as(end.toString()).isEqualTo(PENDING);
            assertThat(run.task(0).ancestor()).contains(run.lastEnded().id());
            assertThat(run.task(0).spec()).isSameAs(run.lastEnded().spec());
        }
    }

    @Test
    void adHocJobGivesUpAfterItsFailures() {
        var run = JobRun.of(Specs.adHoc(1, 2)).start(0, TaskState.RUNNING, TaskState.FAILED);
        assertThat(run.lastEnded().failures()).isEqualTo(1);
        assertThat(run.task(0).failures()).isEqualTo(1);

        run.start(0, TaskState.RUNNING, TaskState.FAILED);

        assertThat(run.lastEnded().failures()).isEqualTo(2);
        assertThat(run.job().active().isEmpty()).isTrue();
    }

    @Test
    void noticeHeardBeforeIsAcknowledgedAgainAndChangesNothing() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.STARTING, TaskState.RUNNING);
        var id = run.task(0).id();
        var before = run.job();

        var again = List.of(
                new Notice(1, run.status(TaskState.STAGING)),
                new Notice(2, run.status(TaskState.STARTING)),
                new Notice(3, run.status(TaskState.RUNNING)));
        assertThat(run.hear(0, id, AGENT, again)).isEqualTo(new JobReply.Heard(List.of(new StatusAck(id, 3))));
        assertThat(run.hear(0, id, AGENT, again.subList(0, 1)))
                .isEqualTo(new JobReply.Heard(List.of(new StatusAck(id, 3))));
        assertThat(run.job()).isSameAs(before);
    }

    @Test
    void noticeThatChangesNothingIsNoted() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);

        run.hear(0, TaskState.RUNNING);

        assertThat(run.events().getLast())
                .isEqualTo(new JobEvent.NoticeNoted(0, run.task(0).id(), 3));
        assertThat(run.task(0).noticeSequence()).isEqualTo(3);
        assertThat(JobRun.path(run.task(0))).containsExactly(PENDING, ASSIGNED, RUNNING);
    }

    @Test
    void taskThatLivesAndShouldNotIsKilledWhereItIs() {
        var run = JobRun.of(Specs.service(1));
        var zombie = new TaskId("zombie");

        assertThat(run.hear(0, zombie, OTHER_AGENT, TaskState.STAGING, TaskState.RUNNING))
                .isEqualTo(new JobReply.Heard(List.of(new StatusAck(zombie, 2))));
        assertThat(run.job().owedKills().get(zombie)).contains(OTHER_AGENT);
        run.hear(0, zombie, OTHER_AGENT, TaskState.RUNNING);
        assertThat(run.events().stream().filter(JobEvent.KillOwed.class::isInstance))
                .hasSize(1);

        run.takeKills();
        run.hear(0, zombie, OTHER_AGENT, TaskState.KILLED);
        assertThat(run.job().owedKills().isEmpty()).isTrue();
    }

    @Test
    void forgottenJobStillKillsWhatClaimsToRunForIt() {
        var run = new JobRun(JobSettings.DEFAULT);
        var zombie = new TaskId("zombie");

        run.hear(0, zombie, AGENT, TaskState.RUNNING);
        assertThat(run.machine().isVacant(run.job())).isFalse();
        assertThat(run.machine().outstanding(run.job())).hasSize(1);

        run.takeKills();
        assertThat(run.machine().isVacant(run.job())).isTrue();
    }

    @Test
    void endedTaskStaysEnded() {
        var run = JobRun.of(Specs.adHoc(1, 1)).start(0, TaskState.RUNNING, TaskState.FINISHED);
        var ended = run.lastEnded();

        run.hear(0, ended.id(), AGENT, TaskState.RUNNING);
        run.hear(0, ended.id(), AGENT, TaskState.FAILED);

        assertThat(run.job().ended()).containsExactly(ended);
        assertThat(run.job().owedKills().containsKey(ended.id())).isTrue();
    }

    @Test
    void unreachableServiceIsReplacedAtOnceAndItsOldRunKilled() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
        var old = run.task(0).id();

        run.hear(0, TaskState.UNREACHABLE);

        assertThat(JobRun.path(run.lastEnded())).endsWith(RUNNING, PARTITIONED, LOST);
        assertThat(run.statusOf(0)).isEqualTo(PENDING);
        assertThat(run.job().owedKills().get(old)).contains(AGENT);
        run.takeKills();
        assertThat(run.machine().outstanding(run.job())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, RUNNING", "STARTING, STARTING", "STAGING, ASSIGNED"})
    void partitionedTaskReturnsToWhereItIs(TaskState told, ScheduleStatus expected) {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.STARTING, TaskState.UNREACHABLE);
        assertThat(run.statusOf(0)).isEqualTo(PARTITIONED);
        assertThat(run.machine().outstanding(run.job())).isEmpty();

        run.hear(0, told);

        assertThat(run.statusOf(0)).isEqualTo(expected);
        assertThat(run.job().owedKills().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"FINISHED, FINISHED", "FAILED, FAILED", "KILLED, KILLED", "LOST, LOST", "GONE, LOST"})
    void serviceThatEndedBehindAPartitionIsReplaced(TaskState told, ScheduleStatus expected) {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING, TaskState.UNREACHABLE);

        run.hear(0, told);

        assertThat(run.lastEnded().status()).isEqualTo(expected);
        assertThat(run.statusOf(0)).isEqualTo(PENDING);
    }

    @Test
    void partitionIsWaitedOut() {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING, TaskState.UNREACHABLE);

        run.wait(Duration.ofMinutes(10).minusMillis(1)).tick();
        assertThat(run.statusOf(0)).isEqualTo(PARTITIONED);
        run.wait(Duration.ofMillis(1)).tick();

        assertThat(run.lastEnded().status()).isEqualTo(LOST);
        assertThat(run.job().owedKills().get(run.lastEnded().id())).contains(AGENT);
        assertThat(run.statusOf(0)).isEqualTo(PENDING);
    }

    @Test
    void killedWhilePartitionedIsLostAtOnceNotReplacedAndKilledOnReturn() {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING, TaskState.UNREACHABLE);

        run.kill(0);

        assertThat(JobRun.path(run.lastEnded())).endsWith(PARTITIONED, KILLING, LOST);
        assertThat(run.lastEnded().message()).isEqualTo("Action performed on partitioned task, marking as LOST.");
        assertThat(run.job().active().isEmpty()).isTrue();
        assertThat(run.job().owedKills().get(run.lastEnded().id())).contains(AGENT);
    }

    @Test
    void restartedWhilePartitionedIsReplacedAtOnce() {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING, TaskState.UNREACHABLE);

        run.restart(0);

        assertThat(JobRun.path(run.lastEnded())).endsWith(PARTITIONED, RESTARTING, LOST);
        assertThat(run.statusOf(0)).isEqualTo(PENDING);
    }

    @Test
    void unreachableWhileKilledIsLostAndNotReplaced() {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING);
        run.kill(0);

        run.hear(0, TaskState.UNREACHABLE);

        assertThat(JobRun.path(run.lastEnded())).endsWith(KILLING, PARTITIONED, LOST);
        assertThat(run.job().active().isEmpty()).isTrue();
        assertThat(run.machine().outstanding(run.job())).hasSize(1);
    }

    @Test
    void noticeFromAnotherAgentThanTheTasksDoesNotMoveIt() {
        var run = JobRun.of(Specs.service(1));
        run.choose(0);
        var id = run.task(0).id();

        run.hear(0, id, OTHER_AGENT, TaskState.STAGING, TaskState.RUNNING);

        assertThat(run.statusOf(0)).isEqualTo(PENDING);
        assertThat(run.job().owedKills().get(id)).contains(OTHER_AGENT);
        assertThat(run.task(0).isPlacedOn(AGENT)).isTrue();
    }

    @Test
    void failureThatCountsIsMarked() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING, TaskState.FAILED);

        assertThat(run.events())
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(JobEvent.Moved.class, moved -> {
                    assertThat(moved.to()).isEqualTo(FAILED);
                    assertThat(moved.failed()).isTrue();
                    assertThat(moved.message()).isEqualTo("seen");
                }));
    }

    @Test
    void killedIsNeverRescheduledAfterKilling() {
        for (var end : List.of(TaskState.FINISHED, TaskState.FAILED, TaskState.KILLED, TaskState.LOST)) {
            var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
            run.kill(0);
            run.hear(0, end);

            assertThat(run.job().active().isEmpty()).as(end.toString()).isTrue();
        }
    }

    @Test
    void historyIsBoundedAndKeepsItsBeginning() {
        var run = JobRun.of(Specs.service(1), PATIENT).start(0, TaskState.RUNNING);
        for (int i = 0; i < 40; i++) {
            run.hear(0, TaskState.UNREACHABLE, TaskState.RUNNING);
        }

        assertThat(run.task(0).history()).hasSize(InstanceTask.HISTORY_MAX);
        assertThat(JobRun.path(run.task(0))).startsWith(PENDING).endsWith(PARTITIONED, RUNNING);
    }

    private static ScheduleStatus statusOf(Job job, TaskId id) {
        return history(job, id).getLast();
    }

    private static List<ScheduleStatus> history(Job job, TaskId id) {
        return job.active(0, id)
                .or(() -> job.ended().stream()
                        .filter(task -> task.id().equals(id))
                        .findFirst())
                .map(JobRun::path)
                .orElseThrow();
    }
}
