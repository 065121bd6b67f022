package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTaskRunnerTest {
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
    void aTaskThatEndsWellIsSeenStartingRunningAndFinished() {
        var task = agent.launch("t1", "true");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
        assertThat(agent.updates(task)).extracting(update -> update.sequence()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aTaskThatEndsBadlySaysWhichProcessAndHow() {
        var task = agent.launch("t1", process("install", "true"), process("serve", "exit 3"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.awaitEnd(task).message()).isEqualTo("process serve failed: exit 3");
    }

    @Test
    void aKilledTaskEndsKilled() {
        var task = agent.launch("t1", "echo $$ > pid; exec sleep 1000");
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));

        agent.kill(task, Duration.ofSeconds(10));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.awaitEnd(task).message()).isEqualTo("killed by the test");
        assertThat(TestAgent.isAlive(pid)).isFalse();
    }

    @Test
    void outputIsKeptPerProcessAndRun() throws Exception {
        var task = agent.launch("t1", "echo out; echo err >&2");
        agent.awaitEnd(task);

        assertThat(Files.readString(agent.sandbox(task).resolve(".logs/main/0/stdout")))
                .isEqualTo("out\n");
        assertThat(Files.readString(agent.sandbox(task).resolve(".logs/main/0/stderr")))
                .isEqualTo("err\n");
    }
}
