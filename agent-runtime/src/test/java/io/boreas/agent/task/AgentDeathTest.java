package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.awaitFile;
import static io.boreas.agent.task.TestAgent.isAlive;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.fetch.TestServer;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JVM, really killed. */
class AgentDeathTest {
    @TempDir
    Path workDir;

    /** The other JVM: launches what its arguments say, then waits to be killed. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            var runner = new ProcessTaskRunner(TestAgent.settings(Path.of(arguments[0])));
            runner.recover(update -> {});
            for (int i = 1; i < arguments.length; i++) {
                runner.launch(TestAgent.launchOf("task-" + i, spec(arguments[i])));
            }
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    /** A command line, or an address to fetch and a command line on the lines after it. */
    private static TaskSpec spec(String text) {
        int line = text.indexOf('\n');
        var plain = TestAgent.spec(TestAgent.process("main", text.substring(line + 1)));
        return line < 0
                ? plain
                : TestAgent.fetching(plain, new Artifact(text.substring(0, line), false, true, false, "", ""));
    }

    private Process start(String... tasks) throws IOException {
        var command = OtherJvm.command(Main.class, workDir.toString());
        command.addAll(List.of(tasks));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(workDir.resolve("output").toFile())
                .start();
    }

    /** The other JVM, on a disk that gets full: launches tasks until one is refused. */
    public static final class FillMain {
        private FillMain() {}

        public static void main(String[] arguments) throws Exception {
            var runner = new ProcessTaskRunner(TestAgent.settings(Path.of(arguments[0])));
            runner.recover(update -> {});
            int taken = 0;
            try {
                while (taken < 1_000) {
                    runner.launch(
                            TestAgent.launchOf("task-" + taken, TestAgent.spec(TestAgent.process("main", "true"))));
                    taken++;
                }
            } catch (IllegalStateException refused) {
                Files.writeString(Path.of(arguments[0], "taken"), taken + "\n" + refused.getMessage() + "\n");
            }
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    void aFullDiskRefusesNewTasksAndForgetsNone() throws Exception {
        // no file may grow past 100 KiB: writing then fails as on a full disk
        var other = new ProcessBuilder(OtherJvm.commandAfter("ulimit -f 100", FillMain.class, workDir.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var said = Files.readAllLines(workDir.resolve("taken"));
        int taken = Integer.parseInt(said.getFirst());
        assertThat(taken).isBetween(20, 900);
        assertThat(said.get(1)).startsWith("the agent cannot take a task");

        try (var agent = new TestAgent(workDir)) {
            assertThat(agent.held()).hasSize(taken);
            for (var held : agent.held()) {
                await(
                        "the end of " + held.task(),
                        () -> held.state().isTerminal()
                                || agent.states(held.task()).contains(TaskState.FINISHED));
            }
        }
    }

    private long pid(String task) {
        return Long.parseLong(
                awaitFile(workDir.resolve("sandboxes").resolve(task).resolve("pid")));
    }

    @Test
    void whatWasOnItsWayWhenTheAgentWasKilledIsFetchedByTheNextAndTheTaskRunsOnce() throws Exception {
        try (var server = new TestServer()) {
            var never = new CountDownLatch(1);
            server.page("/it", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write('i');
                exchange.getResponseBody().flush();
                if (server.asked("/it") == 1) {
                    never.await();
                }
                exchange.getResponseBody().write('t');
            });
            var other = start(server.url("/it") + "\necho $(cat it) >> said");
            try {
                await("the server to be asked", () -> server.asked("/it") == 1);
            } finally {
                other.destroyForcibly();
            }
            other.waitFor();

            try (var agent = new TestAgent(workDir)) {
                var task = new TaskId("task-1");
                assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
                assertThat(agent.awaitFile(task, "said")).isEqualTo("it");
            }
            never.countDown();
        }
    }

    @Test
    void processesOfAKilledAgentLiveOnAndAreFoundAgain() throws Exception {
        var other = start(
                "echo $$ > pid; exec sleep 1000", "echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done; exit 3");
        long first;
        long second;
        try {
            first = pid("task-1");
            second = pid("task-2");
        } finally {
            other.destroyForcibly();
        }
        other.waitFor();
        Files.createFile(workDir.resolve("sandboxes/task-2/go"));
        await("the second task's end", () -> !isAlive(second));
        assertThat(isAlive(first)).isTrue();

        try (var agent = new TestAgent(workDir)) {
            assertThat(agent.held()).hasSize(2);
            assertThat(agent.awaitEnd(new TaskId("task-2")).message()).isEqualTo("process main failed: exit 3");
            assertThat(isAlive(first)).isTrue();
            agent.kill(new TaskId("task-1"), Duration.ofSeconds(5));
            assertThat(agent.awaitEnd(new TaskId("task-1")).state()).isEqualTo(TaskState.KILLED);
            assertThat(isAlive(first)).isFalse();
        }
    }

    @Test
    void anAgentKilledInTheMiddleOfManyLaunchesStartsEachProcessOnce() throws Exception {
        var tasks = new String[60];
        java.util.Arrays.fill(tasks, "echo $$ >> pids; exec sleep 1000");
        var other = start(tasks);
        try {
            await("some to run", () -> Files.exists(workDir.resolve("sandboxes/task-20/pids")));
        } finally {
            other.destroyForcibly();
        }
        other.waitFor();

        try (var agent = new TestAgent(workDir)) {
            assertThat(agent.held()).hasSizeGreaterThanOrEqualTo(20);
            for (var held : agent.held()) {
                await(
                        "a process of " + held.task(),
                        () -> Files.exists(agent.sandbox(held.task()).resolve("pids")));
                assertThat(agent.awaitFile(held.task(), "pids").lines())
                        .as(held.task().value())
                        .hasSize(1);
            }
            assertThat(TestAgent.processesWith("BOREAS_TASK_ID=task-").stream()
                            .filter(pid -> cwd(pid).startsWith(workDir.toString())))
                    .hasSize(agent.held().size());
        }
    }

    @Test
    void whatTheSpawnerOfAKilledAgentWasToldToStartIsStartedOnceThoughTheNextAgentStartsItToo() throws Exception {
        var gate = new CountDownLatch(1);
        try (var server = new TestServer()) {
            server.page("/it", exchange -> {
                gate.await();
                exchange.sendResponseHeaders(200, -1);
            });
            var other = start(server.url("/it") + "\necho $$ >> pids; exec sleep 1000");
            long spawner;
            try {
                await("the server to be asked", () -> server.asked("/it") == 1);
                spawner = other.children()
                        .filter(child -> child.info().commandLine().orElse("").contains("spawner.sh"))
                        .findFirst()
                        .orElseThrow()
                        .pid();
                signal("STOP", spawner);
                gate.countDown();
                await("the run to be handed over", () -> Files.exists(workDir.resolve("tasks/task-1/0.0.launch")));
            } finally {
                other.destroyForcibly();
            }
            other.waitFor();

            try (var agent = new TestAgent(workDir)) {
                var task = new TaskId("task-1");
                agent.awaitFile(task, "pids");
                signal("CONT", spawner);
                await("the end of the spawner", () -> !isAlive(spawner));
                assertThat(agent.awaitFile(task, "pids").lines()).hasSize(1);
            }
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String cwd(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
