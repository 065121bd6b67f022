package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void outputIsRotatedWhileItIsWrittenAndReadAsOne() throws Exception {
        var plain = TestAgent.spec(process(
                "main",
                "for n in 1 2 3 4; do seq -f $n-%g 1500; while [ ! -e go$n ]; do sleep 0.01; done; done; echo end"));
        var task = agent.launch(
                "t1",
                new TaskSpec(
                        plain.name(),
                        plain.processes(),
                        plain.order(),
                        plain.resources(),
                        plain.ports(),
                        1,
                        0,
                        plain.finalizationWait(),
                        "",
                        plain.environment(),
                        new LogPolicy(4_096, 20)));
        var logs = agent.sandbox(task).resolve(".logs/main/0");
        long written = 0;
        for (int n = 1; n <= 4; n++) {
            written += IntStream.rangeClosed(1, 1_500)
                    .mapToLong(i -> 3 + Integer.toString(i).length())
                    .sum();
            long all = written;
            await(
                    "the rotation of part " + n,
                    () -> Files.exists(logs.resolve(".stdout.rotated"))
                            && rotated(logs) + Files.size(logs.resolve("stdout")) == all);
            Files.createFile(agent.sandbox(task).resolve("go" + n));
        }
        agent.awaitEnd(task);

        var answer = agent.runner().sandbox(task, new SandboxQuery.ReadLog("", SandboxQuery.Stream.STDOUT, 0, 100_000));
        assertThat(answer).isInstanceOfSatisfying(SandboxAnswer.Data.class, data -> {
            var text = new String(data.bytes(), StandardCharsets.UTF_8);
            var expected = IntStream.rangeClosed(1, 4)
                    .boxed()
                    .flatMap(n -> IntStream.rangeClosed(1, 1_500).mapToObj(i -> n + "-" + i + "\n"))
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(expected + "end\n");
        });
        assertThat(logs.resolve("stdout.1")).exists();
    }

    private static long rotated(Path logs) throws IOException {
        return Long.parseLong(Files.readString(logs.resolve(".stdout.rotated")).trim());
    }

    @Test
    void theSandboxOfAnEndedTaskCanStillBeRead() {
        var task = agent.launch("t1", "echo hello; echo data > file");
        agent.awaitEnd(task);
        agent.acknowledge(task);
        await("the task to be put aside", () -> Files.exists(workDir.resolve("ended/t1")));

        assertThat(agent.runner().sandbox(task, new SandboxQuery.Read("file", 0, 10)))
                .isInstanceOfSatisfying(SandboxAnswer.Data.class, data -> assertThat(data.bytes())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("data\n"));
        assertThat(agent.runner().sandbox(task, new SandboxQuery.ReadLog("", SandboxQuery.Stream.STDOUT, 0, 10)))
                .isInstanceOfSatisfying(SandboxAnswer.Data.class, data -> assertThat(data.bytes())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("hello\n"));
        assertThat(agent.runner().sandbox(new TaskId("other"), new SandboxQuery.Browse("")))
                .isInstanceOf(SandboxAnswer.Failed.class);
    }

    @Test
    void manyTasksAtOnceAllRunOnce() throws Exception {
        var launches = IntStream.range(0, 150)
                .mapToObj(i -> TestAgent.launchOf("many-" + i, TestAgent.spec(process("main", "echo x >> ran"))))
                .toList();
        agent.runner().launch(launches);

        for (var launch : launches) {
            assertThat(agent.awaitEnd(launch.task()).state()).isEqualTo(TaskState.FINISHED);
            assertThat(agent.states(launch.task()))
                    .containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
            assertThat(agent.awaitFile(launch.task(), "ran")).isEqualTo("x");
        }
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
