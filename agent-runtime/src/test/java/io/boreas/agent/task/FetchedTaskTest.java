package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.fetch.FetchSettings;
import io.boreas.agent.fetch.Packed;
import io.boreas.agent.fetch.TestServer;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that want something before they start. */
class FetchedTaskTest {
    private static final FetchSettings QUICK = new FetchSettings(
            8,
            1L << 30,
            1_000,
            1L << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            5,
            Duration.ofMillis(100));

    @TempDir
    Path workDir;

    TestAgent agent;
    TestServer server;

    @BeforeEach
    void open() throws Exception {
        server = new TestServer();
        agent = new TestAgent(workDir, QUICK);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        server.close();
    }

    private static TaskSpec spec(String cmdline, String... uris) {
        var plain = TestAgent.spec(TestAgent.process("main", cmdline));
        return TestAgent.fetching(
                plain,
                Stream.of(uris)
                        .map(uri -> new Artifact(uri, false, true, false, "", ""))
                        .toArray(Artifact[]::new));
    }

    /** Each state once: how often STARTING is told depends on how long it takes. */
    private List<TaskState> states(TaskId task) {
        return agent.states(task).stream().distinct().toList();
    }

    @Test
    void aTaskStartsWhenAllThatItWantsIsThere() throws Exception {
        server.bytes("/app.tar.gz", Packed.gzip(Packed.tar("app/greeting", "hello")));
        server.bytes("/name", "world".getBytes(StandardCharsets.UTF_8));

        var task = agent.launch(
                "t",
                spec("echo $(cat app/greeting) $(cat name) > said", server.url("/app.tar.gz"), server.url("/name")));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "said")).isEqualTo("hello world");
        assertThat(states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
    }

    @Test
    void aTaskThatCannotHaveWhatItWantsFailsAndNeverRuns() {
        var task = agent.launch("t", spec("echo > ran", server.url("/missing")));

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(end.message()).isEqualTo("Failed to fetch '" + server.url("/missing") + "': the server answers 404");
        assertThat(states(task)).containsExactly(TaskState.STARTING, TaskState.FAILED);
        assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
    }

    @Test
    void peopleAreToldHowFarItIs() {
        var enough = new CountDownLatch(1);
        server.page("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (enough.getCount() > 0) {
                exchange.getResponseBody().write(new byte[10_000]);
                exchange.getResponseBody().flush();
                Thread.sleep(10);
            }
        });

        var task = agent.launch("t", spec("true", server.url("/slow")));

        await("word on the progress", () -> agent.updates(task).size() >= 3);
        enough.countDown();
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.updates(task).get(1).status().state()).isEqualTo(TaskState.STARTING);
        assertThat(agent.updates(task).get(1).status().message())
                .matches("fetching '" + server.url("/slow") + "': \\d+ MB");
    }

    @Test
    void whatBreaksOffIsResumedBeforeTheTaskStarts() throws Exception {
        var ranges = new CopyOnWriteArrayList<String>();
        server.page("/it", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            var range = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Range"), "");
            ranges.add(range);
            if (range.isEmpty()) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write('i');
                exchange.getResponseBody().flush();
                await(
                        "the first byte",
                        () -> agent.sandbox(new TaskId("t"))
                                        .resolve("it")
                                        .toFile()
                                        .length()
                                == 1);
                throw new IOException("the test breaks off");
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes 1-1/2");
            exchange.sendResponseHeaders(206, 1);
            exchange.getResponseBody().write('t');
        });

        var task = agent.launch("t", spec("echo $(cat it) >> said", server.url("/it")));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "said")).isEqualTo("it");
        assertThat(ranges).containsExactly("", "bytes=1-");
    }

    @Test
    void aTaskKilledWhileItWaitsNeverRuns() {
        var never = new CountDownLatch(1);
        server.page("/never", exchange -> never.await());
        var task = agent.launch("t", spec("echo > ran", server.url("/never")));
        await("the server to be asked", () -> server.asked("/never") == 1);

        agent.kill(task, Duration.ofSeconds(5));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(states(task)).containsExactly(TaskState.STARTING, TaskState.KILLED);
        assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
        never.countDown();
    }

    @Test
    void whatWasUnderWayWhenTheAgentWentIsFetchedByTheNextAndTheTaskRunsOnce() throws Exception {
        var first = new CountDownLatch(1);
        server.page("/it", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write('i');
            exchange.getResponseBody().flush();
            if (server.asked("/it") == 1) {
                first.await();
            }
            exchange.getResponseBody().write('t');
        });
        var task = agent.launch("t", spec("echo $(cat it) >> said", server.url("/it")));
        await("the server to be asked", () -> server.asked("/it") == 1);

        agent.restart();

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "said")).isEqualTo("it");
        assertThat(server.asked("/it")).isEqualTo(2);
        assertThat(states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);
        first.countDown();
    }

    @Test
    void whatATaskThatRunsHasFetchedIsNotFetchedAgain() throws Exception {
        server.bytes("/it", "it".getBytes(StandardCharsets.UTF_8));
        var task = agent.launch("t", spec("echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done", server.url("/it")));
        agent.awaitFile(task, "pid");

        agent.restart();
        Files.createFile(agent.sandbox(task).resolve("go"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(server.asked("/it")).isEqualTo(1);
    }

    @Test
    void moreThanTheTasksDiskIsNotFetched() {
        server.page("/large", exchange -> {
            exchange.sendResponseHeaders(200, 17L << 20);
            exchange.getResponseBody().write(new byte[1 << 20]);
        });

        var task = agent.launch("t", spec("true", server.url("/large")));

        assertThat(agent.awaitEnd(task).message()).endsWith("it has 17825792 bytes, and may have 16777216");
    }
}
