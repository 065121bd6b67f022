package io.boreas.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are asked over HTTP to end, before they are told by signals: real processes, real requests. */
class FarewellTest {
    private static final TaskId TASK = new TaskId("t");
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);

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

    private void launch(int port, String cmdline, Duration gracefulWait, Duration shutdownWait) {
        launch(port, asked(cmdline, gracefulWait, shutdownWait));
    }

    private static TaskSpec asked(String cmdline, Duration gracefulWait, Duration shutdownWait) {
        return TestAgent.spec(TestAgent.process("main", cmdline))
                .ending(new HttpLifecycle("stop", "/quit", "/abort", gracefulWait, shutdownWait));
    }

    private void launch(int port, TaskSpec spec) {
        var plain = TestAgent.launchOf(TASK.value(), spec);
        var ports = new TreeMap<>(plain.ports());
        ports.put("stop", port);
        agent.runner().launch(new TaskLaunch(plain.task(), plain.owner(), spec, plain.resources(), ports));
    }

    private void launchProgram(String endsAt, Duration gracefulWait, Duration shutdownWait) throws IOException {
        int port = freePort();
        launch(port, AskedProgram.command(port, endsAt), gracefulWait, shutdownWait);
        agent.awaitFile(TASK, "up");
    }

    private static int freePort() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }

    private void endsKilled() {
        var end = agent.awaitEnd(TASK);
        assertThat(end.state()).isEqualTo(TaskState.KILLED);
        assertThat(end.message()).isEqualTo("killed by the test");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=" + TASK.value())).isEmpty();
    }

    @Test
    void whoEndsWhenItIsAskedToIsToldNothing() throws Exception {
        launchProgram("/quit", LONG, LONG);

        agent.kill(TASK, LONG);

        endsKilled();
        assertThat(agent.awaitFile(TASK, "asked")).isEqualTo("POST /quit");
        assertThat(agent.awaitFile(TASK, "end")).isEqualTo("by itself");
    }

    @Test
    void whoDoesNotEndIsAskedToEndNow() throws Exception {
        launchProgram("/abort", SHORT, LONG);

        agent.kill(TASK, LONG);

        endsKilled();
        assertThat(agent.awaitFile(TASK, "asked")).isEqualTo("POST /quit\nPOST /abort");
        assertThat(agent.awaitFile(TASK, "end")).isEqualTo("by itself");
    }

    @Test
    void whoDoesNeitherIsToldByASignal() throws Exception {
        launchProgram("/never", SHORT, SHORT);

        agent.kill(TASK, LONG);

        endsKilled();
        assertThat(agent.awaitFile(TASK, "asked")).isEqualTo("POST /quit\nPOST /abort");
        assertThat(agent.awaitFile(TASK, "end")).isEqualTo("by a signal");
    }

    @Test
    void whoseHealthCheckFailsIsAskedToo() throws Exception {
        int port = freePort();
        var healthy = new HealthCheck(
                new Probe.Command("test ! -e sick", new TreeMap<>()),
                new HealthCheck.Rules.Gate(Duration.ZERO, 1, 1),
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
        launch(
                port,
                asked(AskedProgram.command(port, "/quit"), LONG, LONG).checked(Optional.of(healthy), Optional.empty()));
        agent.awaitFile(TASK, "up");
        agent.awaitState(TASK, TaskState.RUNNING);

        Files.createFile(agent.runner().directory(TASK).resolve("sick"));

        assertThat(agent.awaitEnd(TASK).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.awaitFile(TASK, "asked")).isEqualTo("POST /quit");
        assertThat(agent.awaitFile(TASK, "end")).isEqualTo("by itself");
    }

    /** Its waits are longer than this test has patience. */
    @Test
    void whoCannotBeAskedIsToldAtOnce() throws Exception {
        launch(freePort(), "exec sleep 1000", LONG, LONG);
        agent.awaitState(TASK, TaskState.RUNNING);

        agent.kill(TASK, LONG);

        endsKilled();
    }

    @Test
    void theNextAgentGoesOnWithWhatTheLastOneAsked() throws Exception {
        launchProgram("/abort", SHORT.multipliedBy(5), LONG);
        agent.kill(TASK, LONG);
        assertThat(agent.awaitFile(TASK, "asked")).isEqualTo("POST /quit");

        agent.restart();

        endsKilled();
        assertThat(agent.awaitFile(TASK, "asked")).startsWith("POST /quit\n").endsWith("POST /abort");
        assertThat(agent.awaitFile(TASK, "end")).isEqualTo("by itself");
    }
}
