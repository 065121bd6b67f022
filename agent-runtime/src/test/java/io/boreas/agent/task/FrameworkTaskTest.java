package io.boreas.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command tasks of frameworks: what they find is what Mesos's tasks find. */
@Timeout(60)
class FrameworkTaskTest {
    private static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");

    @TempDir
    Path workDir;

    private final List<StatusUpdate> heard = new CopyOnWriteArrayList<>();
    private ProcessTaskRunner runner;

    @BeforeEach
    void open() throws Exception {
        runner = new ProcessTaskRunner(TestAgent.settings(workDir).at("127.0.0.1:5051"));
        runner.belongsTo(new AgentId("agent-1"));
        runner.recover(heard::add);
    }

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void bracesMeanNothingAndTheVariablesAreThoseOfMesos() throws Exception {
        var task = launch("echo '{{mesos.instance}}' {{x}}; env");

        assertThat(end(task).status().state()).isEqualTo(TaskState.FINISHED);

        assertThat(Files.readAllLines(stdout()))
                .contains(
                        "{{mesos.instance}} {{x}}",
                        "MESOS_AGENT_ID=agent-1",
                        "MESOS_SLAVE_ID=agent-1",
                        "MESOS_FRAMEWORK_ID=framework-1",
                        "MESOS_TASK_ID=task-1",
                        "MESOS_EXECUTOR_ID=task-1",
                        "MESOS_AGENT_ENDPOINT=127.0.0.1:5051",
                        "MESOS_SLAVE_PID=slave(1)@127.0.0.1:5051",
                        "LIBPROCESS_IP=127.0.0.1")
                .anyMatch(line -> line.startsWith("MESOS_SANDBOX=/"))
                .anyMatch(line -> line.startsWith("MESOS_DIRECTORY=/"));
    }

    @Test
    void aProcessThatASignalEndsHasFailedAndRunsNoMore() {
        var task = launch("kill -9 $$");

        var end = end(task).status();
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.message()).isEqualTo("Command terminated with signal Killed");
        assertThat(runner.waitStatus(task)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "true,FINISHED,Command exited with status 0",
        "exit 7,FAILED,Command exited with status 7",
        "kill -SEGV $$,FAILED,Command terminated with signal Segmentation fault",
        "kill -TERM $$,FAILED,Command terminated with signal Terminated",
        "kill -64 $$,FAILED,Command terminated with signal Real-time signal 30"
    })
    void itsEndIsWordedAsMesosDoes(String cmdline, TaskState state, String message) {
        var end = end(launch(cmdline)).status();

        assertThat(end.state()).isEqualTo(state);
        assertThat(end.message()).isEqualTo(message);
    }

    @Test
    void aKillIsWordedByItsSignalAndByItsReasonIfTheFrameworkDoesNotKnowIt() {
        var task = launch("exec sleep 600");
        TestAgent.await("it to run", () -> heard.stream()
                .anyMatch(update -> update.status().state() == TaskState.RUNNING));

        runner.kill(new KillOrder(task, Duration.ofSeconds(5), "its agent is drained"));

        var end = end(task).status();
        assertThat(end.state()).isEqualTo(TaskState.KILLED);
        assertThat(end.message()).isEqualTo("Command terminated with signal Terminated: its agent is drained");
    }

    @Test
    void anEndAtALimitIsWordedByTheLimit() {
        var end = end(launch("(head -c 67108864 /dev/zero; sleep 600) | tail > /dev/null"))
                .status();

        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
        assertThat(end.message()).startsWith("Memory limit exceeded: Requested: 32MB Maximum Used: ");
    }

    private TaskId launch(String cmdline) {
        var task = TaskKeys.run(FRAMEWORK, new TaskId("task-1"), Instant.ofEpochMilli(1_700_000_000_000L));
        runner.launch(new TaskLaunch(
                task,
                new Owner.Framework(FRAMEWORK),
                TestAgent.spec(TestAgent.process("task", cmdline)),
                Resources.parse("cpus:0.1;mem:16"),
                Collections.emptySortedMap()));
        return task;
    }

    private StatusUpdate end(TaskId task) {
        TestAgent.await("the end of " + task, () -> heard.stream()
                .anyMatch(update -> update.status().state().isTerminal()));
        return heard.getLast();
    }

    private Path stdout() throws Exception {
        try (var files = Files.walk(workDir.resolve("sandboxes"))) {
            return files.filter(file -> file.endsWith("stdout")).findFirst().orElseThrow();
        }
    }
}
