package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.process.Namespace;
import io.boreas.agent.process.Trial;
import io.boreas.agent.volume.HostFolder;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task with volumes whose agent, a real JVM, is really killed. */
class VolumeDeathTest {
    private static final TaskId TASK = new TaskId("t");

    @TempDir
    Path workDir;

    @TempDir
    Path machine;

    /** The other JVM: launches a task, then waits to be killed. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            var runner = new ProcessTaskRunner(
                    TestAgent.settings(Path.of(arguments[0])).mounting(settings(Path.of(arguments[1]))));
            runner.recover(update -> {});
            var volumes = List.of(
                    new Volume("data", true, new Source.Host(arguments[1])),
                    new Volume("tmp", false, new Source.Memory(4_096)));
            var process = TestAgent.process("main", "echo here > tmp/x; echo up > up; while :; do sleep 0.1; done");
            runner.launch(
                    TestAgent.launchOf(TASK.value(), TestAgent.spec(process).in(new Container("", volumes))));
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    private static VolumeSettings settings(Path machine) {
        return new VolumeSettings(List.of(new HostFolder(machine, false)), Optional.empty(), 1 << 20);
    }

    @BeforeEach
    void launchAndKillTheAgent() throws Exception {
        Files.writeString(machine.resolve("file"), "of the machine\n");
        try {
            Trial.run(Namespace.MOUNT);
        } catch (IOException e) {
            assumeTrue(false, () -> "not on this machine: " + e.getMessage());
        }
        var other = new ProcessBuilder(OtherJvm.command(Main.class, workDir.toString(), machine.toString()))
                .redirectErrorStream(true)
                .redirectOutput(workDir.resolve("output").toFile())
                .start();
        await("the task to run", () -> Files.exists(workDir.resolve("sandboxes/t/up")));
        other.destroyForcibly().waitFor();
    }

    @AfterEach
    void nothingIsMounted() throws Exception {
        assertThat(Files.readString(Path.of("/proc/self/mounts")))
                .doesNotContain(workDir.toString(), machine.toString());
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
        assertThat(machine.resolve("file")).hasContent("of the machine");
    }

    private TestAgent next() throws IOException {
        return new TestAgent(workDir, IsolationSettings.DEFAULT, ImageSettings.DEFAULT, settings(machine));
    }

    @Test
    void theNextAgentGoesOnWithTheSameVolumes() throws Exception {
        try (var agent = next()) {
            var session = new TestSession(agent.runner(), TASK);
            var open = TestSession.plain("sh", "-c", "cat data/file tmp/x");
            await("the task to be entered", () -> session.ask(open) instanceof SessionAnswer.Done);
            assertThat(session.awaitEnd()).as(session.err()).isEqualTo(new End.Exited(0));
            assertThat(session.out()).isEqualTo("of the machine\nhere\n");

            agent.kill(TASK, Duration.ZERO);

            assertThat(agent.awaitEnd(TASK).state()).isEqualTo(TaskState.KILLED);
        }
    }

    @Test
    void ofATaskThatIsKilledTooNothingIsLeftUntilItRunsAgain() throws Exception {
        for (var pid : TestAgent.processesWith("BOREAS_TASK_ID=t")) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        await("the end of all of it", () -> TestAgent.processesWith("BOREAS_TASK_ID=t")
                .isEmpty());
        nothingIsMounted();
        Files.delete(workDir.resolve("sandboxes/t/up"));

        try (var agent = next()) {
            await("the task to run again", () -> Files.exists(workDir.resolve("sandboxes/t/up")));
            assertThat(workDir.resolve("sandboxes/t/tmp")).isEmptyDirectory();
            agent.kill(TASK, Duration.ZERO);
            agent.awaitEnd(TASK);
        }
    }
}
