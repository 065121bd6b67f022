package io.boreas.core.link;

import static io.boreas.core.agent.AgentSamples.AGENT;
import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.TOTAL;
import static io.boreas.core.agent.AgentSamples.info;
import static io.boreas.core.agent.AgentSamples.killOrder;
import static io.boreas.core.agent.AgentSamples.owner;
import static io.boreas.core.agent.AgentSamples.report;
import static io.boreas.core.agent.AgentSamples.spec;
import static io.boreas.core.agent.AgentSamples.task;
import static io.boreas.core.agent.AgentSamples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgentTasksTest {
    private static final TaskStatus RUNNING = TaskStatus.of(TaskState.RUNNING, StatusSource.EXECUTOR, NOW);
    private static final TaskStatus FINISHED = TaskStatus.of(TaskState.FINISHED, StatusSource.EXECUTOR, NOW);

    private final AgentTasks tasks = new AgentTasks(AGENT, "boot-1", info(TOTAL), 3);

    @Test
    void theFirstMessageListsAllTasksHeld() {
        tasks.adopt(report(2, TaskState.RUNNING, 2), List.of(update(2, 2, TaskState.RUNNING)));
        tasks.adopt(report(1, TaskState.STAGING, 0), List.of());

        assertThat(tasks.hello())
                .isEqualTo(new FromAgent.Hello(
                        AGENT,
                        "boot-1",
                        info(TOTAL),
                        List.of(report(1, TaskState.STAGING, 0), report(2, TaskState.RUNNING, 2))));
    }

    @Test
    void nothingCountsBeforeTheWelcome() {
        tasks.hello();

        assertThat(receive(launch(1))).isEmpty();
        assertThat(receive(new FromMaster.Kill(killOrder(1, 5)))).isEmpty();
        assertThat(tasks.tasks()).isEmpty();
        assertThat(receive(new FromMaster.Ping(7))).containsExactly(new AgentAction.Send(new FromAgent.Pong(7)));
    }

    @Test
    void aLaunchIsStartedOnce() {
        welcome();

        assertThat(receive(launch(1, 2))).hasSize(2).allMatch(AgentAction.Start.class::isInstance);
        assertThat(receive(launch(2, 1))).isEmpty();
        assertThat(tasks.tasks()).containsExactly(report(1, TaskState.STAGING, 0), report(2, TaskState.STAGING, 0));
    }

    @Test
    void statusesAreNumberedSaidAtOnceAndKeptUntilAcknowledged() {
        welcome();
        receive(launch(1));

        assertThat(tasks.observed(task(1), RUNNING))
                .containsExactly(
                        new AgentAction.Send(new FromAgent.Statuses(List.of(new StatusUpdate(task(1), 1, RUNNING)))));
        tasks.disconnected();
        assertThat(tasks.observed(task(1), FINISHED)).isEmpty();
        tasks.hello();

        assertThat(receive(new FromMaster.Welcome(2, Duration.ofSeconds(5))))
                .containsExactly(new AgentAction.Send(new FromAgent.Statuses(
                        List.of(new StatusUpdate(task(1), 1, RUNNING), new StatusUpdate(task(1), 2, FINISHED)))));
        assertThat(receive(acknowledge(1, 1))).containsExactly(new AgentAction.Forget(new StatusAck(task(1), 1)));
        assertThat(tasks.tasks()).containsExactly(report(1, TaskState.FINISHED, 2));
        assertThat(receive(acknowledge(1, 2))).containsExactly(new AgentAction.Forget(new StatusAck(task(1), 2)));
        assertThat(tasks.tasks()).isEmpty();
        assertThat(receive(acknowledge(1, 2))).isEmpty();
    }

    @Test
    void nothingFollowsATerminalStatus() {
        welcome();
        receive(launch(1));
        tasks.observed(task(1), FINISHED);

        assertThat(tasks.observed(task(1), RUNNING)).isEmpty();
        assertThat(receive(new FromMaster.Kill(killOrder(1, 5)))).isEmpty();
        assertThat(tasks.unacknowledged()).hasSize(1);
    }

    @Test
    void aNumberedStatusIsTakenOnce() {
        welcome();
        receive(launch(1));

        assertThat(tasks.observed(update(1, 1, TaskState.RUNNING))).hasSize(1);
        assertThat(tasks.observed(update(1, 1, TaskState.RUNNING))).isEmpty();
        assertThat(tasks.observed(update(9, 1, TaskState.RUNNING))).isEmpty();
    }

    @Test
    void anEndedTaskNeverRunsAgainWhileItIsRemembered() {
        welcome();
        for (int i = 1; i <= 4; i++) {
            receive(launch(i));
            tasks.observed(task(i), FINISHED);
            receive(acknowledge(i, 1));
        }

        assertThat(onlyStatus(receive(launch(4))).status().state()).isEqualTo(TaskState.DROPPED);
        assertThat(receive(launch(1))).allMatch(AgentAction.Start.class::isInstance);
    }

    @Test
    void aKillOfATaskThatNeverArrivedIsAnsweredAndItsLateLaunchIsNotStarted() {
        welcome();

        var word = onlyStatus(receive(new FromMaster.Kill(killOrder(1, 5))));
        assertThat(word.sequence()).isEqualTo(1);
        assertThat(word.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(word.status().reason()).isEqualTo(TaskReason.TASK_KILLED_DURING_LAUNCH);
        assertThat(receive(launch(1))).noneMatch(AgentAction.Start.class::isInstance);
    }

    @Test
    void aLiveTaskIsStopped() {
        welcome();
        receive(launch(1));

        assertThat(receive(new FromMaster.Kill(killOrder(1, 5))))
                .containsExactly(new AgentAction.Stop(killOrder(1, 5)));
    }

    @Test
    void manyStatusesAreSaidInSeveralMessages() {
        welcome();
        receive(launch(1));
        for (int i = 0; i < AgentTasks.UPDATES_MAX + 1; i++) {
            tasks.observed(task(1), RUNNING);
        }

        assertThat(tasks.resend()).hasSize(2);
        tasks.disconnected();
        assertThat(tasks.resend()).isEmpty();
    }

    @Test
    void aRefusalEndsTheConnection() {
        tasks.hello();

        assertThat(receive(new FromMaster.Refused("declared gone", true)))
                .containsExactly(new AgentAction.HangUp("declared gone", true));
    }

    private void welcome() {
        tasks.hello();
        assertThat(receive(new FromMaster.Welcome(1, Duration.ofSeconds(5)))).isEmpty();
        assertThat(tasks.isWelcomed()).isTrue();
        assertThat(tasks.incarnation()).isEqualTo(1);
    }

    private List<AgentAction> receive(FromMaster message) {
        return tasks.receive(message, NOW);
    }

    private static StatusUpdate onlyStatus(List<AgentAction> actions) {
        assertThat(actions).hasSize(1);
        var send = (AgentAction.Send) actions.getFirst();
        var statuses = (FromAgent.Statuses) send.message();
        assertThat(statuses.updates()).hasSize(1);
        return statuses.updates().getFirst();
    }

    private static FromMaster acknowledge(int number, long sequence) {
        return new FromMaster.Acknowledge(List.of(new StatusAck(task(number), sequence)));
    }

    private static FromMaster launch(int... numbers) {
        var launches = new ArrayList<TaskLaunch>();
        for (int number : numbers) {
            launches.add(new TaskLaunch(
                    task(number), owner(number), spec("cpus:1"), Resources.parse("cpus:1"), new TreeMap<>()));
        }
        return new FromMaster.Launch(launches);
    }
}
