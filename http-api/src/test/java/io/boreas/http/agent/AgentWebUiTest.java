package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.state.LogFile;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Mesos's web UI asks an agent for when people go from a task to its sandbox. */
@Timeout(60)
class AgentWebUiTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TaskId INSTANCE = new TaskId("www-devel-hello-0-1");
    private static final TaskId COMMAND =
            TaskKeys.run(ExecutorStage.FRAMEWORK, new TaskId("alone"), Instant.ofEpochMilli(1_700_000_000_000L));
    private static ActorSystem system;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private ExecutorStage stage;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("agent-web-ui");
    }

    @AfterAll
    static void end() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        stage = new ExecutorStage(system, folder.resolve("agent")).open();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        client.shutdownNow();
    }

    private void launch(TaskId task, Owner owner, String command) {
        stage.runner()
                .launch(new TaskLaunch(
                        task,
                        owner,
                        ExecutorStage.command(command),
                        Resources.parse("cpus:0.5;mem:64"),
                        Collections.emptySortedMap()));
    }

    private void await(TaskId task, TaskState state) throws Exception {
        stage.await(task + " to be " + state, () -> stage.updates.stream()
                .anyMatch(
                        update -> update.task().equals(task) && update.status().state() == state));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + path));
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    @Test
    void aJobsTaskLeadsToItsSandboxWhileItRunsAndAfterwards() throws Exception {
        launch(INSTANCE, new Owner.JobInstance(new JobKey("www", "devel", "hello"), 0), "echo said; exec sleep 600");
        await(INSTANCE, TaskState.RUNNING);

        var framework = read("/state").path("frameworks").path(0);
        assertThat(framework.path("id").asText()).isEqualTo("boreas");
        assertThat(framework.path("name").asText()).isEqualTo("boreas");
        var executor = framework.path("executors").path(0);
        assertThat(executor.path("id").asText()).isEqualTo(INSTANCE.value());
        assertThat(executor.path("resources").path("cpus").asDouble()).isEqualTo(0.5);
        assertThat(executor.path("tasks").path(0).path("name").asText()).isEqualTo("www/devel/hello");
        assertThat(executor.path("tasks").path(0).path("role").asText()).isEqualTo("www");

        stage.runner().kill(new KillOrder(INSTANCE, Duration.ZERO, "enough"));
        await(INSTANCE, TaskState.KILLED);
        acknowledge(INSTANCE);
        assertThat(read("/state").path("frameworks")).isEmpty();
        var ended = read("/state")
                .path("completed_frameworks")
                .path(0)
                .path("completed_executors")
                .path(0);
        assertThat(ended.path("completed_tasks").path(0).path("state").asText()).isEqualTo("TASK_KILLED");
        assertThat(ended.path("resources").path("cpus").asDouble()).isZero();
        var out = ended.path("directory").asText() + "/stdout";
        assertThat(read("/files/read?offset=0&path=" + URLEncoder.encode(out, StandardCharsets.UTF_8))
                        .path("data")
                        .asText())
                .isEqualTo("said\n");
        assertThat(read("/containers")).isEmpty();
    }

    private void acknowledge(TaskId task) throws Exception {
        var last = stage.updates.stream()
                .filter(update -> update.task().equals(task))
                .reduce((a, b) -> b)
                .orElseThrow();
        stage.runner().acknowledge(new StatusAck(task, last.sequence()));
        stage.await(
                "the end of " + task + " to be forgotten",
                () -> read("/state").path("frameworks").isEmpty());
    }

    @Test
    void whatEndedIsKnownAfterARestart() throws Exception {
        launch(COMMAND, new Owner.Framework(ExecutorStage.FRAMEWORK), "true");
        await(COMMAND, TaskState.FINISHED);
        acknowledge(COMMAND);

        stage.restart();

        assertThat(read("/state").path("completed_frameworks").path(0).findValuesAsText("state"))
                .contains("TASK_FINISHED");
    }

    @Test
    void theAgentsLogIsReadWhereThePageLooksForIt() throws Exception {
        var file = Files.writeString(folder.resolve("boreas.log"), "first\nsecond\n");
        assertThat(read("/state").has("log_dir")).isFalse();
        assertThat(get("/files/read?path=/slave/log&offset=0").statusCode()).isEqualTo(404);
        stage.log = LogFile.at(file);
        stage.restart();

        assertThat(read("/state").path("log_dir").asText()).isEqualTo(folder.toString());
        assertThat(read("/flags").at("/flags/log_dir").asText()).isEqualTo(folder.toString());
        assertThat(read("/files/read?path=/slave/log&offset=-1").toString()).isEqualTo("{\"offset\":13,\"data\":\"\"}");
        assertThat(get("/files/read?path=/slave/log&offset=6&length=3&jsonp=f").body())
                .isEqualTo("f({\"offset\":6,\"data\":\"sec\"})");
        assertThat(read("/files/browse?path=/slave/log")).isEmpty();
        assertThat(read("/files/debug").path("/slave/log").asText()).isEqualTo(file.toString());
        var whole = get("/files/download?path=/slave/log");
        assertThat(whole.body()).isEqualTo("first\nsecond\n");
        assertThat(whole.headers().firstValue("Content-Disposition")).contains("attachment; filename=boreas.log");
        for (var path : new String[] {"/master/log", "/slave/log/x", "/slave/log/../boreas.log", file.toString()}) {
            assertThat(get("/files/read?offset=0&path=" + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void whoMayNotReadTheAgentsLogIsRefused() throws Exception {
        stage.log = LogFile.at(Files.writeString(folder.resolve("boreas.log"), "first\n"));
        stage.acls = "{\"permissive\":false}";
        stage.restart();

        assertThat(read("/state").has("log_dir")).isFalse();
        for (var verb : new String[] {"read", "browse", "download"}) {
            assertThat(get("/files/" + verb + "?path=/slave/log").statusCode())
                    .as(verb)
                    .isEqualTo(403);
        }
        assertThat(get("/files/debug").statusCode()).isEqualTo(403);
    }

    @Test
    void theMasterIsNamedWhileThereIsOne() throws Exception {
        assertThat(read("/state").has("master_hostname")).isFalse();
        assertThat(read("/state").path("git_tag").asText()).isEqualTo("boreas-test");
        assertThat(read("/state").has("build_time")).isFalse();

        stage.runner().servedBy(() -> Optional.of("master.example"));

        assertThat(read("/state").path("master_hostname").asText()).isEqualTo("master.example");
    }

    @Test
    void pagesOfMastersMayReadIt() throws Exception {
        for (var page :
                new String[] {"http://master.example:5050/", "https://MASTER.example/", "http://localhost:1/"}) {
            assertThat(ask(page)).as(page).isEqualTo(200);
        }
        for (var page : new String[] {"http://evil.example/", "http://master.example.evil.example/", "null", "%"}) {
            assertThat(ask(page)).as(page).isEqualTo(403);
        }
        assertThat(get("/state?jsonp=f", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(get("/state?jsonp=f", "Sec-Fetch-Site", "cross-site").body()).contains("web-ui-hosts");
    }

    private int ask(String page) throws Exception {
        return get("/state?jsonp=f", "Sec-Fetch-Site", "cross-site", "Referer", page)
                .statusCode();
    }
}
