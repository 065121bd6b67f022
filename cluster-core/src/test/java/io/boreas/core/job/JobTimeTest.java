package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTimeTest {
    @Test
    void penaltyDoublesFromTheSecondQuickEndOn() {
        var run = JobRun.of(Specs.service(1));
        var penalties = new ArrayList<Duration>();
        for (int i = 0; i < 7; i++) {
            quickEnd(run);
            var until = run.task(0).throttledUntil();
            penalties.add(
                    run.statusOf(0) == ScheduleStatus.THROTTLED ? Duration.between(run.now(), until) : Duration.ZERO);
            passPenalty(run);
        }

        assertThat(penalties)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5));
    }

    @Test
    void throttledTaskWaitsOutItsPenalty() {
        var run = JobRun.of(Specs.service(1));
        quickEnd(run);
        quickEnd(run);
        assertThat(run.task(0).message()).isEqualTo("penalized for 30000 ms");
        assertThat(JobMachine.pending(run.job())).isEmpty();
        assertThat(run.machine().nextTick(run.job())).contains(run.now().plusSeconds(30));

        run.wait(Duration.ofSeconds(30).minusMillis(1)).tick();
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.THROTTLED);
        run.wait(Duration.ofMillis(1)).tick();

        assertThat(JobRun.path(run.task(0))).containsExactly(ScheduleStatus.THROTTLED, ScheduleStatus.PENDING);
        assertThat(JobMachine.pending(run.job())).hasSize(1);
    }

    @Test
    void oneLongRunEndsTheRowOfQuickEnds() {
        var run = JobRun.of(Specs.service(1));
        for (int i = 0; i < 4; i++) {
            quickEnd(run);
            passPenalty(run);
        }
        run.start(0, TaskState.RUNNING).wait(Duration.ofMinutes(5)).hear(0, TaskState.FAILED);
        assertThat(run.task(0).flaps()).isZero();
        passPenalty(run);

        quickEnd(run);
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.PENDING);
    }

    @Test
    void restartIsNoFlap() {
        var run = JobRun.of(Specs.service(1)).start(0, TaskState.RUNNING);
        run.restart(0);
        run.hear(0, TaskState.KILLED);

        assertThat(run.task(0).flaps()).isZero();
    }

    @Test
    void throttledTaskThatIsKilledVanishes() {
        var run = JobRun.of(Specs.service(1));
        quickEnd(run);
        quickEnd(run);
        assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.THROTTLED);

        run.kill(0);

        assertThat(run.job().active().isEmpty()).isTrue();
        assertThat(run.job().owedKills().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = ScheduleStatus.class,
            names = {"ASSIGNED", "KILLING", "RESTARTING"})
    void transientStateThatLastsTooLongIsLostAndKilled(ScheduleStatus status) {
        var run = JobRun.of(Specs.service(1)).start(0);
        switch (status) {
            case KILLING -> run.kill(0);
            case RESTARTING -> run.restart(0);
            default -> assertThat(run.statusOf(0)).isEqualTo(ScheduleStatus.ASSIGNED);
        }
        var id = run.task(0).id();
        assertThat(run.machine().nextTick(run.job())).contains(run.now().plus(Duration.ofMinutes(5)));

        run.wait(Duration.ofMinutes(5).minusMillis(1)).tick();
        assertThat(run.statusOf(0)).isEqualTo(status);
        run.wait(Duration.ofMillis(1)).tick();

        assertThat(run.lastEnded().status()).isEqualTo(ScheduleStatus.LOST);
        assertThat(run.lastEnded().message()).isEqualTo("Task timed out");
        assertThat(run.job().owedKills().get(id)).contains(JobRun.AGENT);
        assertThat(run.job().active().containsKey(0)).isEqualTo(status != ScheduleStatus.KILLING);
    }

    @Test
    void waitingStartingAndRunningMayLast() {
        var run = JobRun.of(Specs.service(3)).start(1, TaskState.STARTING).start(2, TaskState.RUNNING);
        var before = run.job();

        assertThat(run.machine().nextTick(run.job())).isEmpty();
        run.wait(Duration.ofDays(365)).tick();

        assertThat(run.job()).isSameAs(before);
    }

    @Test
    void endedTasksAreForgottenAfterTwoDays() {
        var run = JobRun.of(Specs.adHoc(2, 1)).start(0, TaskState.FINISHED);
        run.wait(Duration.ofHours(1)).start(1, TaskState.FINISHED);
        assertThat(run.machine().nextTick(run.job())).contains(run.now().plus(Duration.ofHours(47)));

        run.wait(Duration.ofHours(47)).tick();
        assertThat(run.job().ended()).extracting(InstanceTask::instance).containsExactly(1);
        run.wait(Duration.ofHours(1)).tick();

        assertThat(run.machine().isVacant(run.job())).isTrue();
        assertThat(run.machine().nextTick(run.job())).isEmpty();
    }

    @Test
    void endedTasksAreBounded() {
        var run = JobRun.of(Specs.service(1));
        for (int i = 0; i < Job.ENDED_MAX + 20; i++) {
            run.start(0, TaskState.RUNNING).wait(Duration.ofHours(1)).hear(0, TaskState.FINISHED);
        }
        var ended = run.job().ended();

        assertThat(ended.size()).isLessThanOrEqualTo(Job.ENDED_MAX);
        assertThat(ended.getLast().id()).isEqualTo(run.task(0).ancestor().orElseThrow());
    }

    @Test
    void whenManyEndTogetherEachHasItsSuccessor() {
        var run = JobRun.of(Specs.service(300));
        for (int i = 0; i < 300; i++) {
            run.start(i, TaskState.RUNNING);
        }
        for (int i = 0; i < 300; i++) {
            run.restart(i);
        }
        run.wait(Duration.ofMinutes(5)).tick();

        assertThat(run.job().ended()).hasSize(Job.ENDED_MAX);
        assertThat(JobMachine.pending(run.job())).hasSize(300);
        assertThat(run.job().owedKills().size()).isEqualTo(300);
    }

    @Test
    void nothingIsDueBeforeTheNextTick() {
        var run = JobRun.of(Specs.service(2)).start(0).start(1, TaskState.RUNNING);
        run.kill(1);
        var due = run.machine().nextTick(run.job()).orElseThrow();

        assertThat(run.machine()
                        .decide(run.job(), new JobCommand.Tick(), due.minusMillis(1))
                        .events())
                .isEmpty();
        assertThat(run.machine().decide(run.job(), new JobCommand.Tick(), due).events())
                .isNotEmpty();
        assertThat(List.of(run.statusOf(0), run.statusOf(1)))
                .containsExactly(ScheduleStatus.ASSIGNED, ScheduleStatus.KILLING);
    }

    private static void quickEnd(JobRun run) {
        run.start(0, TaskState.RUNNING).wait(Duration.ofMinutes(5).minusMillis(1));
        run.hear(0, TaskState.FAILED);
    }

    private static void passPenalty(JobRun run) {
        if (run.statusOf(0) == ScheduleStatus.THROTTLED) {
            run.wait(Duration.between(run.now(), run.task(0).throttledUntil())).tick();
        }
    }
}
