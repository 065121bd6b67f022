package io.boreas.http.agent;

import static io.boreas.http.agent.ContainerCalls.call;
import static io.boreas.http.agent.ContainerCalls.id;
import static io.boreas.http.agent.ContainerCalls.json;
import static io.boreas.http.agent.ContainerCalls.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.task.TaskState;
import io.boreas.http.security.AuthenticationSettings;
import io.boreas.http.security.Realm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What executors that are real processes may do at a guarded agent with the tokens that they were given. */
@Timeout(60)
class ExecutorTokenTest {
    private static final String VARIABLE = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN=";
    private static ActorSystem system;

    @TempDir
    Path folder = Path.of("");

    private final List<ContainerCalls> clients = new ArrayList<>();
    private ExecutorStage stage;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("executor-tokens");
    }

    @AfterAll
    static void end() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        var credentials = Files.writeString(
                folder.resolve("credentials"), "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"s\"}]}");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        stage = new ExecutorStage(system, folder.resolve("agent"));
        stage.authenticate = true;
        stage.guarded = new AuthenticationSettings(
                "boreas.agent.http.authentication",
                Set.of(Realm.AGENT_READWRITE),
                Optional.of(credentials),
                Optional.empty());
        // what an executor may is not decided by lists
        stage.acls = "{\"permissive\":false}";
        stage.open();
    }

    @AfterEach
    void close() throws Exception {
        clients.forEach(ContainerCalls::close);
        stage.close();
    }

    private HostedExecutor executor(String id) {
        var executor = stage.custom(id, Map.of());
        stage.launch(executor, "task-of-" + id);
        stage.awaitState("task-of-" + id, TaskState.RUNNING);
        return executor;
    }

    private String token(HostedExecutor executor) throws Exception {
        var environment = Files.readString(
                Path.of("/proc/" + stage.awaitSeen(executor, "pid") + "/environ"), StandardCharsets.ISO_8859_1);
        return Stream.of(environment.split("\0"))
                .filter(variable -> variable.startsWith(VARIABLE))
                .findFirst()
                .orElseThrow()
                .substring(VARIABLE.length());
    }

    private ContainerCalls client(String authorization) {
        var client = new ContainerCalls(stage.port, Optional.of(authorization));
        clients.add(client);
        return client;
    }

    private static String container(HostedExecutor executor) {
        return ContainerName.ofExecutor(executor.run()).value();
    }

    private static void answers(int status, ContainerCalls client, String call) throws Exception {
        var answer = client.post(call);
        assertThat(answer.statusCode()).as(call + ": " + answer.body()).isEqualTo(status);
    }

    @Test
    void anExecutorHasContainersWithinItsOwn() throws Exception {
        var executor = executor("e1");
        var client = client("Bearer " + token(executor));
        var nested = id("nested", container(executor));

        answers(200, client, call("LAUNCH_NESTED_CONTAINER", nested, shell("exit 3")));
        var waited = client.post(call("WAIT_NESTED_CONTAINER", nested, ""));
        assertThat(json(waited.body()).at("/wait_nested_container/exit_status").asInt())
                .isEqualTo(3 << 8);
        answers(200, client, call("REMOVE_NESTED_CONTAINER", nested, ""));
        var longer = id("longer", container(executor));
        answers(200, client, call("LAUNCH_CONTAINER", longer, shell("exec sleep 600")));
        answers(200, client, call("KILL_CONTAINER", longer, ""));
        answers(200, client, call("WAIT_CONTAINER", longer, ""));
        answers(200, client, call("REMOVE_CONTAINER", longer, ""));
        var session = id("session", container(executor));
        try (var output = client.output(call(
                "LAUNCH_NESTED_CONTAINER_SESSION",
                session,
                shell("echo out; while [ ! -e end ]; do sleep 0.1; done")))) {
            output.until("out\n");
            try (var second = client.output(call("ATTACH_CONTAINER_OUTPUT", session, ""))) {
                assertThat(second.response.statusCode()).isEqualTo(200);
            }
            assertThat(client.input(session).done().statusCode()).isEqualTo(403);
            answers(200, client, call("KILL_NESTED_CONTAINER", session, ""));
            output.toEnd();
        }
    }

    @Test
    void itHasNothingToDoWithThoseOfOthers() throws Exception {
        var one = executor("e1");
        var other = executor("e2");
        var theirs = id("nested", container(other));
        var owner = client("Bearer " + token(other));
        answers(200, owner, call("LAUNCH_NESTED_CONTAINER", theirs, shell("exec sleep 600")));

        var client = client("Bearer " + token(one));

        for (var type : new String[] {
            "WAIT_NESTED_CONTAINER",
            "KILL_NESTED_CONTAINER",
            "REMOVE_NESTED_CONTAINER",
            "WAIT_CONTAINER",
            "KILL_CONTAINER",
            "REMOVE_CONTAINER",
            "ATTACH_CONTAINER_OUTPUT"
        }) {
            answers(403, client, call(type, theirs, ""));
        }
        for (var type :
                new String[] {"LAUNCH_NESTED_CONTAINER", "LAUNCH_NESTED_CONTAINER_SESSION", "LAUNCH_CONTAINER"}) {
            answers(403, client, call(type, id("mine", container(other)), shell("true")));
            answers(403, client, call(type, id("mine", container(one), container(other)), shell("true")));
        }
        answers(403, client, call("LAUNCH_CONTAINER", id("alone"), shell("true")));
        assertThat(client.input(theirs).done().statusCode()).isEqualTo(403);
        answers(200, owner, call("KILL_NESTED_CONTAINER", theirs, ""));
    }

    @Test
    void itDoesNothingElse() throws Exception {
        var client = client("Bearer " + token(executor("e1")));

        for (var type : new String[] {
            "GET_STATE", "GET_FLAGS", "GET_TASKS", "GET_EXECUTORS", "GET_FRAMEWORKS", "GET_LOGGING_LEVEL", "GET_AGENT"
        }) {
            answers(403, client, "{\"type\":\"" + type + "\"}");
        }
        answers(
                403,
                client,
                "{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\""
                        + stage.runner().sandboxes() + "\"}}");
    }

    @Test
    void aTokenThatThisAgentDidNotMakeLetsNobodyIn() throws Exception {
        var executor = executor("e1");
        var token = token(executor);
        var parts = token.split("\\.");
        var other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"cid\":\"other\",\"eid\":\"e1\",\"fid\":\"f\"}".getBytes(StandardCharsets.UTF_8));
        var nested = call("LAUNCH_NESTED_CONTAINER", id("nested", container(executor)), shell("true"));

        for (var bad : new String[] {
            parts[0] + "." + other + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            token.substring(0, token.length() - 2),
            "..",
            "x"
        }) {
            var answer = client("Bearer " + bad).post(nested);
            assertThat(answer.statusCode()).as(bad).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .contains("Basic realm=\"mesos-agent-readwrite\"");
        }
        assertThat(client("Basic " + token).post(nested).statusCode()).isEqualTo(401);
    }

    @Test
    void itsTokenIsGoodAfterTheAgentsRestart() throws Exception {
        var executor = executor("e1");
        var client = client("Bearer " + token(executor));

        stage.restart();
        stage.await(
                "it to subscribe again",
                () -> stage.seen(executor).stream().filter("SUBSCRIBED"::equals).count() == 2);

        answers(200, client, call("LAUNCH_NESTED_CONTAINER", id("nested", container(executor)), shell("true")));
    }
}
