package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.isAlive;
import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that may take only so long: real processes, which are ended by force, also by agents that come back late. */
class CompletionTimeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Says that it is there, and is ended by force alone. */
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

    private static TaskSpec lasting(Duration max, String cmdline) {
        return TestAgent.spec(process("main", cmdline)).lastingAtMost(max);
    }

    private TaskStatus endsOvertime(TaskId task) {
        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.MAX_COMPLETION_TIME_REACHED);
        assertThat(isAlive(Long.parseLong(agent.awaitFile(task, "pid")))).isFalse();
        return end;
    }

    /** What a run wrote is as old as if it had been written so long ago. */
    private void age(String file, Duration by) throws IOException {
        Files.setLastModifiedTime(
                workDir.resolve("tasks").resolve("t").resolve(file),
                FileTime.from(Instant.now().minus(by)));
    }

    /** A process that runs, while its agent is away: it has been there for two hours. */
    private long leftAloneForTwoHours(String cmdline) throws IOException {
        var task = agent.launch("t", lasting(HOUR, cmdline));
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        age("0.0.pid", HOUR.multipliedBy(2));
        return pid;
    }

    @Test
    void whoTakesLongerIsEndedAtOnceAndHasFailed() {
        var last = new ProcessSpec("last", "echo > last", 1, false, false, Duration.ZERO, true);
        var task = agent.launch(
                "t", TestAgent.spec(process("main", STUBBORN), last).lastingAtMost(SHORT));

        assertThat(endsOvertime(task).message()).isEqualTo("Maximum completion time of 0.3 s reached");

        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
        assertThat(agent.sandbox(task).resolve("last")).doesNotExist();
    }

    @Test
    void whoEndsInTimeHasFinished() {
        var task = agent.launch("t", lasting(HOUR, "true"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitEnd(task).reason()).isEqualTo(TaskReason.NONE);
    }

    @Test
    void whoIsNotHealthyYetIsEndedToo() {
        var never = new HealthCheck(
                new Probe.Command("false", new TreeMap<>()),
                new HealthCheck.Rules.Gate(Duration.ofHours(1), 1, 1),
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
        var task = agent.launch("t", lasting(SHORT, STUBBORN).checked(Optional.of(never), Optional.empty()));

        endsOvertime(task);

        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.FAILED);
    }

    @Test
    void anAgentThatComesBackInTimeLeavesItRunning() throws Exception {
        var task = agent.launch("t", lasting(HOUR, STUBBORN));
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        agent.awaitState(task, TaskState.RUNNING);

        agent.restart();
        agent.kill(task, Duration.ofMillis(100));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void anAgentThatComesBackLateEndsItAtOnce() throws Exception {
        long pid = leftAloneForTwoHours(STUBBORN);
        assertThat(isAlive(pid)).isTrue();

        agent.open();

        endsOvertime(new TaskId("t"));
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void whatWasDoneInTimeHasFinishedAlsoIfThatIsSeenLate() throws Exception {
        long pid = leftAloneForTwoHours("echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done");
        Files.createFile(agent.sandbox(new TaskId("t")).resolve("go"));
        await("the end of the process", () -> !isAlive(pid) && Files.exists(workDir.resolve("tasks/t/0.0.exit")));
        await("its shim to say so", () -> Files.readString(workDir.resolve("tasks/t/0.0.exit"))
                .endsWith(".\n"));
        age("0.0.exit", HOUR.plusMinutes(30));

        agent.open();

        assertThat(agent.awaitEnd(new TaskId("t")).state()).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void whatWasDoneTooLateHasFailedAlsoIfNobodyWasThereToEndIt() throws Exception {
        long pid = leftAloneForTwoHours("echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done");
        Files.createFile(agent.sandbox(new TaskId("t")).resolve("go"));
        await("the end of the process", () -> !isAlive(pid));

        agent.open();

        endsOvertime(new TaskId("t"));
    }

    @Test
    void whoIsKilledAlreadyKeepsItsGraceAndIsKilled() throws Exception {
        var task = agent.launch("t", lasting(HOUR, STUBBORN));
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        agent.awaitState(task, TaskState.RUNNING);
        agent.kill(task, Duration.ofMinutes(1));
        agent.runner().close();
        age("0.0.pid", HOUR.multipliedBy(2));

        agent.open();
        assertThat(isAlive(pid)).isTrue();
        agent.kill(task, Duration.ofMillis(100));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
    }
}
