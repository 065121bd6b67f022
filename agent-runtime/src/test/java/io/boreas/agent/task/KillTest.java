package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.processesWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    @TempDir
    Path workDir;

    TestAgent agent;
    /** In the arguments of every process of the test's task. */
    final String tag = "tag-" + UUID.randomUUID();

    @BeforeEach
    void open() throws Exception {
        agent = new TestAgent(workDir);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        processesWith(tag).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** A shell that ignores SIGTERM and waits; its arguments carry the tag. */
    private String stubborn() {
        return "sh -c 'trap \"\" TERM; echo up >> up; while :; do sleep 1000; done' " + tag;
    }

    private void awaitUp(TaskId task, int count) {
        await(
                count + " processes to be up",
                () -> agent.awaitFile(task, "up").lines().count() >= count);
    }

    @Test
    void processesThatIgnoreSigtermAreKilledAfterTheGrace() {
        var task = agent.launch("t", stubborn());
        awaitUp(task, 1);
        long before = System.nanoTime();

        agent.kill(task, Duration.ofMillis(500));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(450));
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void childrenThatLeftTheirSessionAndParentsAreKilledToo() {
        var task = agent.launch(
                "t",
                "setsid " + stubborn() + " & (setsid " + stubborn() + " &) ; (" + stubborn() + " &) ; " + stubborn());
        awaitUp(task, 4);
        assertThat(processesWith(tag).size()).isGreaterThanOrEqualTo(4);

        agent.kill(task, Duration.ofMillis(200));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void childrenThatClearedTheirEnvironmentAreKilledToo() {
        var task = agent.launch(
                "t",
                "env -i PATH=$PATH " + stubborn() + " & env -i PATH=$PATH setsid " + stubborn() + " & sleep 1000 ");
        awaitUp(task, 2);

        agent.kill(task, Duration.ofMillis(200));

        agent.awaitEnd(task);
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void aTaskThatEndsByItselfLeavesNothingBehind() {
        var task = agent.launch(
                tag, "(setsid sh -c 'echo up >> up; exec sleep 1000' &) ; until [ -e up ]; do sleep 0.01; done");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void aTaskThatEndsOnSigtermIsNotWaitedForLonger() {
        var task = agent.launch("t", "trap 'echo bye > bye; exit 0' TERM; echo up > up; while :; do sleep 0.01; done");
        awaitUp(task, 1);
        long before = System.nanoTime();

        agent.kill(task, Duration.ofMinutes(10));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.awaitFile(task, "bye")).isEqualTo("bye");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aSecondOrderShortensTheGrace() {
        var task = agent.launch("t", stubborn());
        awaitUp(task, 1);

        agent.kill(task, Duration.ofHours(1));
        agent.kill(task, Duration.ZERO);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void finalProcessesRunWhenATaskIsKilled() {
        var clean = new io.boreas.core.task.ProcessSpec(
                "clean", "echo cleaned > cleaned", 1, false, false, Duration.ZERO, true);
        var task = agent.launch("t", process("serve", "echo up > up; exec sleep 1000"), clean);
        awaitUp(task, 1);

        agent.kill(task, Duration.ofSeconds(10));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.awaitFile(task, "cleaned")).isEqualTo("cleaned");
    }

    @Test
    void aTaskKilledRightAfterItsLaunchRunsNothingAfterItsEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            var task = agent.launch("quick-" + i, "exec sleep 1000 # " + tag);
            Thread.sleep(i);
            agent.kill(task, Duration.ofSeconds(5));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(agent.awaitEnd(new io.boreas.core.id.TaskId("quick-" + i))
                            .state())
                    .isEqualTo(TaskState.KILLED);
        }
        assertThat(processesWith("BOREAS_TASK_ID=quick-")).isEmpty();
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void otherTasksAndOtherProcessesAreLetBe() throws Exception {
        var other = new ProcessBuilder("setsid", "sleep", "1000").start();
        var neighbour = agent.launch("neighbour", "echo up > up; exec sleep 1000");
        var task = agent.launch("t", "echo up > up; exec sleep 1000");
        awaitUp(task, 1);
        awaitUp(neighbour, 1);

        agent.kill(task, Duration.ZERO);
        agent.awaitEnd(task);

        assertThat(other.isAlive()).isTrue();
        assertThat(agent.states(neighbour)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
        assertThat(processesWith("BOREAS_TASK_ID=neighbour")).hasSize(1);
        other.destroyForcibly();
    }

    @Test
    void whoHoldsWhatIsNeededIsGoneAtOnceAndSaysWhy() {
        var task = agent.launch("t", stubborn());
        awaitUp(task, 1);
        agent.awaitState(task, TaskState.RUNNING);

        agent.runner().preempt(task, "somebody else needs it");

        assertPreempted(agent.awaitEnd(task));
        assertThat(processesWith(tag)).isEmpty();
    }

    @Test
    void anAgentThatDiesWhenItWasToTakeBackSaysTheSame() throws Exception {
        var task = agent.launch("t", stubborn());
        awaitUp(task, 1);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().preempt(task, "somebody else needs it");

        agent.restart();

        assertPreempted(agent.awaitEnd(task));
    }

    @Test
    void nothingIsTakenBackFromWhoHasEndedOrIsNotKnown() {
        var task = agent.launch("t", process("main", "true"));
        agent.awaitEnd(task);

        agent.runner().preempt(task, "somebody else needs it");
        agent.runner().preempt(new TaskId("unknown"), "somebody else needs it");

        var next = agent.launch("next", process("main", "true"));
        assertThat(agent.awaitEnd(next).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.states(task)).doesNotContain(TaskState.GONE);
    }

    private static void assertPreempted(TaskStatus end) {
        assertThat(end.state()).isEqualTo(TaskState.GONE);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_PREEMPTED);
        assertThat(end.message()).isEqualTo("somebody else needs it");
    }
}
