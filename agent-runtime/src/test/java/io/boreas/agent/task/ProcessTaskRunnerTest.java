package io.boreas.agent.task;

import static io.boreas.agent.task.Cell.process;
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

    Cell cell;

    @BeforeEach
    void open() throws Exception {
        cell = new Cell(workDir);
    }

    @AfterEach
    void close() throws Exception {
        cell.close();
    }

    @Test
    void aTaskThatEndsWellIsSeenStartingRunningAndFinished() {
        var task = cell.launch("t1", "true");

        assertThat(cell.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(cell.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
        assertThat(cell.updates(task)).extracting(update -> update.sequence()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aTaskThatEndsBadlySaysWhichProcessAndHow() {
        var task = cell.launch("t1", process("install", "true"), process("serve", "exit 3"));

        assertThat(cell.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(cell.awaitEnd(task).message()).isEqualTo("process serve failed: exit 3");
    }

    @Test
    void aKilledTaskEndsKilled() {
        var task = cell.launch("t1", "echo $$ > pid; exec sleep 1000");
        long pid = Long.parseLong(cell.awaitFile(task, "pid"));

        cell.kill(task, Duration.ofSeconds(10));

        assertThat(cell.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(cell.awaitEnd(task).message()).isEqualTo("killed by the test");
        assertThat(Cell.isAlive(pid)).isFalse();
    }

    @Test
    void outputIsKeptPerProcessAndRun() throws Exception {
        var task = cell.launch("t1", "echo out; echo err >&2");
        cell.awaitEnd(task);

        assertThat(Files.readString(cell.sandbox(task).resolve(".logs/main/0/stdout")))
                .isEqualTo("out\n");
        assertThat(Files.readString(cell.sandbox(task).resolve(".logs/main/0/stderr")))
                .isEqualTo("err\n");
    }
}
