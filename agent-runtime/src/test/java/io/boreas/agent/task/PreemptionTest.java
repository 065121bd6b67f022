package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.isAlive;
import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks whose resources are needed: real processes, which are ended by force. */
class PreemptionTest {
    private static final String STUBBORN = "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done";

    @TempDir
    Path workDir;

    TestAgent agent;

    @BeforeEach
    void open() throws Exception {
        agent = new TestAgent(workDir);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    @Test
    void itIsGoneAtOnceAndSaysWhy() {
        var task = agent.launch("t", process("main", STUBBORN));
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        agent.awaitState(task, TaskState.RUNNING);

        agent.runner().preempt(task, "somebody else needs it");

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.GONE);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_PREEMPTED);
        assertThat(end.message()).isEqualTo("somebody else needs it");
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void anAgentThatDiesMeanwhileSaysTheSame() throws Exception {
        var task = agent.launch("t", process("main", STUBBORN));
        agent.awaitFile(task, "pid");
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().preempt(task, "somebody else needs it");

        agent.restart();

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.GONE);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_PREEMPTED);
    }

    @Test
    void whoHasEndedOrIsNotKnownIsLetBe() {
        var task = agent.launch("t", process("main", "true"));
        agent.awaitEnd(task);

        agent.runner().preempt(task, "somebody else needs it");
        agent.runner().preempt(new TaskId("unknown"), "somebody else needs it");

        var next = agent.launch("next", process("main", "true"));
        assertThat(agent.awaitEnd(next).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.states(task)).doesNotContain(TaskState.GONE);
    }
}
