package io.boreas.core.link;

import static io.boreas.core.agent.AgentSamples.AGENT;
import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.TOTAL;
import static io.boreas.core.agent.AgentSamples.info;
import static io.boreas.core.agent.AgentSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Executors on the agent's side of the link: launched once, ended once, and their end said until it is acknowledged. */
class AgentExecutorsTest {
    private static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");
    private static final HostedExecutor EXECUTOR = new HostedExecutor(
            new ExecutorKey(FRAMEWORK, "e1"),
            new FrameworkExecutor("e1", FrameworkExecutor.Kind.CUSTOM, Resources.parse("cpus:1"), Payload.NONE),
            new Role("*"),
            NOW,
            false);
    private static final FromAgent.ExecutorExited EXITED = new FromAgent.ExecutorExited(EXECUTOR.run(), 9);

    private final AgentTasks tasks = new AgentTasks(AGENT, "boot-1", info(TOTAL), 3);

    @BeforeEach
    void welcome() {
        tasks.hello();
        receive(new FromMaster.Welcome(1, Duration.ofSeconds(5)));
    }

    @Test
    void worksAreStartedOnceAndListedWithTheirExecutor() {
        assertThat(receive(launch(1, 2))).containsExactly(new AgentAction.StartWorks(launch(1, 2)));
        assertThat(receive(launch(1, 2))).isEmpty();
        assertThat(receive(launch(2, 3))).containsExactly(new AgentAction.StartWorks(launch(3)));

        var hello = tasks.hello();
        assertThat(hello.tasks()).extracting(TaskReport::task).containsExactly(task(1), task(2), task(3));
        assertThat(hello.executors()).containsExactly(EXECUTOR.run());
    }

    @Test
    void anEndIsSaidUntilItIsAcknowledged() {
        receive(launch(1));

        assertThat(tasks.exited(EXITED)).containsExactly(new AgentAction.Send(EXITED));
        assertThat(tasks.exited(EXITED)).isEmpty();
        assertThat(tasks.resend()).containsExactly(new AgentAction.Send(EXITED));
        assertThat(tasks.hello().executors()).containsExactly(EXECUTOR.run());
        assertThat(receive(new FromMaster.Welcome(2, Duration.ofSeconds(5))))
                .containsExactly(new AgentAction.Send(EXITED));
        assertThat(receive(new FromMaster.ForgetExecutor(EXECUTOR.run())))
                .containsExactly(new AgentAction.ForgetExecutor(EXECUTOR.run()));
        assertThat(receive(new FromMaster.ForgetExecutor(EXECUTOR.run()))).isEmpty();
        assertThat(tasks.resend()).isEmpty();
        assertThat(tasks.hello().executors()).isEmpty();
    }

    @Test
    void anExecutorThatLivesIsNotForgotten() {
        receive(launch(1));

        assertThat(receive(new FromMaster.ForgetExecutor(EXECUTOR.run()))).isEmpty();
        assertThat(tasks.hello().executors()).containsExactly(EXECUTOR.run());
    }

    @Test
    void nothingIsLaunchedInAnExecutorThatEnded() {
        receive(launch(1));
        tasks.exited(EXITED);

        assertThat(dropped(receive(launch(2))).reason()).isEqualTo(TaskReason.EXECUTOR_TERMINATED);
        receive(new FromMaster.ForgetExecutor(EXECUTOR.run()));
        assertThat(dropped(receive(launch(2))).state()).isEqualTo(TaskState.DROPPED);
    }

    @Test
    void aTaskThatEndedNeverRunsAgain() {
        receive(launch(1));
        tasks.observed(task(1), TaskStatus.of(TaskState.FINISHED, StatusSource.EXECUTOR, NOW));
        receive(new FromMaster.Acknowledge(List.of(new StatusAck(task(1), 1))));

        assertThat(dropped(receive(launch(1))).reason()).isEqualTo(TaskReason.TASK_INVALID);
    }

    @Test
    void aStopReachesAnExecutorThatLivesAndIsAnsweredForAllOthers() {
        var stop = new FromMaster.StopExecutor(EXECUTOR.run(), Duration.ofSeconds(5));
        assertThat(receive(stop))
                .containsExactly(new AgentAction.Send(new FromAgent.ExecutorExited(EXECUTOR.run(), 0)));
        assertThat(dropped(receive(launch(1))).state()).isEqualTo(TaskState.DROPPED);

        var later = new HostedExecutor(EXECUTOR.key(), EXECUTOR.executor(), EXECUTOR.role(), NOW.plusSeconds(1), false);
        receive(new FromMaster.LaunchWorks(List.of(work(2)), later, Payload.NONE));
        var stopLater = new FromMaster.StopExecutor(later.run(), Duration.ofSeconds(5));
        assertThat(receive(stopLater)).containsExactly(new AgentAction.StopExecutor(stopLater));
        tasks.exited(new FromAgent.ExecutorExited(later.run(), 1));
        assertThat(receive(stopLater)).isEmpty();
    }

    @Test
    void messagesPassWhileTheConnectionHolds() {
        var told = new FromMaster.TellExecutor(EXECUTOR.key(), Payload.of(new byte[] {1}));
        var said = new FromAgent.ExecutorSaid(EXECUTOR.key(), Payload.of(new byte[] {2}));
        assertThat(receive(told)).containsExactly(new AgentAction.Deliver(told));
        assertThat(tasks.said(said)).containsExactly(new AgentAction.Send(said));

        tasks.disconnected();

        assertThat(receive(told)).isEmpty();
        assertThat(tasks.said(said)).isEmpty();
        assertThat(receive(launch(1))).isEmpty();
        assertThat(tasks.tasks()).isEmpty();
    }

    @Test
    void anAdoptedExecutorIsHeld() {
        tasks.adopt(EXECUTOR.run());

        assertThat(tasks.hello().executors()).containsExactly(EXECUTOR.run());
    }

    private List<AgentAction> receive(FromMaster message) {
        return tasks.receive(message, NOW);
    }

    private static TaskStatus dropped(List<AgentAction> actions) {
        assertThat(actions).hasSize(1);
        var statuses = (FromAgent.Statuses) ((AgentAction.Send) actions.getFirst()).message();
        assertThat(statuses.updates()).hasSize(1);
        return statuses.updates().getFirst().status();
    }

    private static FromMaster.LaunchWorks launch(int... numbers) {
        var works = Arrays.stream(numbers).mapToObj(AgentExecutorsTest::work).toList();
        return new FromMaster.LaunchWorks(works, EXECUTOR, Payload.NONE);
    }

    private static Work work(int number) {
        return new Work(
                task(number),
                FRAMEWORK,
                task(number),
                "task",
                new Role("*"),
                Resources.parse("cpus:1"),
                Optional.empty(),
                Optional.of("e1"),
                Optional.empty(),
                Optional.empty(),
                Payload.NONE,
                true);
    }
}
