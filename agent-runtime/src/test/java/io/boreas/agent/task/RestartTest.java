package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.isAlive;
import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.agent.checkpoint.Entry;
import io.boreas.agent.checkpoint.TaskJournal;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
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

    private long pid(io.boreas.core.id.TaskId task) {
        return Long.parseLong(agent.awaitFile(task, "pid"));
    }

    /** The shim that waits for a process. */
    private static long parent(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    }

    @Test
    void processesLiveOnAndAreFoundAgain() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);

        agent.restart();

        assertThat(isAlive(pid)).isTrue();
        assertThat(agent.held()).hasSize(1);
        assertThat(agent.held().getFirst().task()).isEqualTo(task);
        assertThat(agent.held().getFirst().state()).isEqualTo(TaskState.RUNNING);
        assertThat(agent.held().getFirst().sequence()).isEqualTo(2);
        agent.kill(task, Duration.ofSeconds(5));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.updates(task)).extracting(update -> update.sequence()).containsExactly(1L, 2L, 3L);
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void anEndMissedWhileTheAgentWasAwayIsReportedOnce() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done; exit 3");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        Files.createFile(agent.sandbox(task).resolve("go"));
        await("the end of the process", () -> !isAlive(pid));

        agent.open();

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.awaitEnd(task).message()).isEqualTo("process main failed: exit 3");
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
    }

    @Test
    void aProcessKilledWhileTheAgentWasAwayRunsAgain() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await("the end of the process", () -> !isAlive(pid));

        agent.open();

        await("another run", () -> pid(task) != pid);
        assertThat(isAlive(pid(task))).isTrue();
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void aProcessThatVanishedWithItsShimIsLostAndRunsAgain() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        ProcessHandle.of(parent(pid)).orElseThrow().destroyForcibly();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await("the end of the process", () -> !isAlive(pid));

        agent.open();

        await("another run", () -> pid(task) != pid);
        assertThat(Files.readString(workDir.resolve("tasks/t/0.0.exit"))).isEqualTo("lost .\n");
    }

    @Test
    void aRunThatWasClaimedAndNeverHeardOfIsLostAndRunsAgain() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        ProcessHandle.of(parent(pid)).orElseThrow().destroyForcibly();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        var claim = workDir.resolve("tasks/t/0.0.pid");
        Files.writeString(claim, "");
        Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(120)));

        agent.open();

        await("another run", () -> pid(task) != pid);
        assertThat(workDir.resolve("tasks/t/0.1.pid")).exists();
    }

    @Test
    void aTaskThatCanNoLongerBeRunAsDescribedIsEnded() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; trap '' TERM; echo {{thermos.ports[http]}}; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        // what the task refers to is there no more: the same launch without its port
        var owned = TestAgent.launchOf("t", TestAgent.spec(process("main", "echo {{thermos.ports[http]}}")));
        try (var journal = new TaskJournal(workDir)) {
            var end = new TaskStatus(TaskState.LOST, TaskReason.NONE, StatusSource.EXECUTOR, "", Instant.EPOCH);
            journal.append(
                    List.of(
                            new Entry.Observed(new StatusUpdate(task, 3, end)),
                            new Entry.Acknowledged(new StatusAck(task, 3)),
                            new Entry.Taken(
                                    new TaskLaunch(
                                            task,
                                            owned.owner(),
                                            owned.spec(),
                                            owned.resources(),
                                            Collections.emptySortedMap()),
                                    Instant.now())),
                    true);
        }

        agent.open();

        await("the end", () -> agent.states(task).contains(TaskState.ERROR));
        assertThat(isAlive(pid)).isFalse();
        assertThat(agent.updates(task).getLast().status().message()).contains("{{thermos.ports[http]}}");
    }

    @Test
    void aProcessWhoseShimIsGoneLivesOnAndItsEndIsSeen() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);

        ProcessHandle.of(parent(pid)).orElseThrow().destroyForcibly();
        agent.restart();
        assertThat(isAlive(pid)).isTrue();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await("another run", () -> pid(task) != pid);
    }

    @Test
    void orderedProcessesGoOnWhereTheyWere() throws Exception {
        var spec = TestAgent.spec(
                process("install", "echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done; echo installed > installed"),
                process("serve", "echo $$ > serving; exec sleep 1000"));
        var task = agent.launch(
                "t",
                new io.boreas.core.task.TaskSpec(
                        spec.name(),
                        spec.processes(),
                        List.of(new io.boreas.core.task.TaskSpec.Order("install", "serve")),
                        spec.resources(),
                        spec.ports(),
                        1,
                        0,
                        spec.finalizationWait(),
                        "",
                        spec.environment(),
                        spec.logs()));
        pid(task);
        agent.runner().close();
        Files.createFile(agent.sandbox(task).resolve("go"));
        agent.awaitFile(task, "installed");
        assertThat(agent.sandbox(task).resolve("serving")).doesNotExist();

        agent.open();

        agent.awaitFile(task, "serving");
        assertThat(workDir.resolve("tasks/t/0.1.launch")).as("install ran once").doesNotExist();
    }

    @Test
    void aKillGoesOnAfterARestart() throws Exception {
        var task = agent.launch("t", "trap '' TERM; echo $$ > pid; while :; do sleep 1000; done");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.kill(task, Duration.ofSeconds(2));

        agent.restart();

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void whatEndedByItselfBeforeItWasToBeKilledIsNotKilledByARestart() throws Exception {
        var task = agent.launch(
                "t",
                process("main", "true"),
                new ProcessSpec(
                        "last",
                        "echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done",
                        1,
                        false,
                        false,
                        Duration.ZERO,
                        true));
        long pid = pid(task);
        agent.kill(task, Duration.ofSeconds(20));

        agent.restart();
        assertThat(isAlive(pid)).isTrue();
        Files.createFile(agent.sandbox(task).resolve("go"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
    }

    @Test
    void aProcessOfAnEarlierBootIsGoneAndItsNumberMayBeAnothers() throws Exception {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        long pid = pid(task);
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        ProcessHandle.of(parent(pid)).orElseThrow().destroyForcibly();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await("the end of the process", () -> !isAlive(pid));
        var stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            var boot = "00000000-0000-4000-8000-000000000000";
            Files.writeString(
                    workDir.resolve("tasks/t/0.0.pid"),
                    stranger.pid() + " " + startTicks(stranger.pid()) + " " + boot + " .\n");

            agent.open();

            await("another run", () -> pid(task) != pid);
            assertThat(Files.readString(workDir.resolve("tasks/t/0.0.exit"))).isEqualTo("lost .\n");
            agent.kill(task, Duration.ZERO);
            assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private static long startTicks(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    }

    @Test
    void statusesAreKeptUntilTheyAreAcknowledged() throws Exception {
        var task = agent.launch("t", "true");
        agent.awaitEnd(task);

        agent.restart();
        assertThat(agent.held().getFirst().unacknowledged())
                .extracting(update -> update.status().state())
                .containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
        agent.runner().acknowledge(new io.boreas.core.task.StatusAck(task, 2));
        agent.restart();
        assertThat(agent.held().getFirst().unacknowledged())
                .extracting(update -> update.sequence())
                .containsExactly(3L);

        agent.acknowledge(task);
        agent.restart();
        assertThat(agent.held()).isEmpty();
        assertThat(agent.sandbox(task)).exists();
        assertThat(agent.updates(task))
                .as("nothing is reported twice by itself")
                .hasSize(3);
    }

    @Test
    void aTaskLaunchedAgainIsLetBeEvenAfterItsEnd() throws Exception {
        var task = agent.launch("t", "echo ran >> ran");
        agent.awaitEnd(task);
        agent.launch("t", "echo ran >> ran");
        agent.acknowledge(task);
        agent.restart();
        agent.launch("t", "echo ran >> ran");

        var after = agent.launch("after", "true");
        agent.awaitEnd(after);
        assertThat(agent.awaitFile(task, "ran").lines()).hasSize(1);
        assertThat(agent.updates(task)).hasSize(3);
    }

    @Test
    void aSecondAgentOverTheSameWorkDirectoryIsRefused() {
        assertThatThrownBy(() -> new ProcessTaskRunner(TestAgent.settings(workDir)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another agent uses the work directory");
    }

    @Test
    void theSpawnerIsStartedAgainWhenItDies() throws Exception {
        var first = agent.launch("first", "echo $$ > pid; exec sleep 1000");
        long pid = pid(first);
        var spawners = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("spawner.sh"))
                .filter(child -> cwd(child.pid()).startsWith(workDir.toString()))
                .toList();
        assertThat(spawners).hasSize(1);
        spawners.getFirst().destroyForcibly();

        var second = agent.launch("second", "true");

        assertThat(agent.awaitEnd(second).state()).isEqualTo(TaskState.FINISHED);
        assertThat(isAlive(pid)).isTrue();
    }

    private static String cwd(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
