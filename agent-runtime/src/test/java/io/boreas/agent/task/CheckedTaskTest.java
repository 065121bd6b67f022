package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.fetch.TestServer;
import io.boreas.core.check.CheckStatus;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are asked how they do. */
class CheckedTaskTest {
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path workDir;

    TestAgent agent;
    TestServer server;
    final AtomicInteger code = new AtomicInteger(200);
    final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        server = new TestServer();
        server.page("/health", exchange -> {
            asked.incrementAndGet();
            var body = "OK\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code.get(), body.length);
            exchange.getResponseBody().write(body);
        });
        agent = new TestAgent(workDir);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        server.close();
    }

    private static Probe shell(String cmdline) {
        return new Probe.Command(cmdline, new TreeMap<>());
    }

    private static HealthCheck gate(Probe probe, Duration initial, int failures) {
        return new HealthCheck(probe, new Rules.Gate(initial, failures, 1), QUICK, TIMEOUT);
    }

    private static HealthCheck watch(Probe probe, int failures) {
        return new HealthCheck(probe, new Rules.Watch(Duration.ZERO, Duration.ZERO, failures), QUICK, TIMEOUT);
    }

    private int port() {
        return URI.create(server.url("/health")).getPort();
    }

    private TaskId job(String cmdline, HealthCheck health) {
        return launch(
                new Owner.JobInstance(new JobKey("www", "devel", "hello"), 0),
                cmdline,
                Optional.of(health),
                Optional.empty());
    }

    private TaskId framework(String cmdline, Optional<HealthCheck> health, Optional<StatusCheck> check) {
        return launch(new Owner.Framework(new FrameworkId("f")), cmdline, health, check);
    }

    private TaskId launch(Owner owner, String cmdline, Optional<HealthCheck> health, Optional<StatusCheck> check) {
        var ports = new TreeMap<String, Integer>();
        ports.put("health", port());
        var spec = TestAgent.spec(TestAgent.process("main", cmdline)).checked(health, check);
        agent.runner()
                .launch(new TaskLaunch(
                        new TaskId("t"), owner, spec, Resources.parse("cpus:0.1;mem:16;disk:16"), ports));
        return new TaskId("t");
    }

    private List<TaskStatus> statuses(TaskId task) {
        return agent.updates(task).stream().map(StatusUpdate::status).toList();
    }

    private List<Boolean> told(TaskId task) {
        return statuses(task).stream()
                .filter(status -> status.reason() == TaskReason.TASK_HEALTH_CHECK_STATUS_UPDATED)
                .map(status -> status.healthy().orElseThrow())
                .toList();
    }

    @Test
    void aJobsTaskIsStartingUntilItIsHealthyAndFailsWhenItIsNotAnyMore() {
        code.set(503);
        var task = job(
                "exec sleep 100",
                gate(new Probe.Http(false, false, "health", "/health", "ok", 0), Duration.ofSeconds(30), 1));
        await("a few probes", () -> asked.get() >= 3);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING);

        code.set(200);
        agent.awaitState(task, TaskState.RUNNING);
        assertThat(statuses(task).getLast().message()).isEqualTo("Task is healthy.");
        assertThat(statuses(task).getLast().healthy()).contains(true);

        // forgiven are as many attempts as begin in the initial interval, whatever they found: that is Aurora's rule
        agent.kill(task, Duration.ZERO);
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
    }

    @Test
    void aJobsTaskThatIsNotHealthyAnyMoreFails() {
        var task = job(
                "exec sleep 100", gate(new Probe.Http(false, false, "health", "/health", "ok", 0), Duration.ZERO, 1));
        agent.awaitState(task, TaskState.RUNNING);
        code.set(500);

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.message()).isEqualTo("Failed health check! Unexpected HTTP response code: 500");
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
    }

    @Test
    void aJobsTaskThatDoesNotBecomeHealthyFails() {
        var task = job("exec sleep 100", gate(shell("exit 3"), Duration.ofMillis(200), 0));

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.message()).isEqualTo("Failed health check! Command exited with status 3");
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.FAILED);
    }

    @Test
    void aTaskThatEndsBeforeItIsHealthyHasFinished() {
        var task = job("true", gate(shell("exit 3"), Duration.ofMinutes(1), 0));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.FINISHED);
    }

    @Test
    void aCommandIsRunInTheSandboxWithTheTasksVariablesAndReferences() {
        var check = "[ -e ready ] && [ \"$BOREAS_JOB\" = www/devel/hello ] && [ {{thermos.ports[health]}} = " + port()
                + " ] && echo $PWD >seen";
        var task = job("sleep 0.2; touch ready; exec sleep 100", gate(shell(check), Duration.ofMinutes(1), 0));

        agent.awaitState(task, TaskState.RUNNING);
        assertThat(agent.awaitFile(task, "seen")).isEqualTo(agent.sandbox(task).toString());
    }

    @Test
    void aCommandThatHangsIsKilledWithAllItStarted() throws Exception {
        var probe = shell("sleep 77.25 & sleep 77.25");
        var health =
                new HealthCheck(probe, new Rules.Watch(Duration.ZERO, Duration.ZERO, 1), QUICK, Duration.ofMillis(300));
        var task = framework("exec sleep 100", Optional.of(health), Optional.empty());

        await("the probe to count as failed", () -> told(task).contains(false));
        await("nothing to be left of it", () -> TestAgent.processesWith("77.25").isEmpty());
    }

    @Test
    void snoozedATaskIsTakenForHealthy() throws Exception {
        var task = job("touch .healthchecksnooze; exec sleep 100", gate(shell("exit 1"), Duration.ofMinutes(1), 0));
        agent.awaitState(task, TaskState.RUNNING);

        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void aFrameworkHearsHowItsTaskDoesAndThatItWasKilledForIt() throws Exception {
        var task = framework(
                "exec sleep 100",
                Optional.of(watch(new Probe.Http(false, false, Integer.toString(port()), "/health", "", 0), 2)),
                Optional.empty());
        await("word that it is healthy", () -> told(task).contains(true));
        code.set(500);

        var end = agent.awaitEnd(task);
        assertThat(told(task)).containsExactly(true, false, false);
        assertThat(end.state()).isEqualTo(TaskState.KILLED);
        assertThat(end.healthy()).contains(false);
        assertThat(end.message()).isEqualTo("Command terminated with signal Terminated");
        assertThat(statuses(task).stream()
                        .filter(status -> status.reason() == TaskReason.NONE)
                        .map(TaskStatus::state))
                .containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.KILLED);
    }

    @Test
    void aFrameworkHearsWhatAnotherCheckFindsWheneverThatChanges() throws Exception {
        var check = new StatusCheck(shell("exit $(cat code)"), Duration.ZERO, QUICK, TIMEOUT);
        var task = framework("echo 3 > code; exec sleep 100", Optional.empty(), Optional.of(check));
        agent.awaitState(task, TaskState.RUNNING);
        assertThat(statuses(task).getFirst().checked()).contains(CheckStatus.unknown(CheckStatus.Kind.COMMAND));
        await("the first finding", () -> found(task).contains(3));

        Files.writeString(agent.sandbox(task).resolve("code"), "0\n");

        await("the next finding", () -> found(task).contains(0));
        agent.kill(task, Duration.ofSeconds(5));
        assertThat(agent.awaitEnd(task).checked()).contains(new CheckStatus(CheckStatus.Kind.COMMAND, Optional.of(0)));
        assertThat(found(task).stream().filter(value -> value == 3).count()).isEqualTo(1);
    }

    private List<Integer> found(TaskId task) {
        return statuses(task).stream()
                .filter(status -> status.reason() == TaskReason.TASK_CHECK_STATUS_UPDATED)
                .flatMap(status -> status.checked().orElseThrow().value().stream())
                .toList();
    }

    @Test
    void aConnectionIsGoodIfItComesAbout() throws Exception {
        int free;
        try (var listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            free = listening.getLocalPort();
        }
        var check = new StatusCheck(new Probe.Tcp(false, Integer.toString(free)), Duration.ZERO, QUICK, TIMEOUT);
        var task = framework("exec sleep 100", Optional.empty(), Optional.of(check));
        await("nobody to listen", () -> found(task).contains(0));

        try (var listening = new ServerSocket(free, 10, InetAddress.getLoopbackAddress())) {
            await("somebody to listen", () -> found(task).contains(1));
        }
    }

    @Test
    void checksGoOnWhenTheAgentIsStartedAgainAndARunningTaskIsNotHeldBack() throws Exception {
        var task = job(
                "exec sleep 100", gate(new Probe.Http(false, false, "health", "/health", "ok", 0), Duration.ZERO, 3));
        agent.awaitState(task, TaskState.RUNNING);
        code.set(500);

        agent.restart();

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
    }

    @Test
    void aTaskThatWasNotHealthyYetIsHeldBackByTheNextAgentAndItsFailuresAreNotForgotten() throws Exception {
        var task = job("exec sleep 100", gate(shell("echo x >>probes; [ -e ready ]"), Duration.ZERO, 9));
        await(
                "a few probes",
                () -> Files.exists(agent.sandbox(task).resolve("probes"))
                        && Files.size(agent.sandbox(task).resolve("probes")) >= 8);

        agent.restart();

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.FAILED);
        // ten in all; one that was under way when the agent went was made twice
        assertThat(Files.size(agent.sandbox(task).resolve("probes"))).isBetween(20L, 22L);
    }

    @Test
    void whatAFrameworkHeardIsNotToldAgainByTheNextAgent() throws Exception {
        var task = framework(
                "exec sleep 100",
                Optional.of(watch(new Probe.Http(false, false, Integer.toString(port()), "/health", "", 0), 2)),
                Optional.empty());
        await("word that it is healthy", () -> told(task).contains(true));

        agent.restart();
        int before = asked.get();
        await("a few more probes", () -> asked.get() > before + 2);

        assertThat(told(task)).containsExactly(true);
    }
}
