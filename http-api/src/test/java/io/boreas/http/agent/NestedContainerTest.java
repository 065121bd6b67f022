package io.boreas.http.agent;

import static io.boreas.http.agent.ContainerCalls.call;
import static io.boreas.http.agent.ContainerCalls.id;
import static io.boreas.http.agent.ContainerCalls.json;
import static io.boreas.http.agent.ContainerCalls.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.process.Machine;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.proto.Agent;
import io.boreas.http.mesos.recordio.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers within those of tasks and executors, that are real processes, over sockets. */
@Timeout(60)
class NestedContainerTest {
    private static final TaskId TASK =
            TaskKeys.run(ExecutorStage.FRAMEWORK, new TaskId("alone"), Instant.ofEpochMilli(1_700_000_000_000L));
    private static final String PARENT = ContainerName.ofTask(TASK).value();
    private static ActorSystem system;

    @TempDir
    Path folder = Path.of("");

    private ExecutorStage stage;
    private ContainerCalls agent;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("nested-containers");
    }

    @AfterAll
    static void end() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void prepare() throws Exception {
        stage = new ExecutorStage(system, folder.resolve("agent"));
        agent = new ContainerCalls(stage.port);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        stage.close();
    }

    /** A command task that runs. */
    private void open() throws Exception {
        open(ExecutorStage.command("exec sleep 600"));
    }

    private void open(TaskSpec command) throws Exception {
        stage.open();
        stage.runner()
                .launch(new TaskLaunch(
                        TASK,
                        new Owner.Framework(ExecutorStage.FRAMEWORK),
                        command,
                        Resources.parse("cpus:0.5;mem:64"),
                        Collections.emptySortedMap()));
        stage.await("the task to run", () -> stage.updates.stream()
                .anyMatch(
                        update -> update.task().equals(TASK) && update.status().state() == TaskState.RUNNING));
    }

    private ContainerCalls.Output session(String name, String line) throws Exception {
        return agent.output(call("LAUNCH_NESTED_CONTAINER_SESSION", id(name, PARENT), shell(line)));
    }

    private int awaitStatus(String id) throws Exception {
        var answer = agent.post(call("WAIT_CONTAINER", id, ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer.body()).at("/wait_container/exit_status").asInt(-1);
    }

    private void refused(int status, String text, String call) throws Exception {
        var answer = agent.post(call);
        assertThat(answer.body()).contains(text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aSessionRunsBesideItsTaskAndTellsHowItEnds() throws Exception {
        open();

        try (var output = session("first", "echo out; echo err >&2; pwd; exit 3")) {
            assertThat(output.response.statusCode()).isEqualTo(200);
            assertThat(output.response.headers().firstValue("Content-Type")).contains("application/recordio");
            assertThat(output.response.headers().firstValue("Message-Content-Type"))
                    .contains("application/json");
            output.toEnd();
            assertThat(output.out()).isEqualTo("out\n" + stage.runner().directory(TASK) + "\n");
            assertThat(output.err()).isEqualTo("err\n");
        }
        assertThat(awaitStatus(id("first", PARENT))).isEqualTo(3 << 8);
        var older = agent.post(call("WAIT_NESTED_CONTAINER", id("first", PARENT), ""));
        assertThat(json(older.body()).at("/wait_nested_container/exit_status").asInt())
                .isEqualTo(3 << 8);
        try (var again = session("first", "echo again")) {
            assertThat(again.response.statusCode()).isEqualTo(202);
        }
        assertThat(agent.post(call("REMOVE_CONTAINER", id("first", PARENT), "")).statusCode())
                .isEqualTo(200);
        refused(404, "cannot be found", call("WAIT_CONTAINER", id("first", PARENT), ""));
    }

    @Test
    void whatIsInATaskHasTheLimitsOfItsProcesses() throws Exception {
        assumeTrue(Machine.program("prlimit").isPresent(), "no prlimit on this machine");
        var limits = new TreeMap<>(Map.of("nofile", new Rlimit(90, 100), "core", new Rlimit(0, 0)));
        open(ExecutorStage.command("exec sleep 600").limited(limits));
        var tell = "echo $(ulimit -Sn) $(ulimit -Hn) $(ulimit -Hc)";

        try (var output = session("session", tell)) {
            assertThat(output.toEnd().out()).isEqualTo("90 100 0\n");
        }
        var launched = agent.post(call("LAUNCH_CONTAINER", id("nested", PARENT), shell(tell)));
        assertThat(launched.statusCode()).as(launched.body()).isEqualTo(200);
        assertThat(awaitStatus(id("nested", PARENT))).isZero();
        assertThat(stage.runner().directory(TASK).resolve("containers/nested/stdout"))
                .hasContent("90 100 0");
    }

    @Test
    void whatIsInATaskHasItsCapabilitiesUnlessItWishesOthers() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may set them");
        stage.isolation = IsolationSettings.DEFAULT.with("posix,linux/capabilities");
        var wish = new Capabilities(
                Optional.of(new TreeSet<>(List.of("chown"))), Optional.of(new TreeSet<>(List.of("chown", "kill"))));
        open(ExecutorStage.command("exec sleep 600").capable(wish));
        var tell = "echo $(grep -E '^Cap(Eff|Bnd):' /proc/self/status)";
        var told = "CapEff: 0000000000000001 CapBnd: 0000000000000021";

        try (var output = session("session", tell)) {
            assertThat(output.toEnd().out()).isEqualTo(told + "\n");
        }
        assertThat(agent.post(call("LAUNCH_CONTAINER", id("nested", PARENT), shell(tell)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(awaitStatus(id("nested", PARENT))).isZero();
        assertThat(stage.runner().directory(TASK).resolve("containers/nested/stdout"))
                .hasContent(told);
        var other = wishing("\"effective_capabilities\":{\"capabilities\":[\"NET_RAW\"]},"
                + "\"bounding_capabilities\":{\"capabilities\":[\"NET_RAW\",\"KILL\"]},\"share_cgroups\":true");
        var otherTold = "CapEff: 0000000000002000 CapBnd: 0000000000002020";
        var launch = call("LAUNCH_NESTED_CONTAINER_SESSION", id("others", PARENT), shell(tell) + other);
        try (var output = agent.output(launch)) {
            assertThat(output.toEnd().out()).isEqualTo(otherTold + "\n");
        }
        assertThat(agent.post(call("LAUNCH_CONTAINER", id("other", PARENT), shell(tell) + other))
                        .statusCode())
                .isEqualTo(200);
        assertThat(awaitStatus(id("other", PARENT))).isZero();
        assertThat(stage.runner().directory(TASK).resolve("containers/other/stdout"))
                .hasContent(otherTold);
        var refusals = Map.of(
                "Failed to set its capabilities: sys_admin not allowed on this agent",
                "\"effective_capabilities\":{\"capabilities\":[\"SYS_ADMIN\"]}",
                "'ContainerInfo.linux_info' has 'capability_info' and 'effective_capabilities'",
                "\"effective_capabilities\":{},\"capability_info\":{}",
                "ContainerInfo is not supported",
                "\"effective_capabilities\":{},\"share_pid_namespace\":true");
        for (var refusal : refusals.entrySet()) {
            var bad = wishing(refusal.getValue());
            refused(400, refusal.getKey(), call("LAUNCH_CONTAINER", id("bad", PARENT), shell("true") + bad));
        }
    }

    /** A container with this of {@code linux_info}. */
    private static String wishing(String members) {
        return ",\"container\":{\"type\":\"MESOS\",\"linux_info\":{" + members + "}}";
    }

    @Test
    void whatIsTypedIsReadAndOneClientTypesAtATime() throws Exception {
        open();
        var container = id("typed", PARENT);

        try (var output = session("typed", "cat; echo at the end")) {
            // Mesos's command line first attaches to see whether it can
            assertThat(agent.input(container).done().statusCode()).isEqualTo(200);
            try (var input = agent.input(container)) {
                input.beat().type("one\n");
                output.until("one\n");
                assertThat(agent.input(container).done().statusCode()).isEqualTo(409);
                input.type("two\n").type("");
                output.toEnd();
                assertThat(output.out()).isEqualTo("one\ntwo\nat the end\n");
                assertThat(input.answer().statusCode()).isEqualTo(200);
            }
        }
        assertThat(awaitStatus(container)).isZero();
        assertThat(agent.input(container).done().statusCode()).isEqualTo(500);
    }

    @Test
    void moreInputThanFitsWaitsUntilItIsRead() throws Exception {
        open();
        var line = "0123456789abcdef".repeat(64) + "\n";

        try (var output = session("much", "sleep 0.3; wc -c");
                var input = agent.input(id("much", PARENT))) {
            for (int i = 0; i < 1_000; i++) {
                input.type(line);
            }
            input.type("");
            assertThat(output.toEnd().out().strip()).isEqualTo("" + 1_000 * line.length());
        }
    }

    @Test
    void aSecondClientHearsWhatComes() throws Exception {
        open();
        var container = id("heard", PARENT);

        try (var output = session("heard", "echo before; cat")) {
            output.until("before\n");
            try (var second = agent.output(call("ATTACH_CONTAINER_OUTPUT", container, ""));
                    var input = agent.input(container)) {
                assertThat(second.response.statusCode()).isEqualTo(200);
                input.type("after\n").type("");
                assertThat(second.toEnd().out()).isEqualTo("after\n");
                assertThat(output.toEnd().out()).isEqualTo("before\nafter\n");
            }
        }
    }

    @Test
    void aSessionEndsWithItsClient() throws Exception {
        open();
        var container = id("left", PARENT);
        String pid;

        try (var output = session("left", "echo $$; sleep 600 & wait")) {
            output.until("\n");
            pid = output.out().strip();
            assertThat(ExecutorStage.isAlive(pid)).isTrue();
        }
        stage.await("nothing to be left of it", () -> !ExecutorStage.isAlive(pid));
        assertThat(awaitStatus(container)).isEqualTo(9);
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        open();
        var container = id("unread", PARENT);

        try (var output = session("unread", "exec cat /dev/zero")) {
            assertThat(output.response.statusCode()).isEqualTo(200);
            try (var other = session("other", "echo here")) {
                assertThat(other.toEnd().out()).isEqualTo("here\n");
            }
            assertThat(agent.post(call("KILL_CONTAINER", container, "")).statusCode())
                    .isEqualTo(200);
            assertThat(awaitStatus(container)).isEqualTo(9);
        }
    }

    @Test
    void aTerminalHasTheSizeThatItIsToldOf() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/bin/script")) || Files.exists(Path.of("/bin/script")),
                "there are no terminals without script of util-linux");
        open();
        var container = id("terminal", PARENT);
        var tty = ",\"container\":{\"type\":\"MESOS\",\"tty_info\":{\"window_size\":{\"rows\":30,\"columns\":90}}}";

        try (var output = agent.output(call(
                        "LAUNCH_NESTED_CONTAINER_SESSION",
                        container,
                        shell("stty size; read x; stty size; read x; test -t 1 && exit 5") + tty));
                var input = agent.input(container)) {
            output.until("30 90");
            // its command line says 0 first, for all to be drawn anew
            input.resize(0, 0).resize(41, 101);
            stage.await("the size to be that of its client", () -> {
                input.type("\n");
                return !output.until("\n").out().isEmpty()
                        && output.until("41 101").out().contains("41 101");
            });
            input.type("\n");
            output.toEnd();
        }
        assertThat(awaitStatus(container)).isEqualTo(5 << 8);
    }

    @Test
    void aContainerThatIsNoSessionWritesFilesAndOutlastsItsCaller() throws Exception {
        open();
        var container = id("plain", PARENT);
        var launch = call(
                "LAUNCH_NESTED_CONTAINER",
                container,
                ",\"command\":{\"value\":\"trap 'echo asked; exit 7' TERM; echo $GREETING; echo wrong >&2;"
                        + " while :; do sleep 0.05; done\",\"environment\":{\"variables\":["
                        + "{\"name\":\"GREETING\",\"value\":\"hello\"}]}}");

        assertThat(agent.post(launch).statusCode()).isEqualTo(200);
        assertThat(agent.post(launch).statusCode()).isEqualTo(202);
        var files = stage.runner().directory(TASK).resolve("containers/plain");
        stage.await(
                "its output",
                () -> Files.exists(files.resolve("stdout"))
                        && Files.readString(files.resolve("stdout")).equals("hello\n"));
        assertThat(Files.readString(files.resolve("stderr"))).isEqualTo("wrong\n");
        refused(500, NestedDoor.NO_SWITCHBOARD, call("ATTACH_CONTAINER_OUTPUT", container, ""));
        refused(500, "has not ended", call("REMOVE_NESTED_CONTAINER", container, ""));
        var shown = json(agent.post("{\"type\":\"GET_CONTAINERS\",\"get_containers\":{\"show_nested\":true}}")
                        .body())
                .at("/get_containers/containers");
        assertThat(shown).hasSize(2);
        assertThat(shown.get(1).path("container_id").toString()).isEqualTo(container);
        assertThat(json(agent.post("{\"type\":\"GET_CONTAINERS\"}").body()).at("/get_containers/containers"))
                .hasSize(1);

        assertThat(agent.post(call("KILL_NESTED_CONTAINER", container, ",\"signal\":15"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(awaitStatus(container)).isEqualTo(7 << 8);
        assertThat(Files.readString(files.resolve("stdout"))).isEqualTo("hello\nasked\n");
        refused(404, "cannot be found (or is already killed)", call("KILL_CONTAINER", container, ""));
    }

    @Test
    void aKillEndsAllThatCameOfIt() throws Exception {
        open();
        var container = id("tree", PARENT);
        var files = stage.runner().directory(TASK).resolve("containers/tree");

        var launched = agent.post(
                call("LAUNCH_CONTAINER", container, shell("trap '' TERM; setsid sleep 600 & echo $!; wait")));
        assertThat(launched.statusCode()).as(launched.body()).isEqualTo(200);
        stage.await(
                "its child",
                () -> Files.exists(files.resolve("stdout"))
                        && Files.readString(files.resolve("stdout")).endsWith("\n"));
        var child = Files.readString(files.resolve("stdout")).strip();
        assertThat(agent.post(call("KILL_CONTAINER", container, "")).statusCode())
                .isEqualTo(200);
        assertThat(awaitStatus(container)).isEqualTo(9);
        assertThat(ExecutorStage.isAlive(child)).isFalse();
    }

    @Test
    void tasksOfBuiltInExecutorsAndCustomOnesAreParentsToo() throws Exception {
        stage.open();
        var pod = ExecutorStage.builtIn("pod");
        var custom = stage.custom("e1", Map.of());
        stage.launchGroup(pod, new TreeMap<>(Map.of("grouped", "exec sleep 600")));
        stage.launch(custom, "inside");
        stage.awaitState("grouped", TaskState.RUNNING);
        stage.awaitState("inside", TaskState.RUNNING);
        var executor = ContainerName.ofExecutor(pod.run()).value();
        var task = ContainerName.ofTask(ExecutorStage.key("grouped")).value();

        var tasks = json(agent.post("{\"type\":\"GET_TASKS\"}").body()).at("/get_tasks/launched_tasks");
        assertThat(tasks.findValues("container_id"))
                .extracting(Object::toString)
                .contains(
                        id(task, executor),
                        id(ContainerName.ofExecutor(custom.run()).value()));
        for (var outer : new String[][] {
            {task, executor}, {ContainerName.ofExecutor(custom.run()).value()}
        }) {
            var within = outer.length == 2 ? id("in", outer[0], outer[1]) : id("in", outer[0]);
            try (var output = agent.output(call("LAUNCH_NESTED_CONTAINER_SESSION", within, shell("echo here")))) {
                assertThat(output.toEnd().out()).isEqualTo("here\n");
            }
            assertThat(awaitStatus(within)).isZero();
        }
        refused(
                400,
                "name the container of a task",
                call("LAUNCH_NESTED_CONTAINER_SESSION", id("in", executor), shell("echo here")));
    }

    @Test
    void containersEndWithTheirTaskAndWithTheAgent() throws Exception {
        open();
        String pid;
        try (var output = session("ended", "echo $$; exec sleep 600")) {
            pid = output.until("\n").out().strip();
            stage.runner().kill(new KillOrder(TASK, Duration.ofSeconds(1), ""));
            output.toEnd();
        }
        assertThat(awaitStatus(id("ended", PARENT))).isEqualTo(9);
        stage.await("nothing to be left of it", () -> !ExecutorStage.isAlive(pid));
        stage.restart();
        refused(404, "cannot be found", call("WAIT_CONTAINER", id("ended", PARENT), ""));
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        open();
        var good = shell("echo here");
        var launch = "LAUNCH_NESTED_CONTAINER";

        refused(501, "'container_id' has no 'parent'", call("LAUNCH_CONTAINER", id("x"), good));
        refused(400, "Parent container none does not exist", call(launch, id("x", "none"), good));
        refused(400, "does not exist", call(launch, id("x", "y", PARENT), good));
        refused(400, "'ContainerID.value' '../x'", call(launch, id("../x", PARENT), good));
        refused(400, "Shell command is not specified", call(launch, id("x", PARENT), ",\"command\":{}"));
        refused(
                400,
                "does not begin with \"-\"",
                call(launch, id("x", PARENT), ",\"command\":{\"shell\":false,\"value\":\"-x\"}"));
        refused(
                400,
                "nothing is fetched",
                call(launch, id("x", PARENT), ",\"command\":{\"value\":\"true\",\"uris\":[{\"value\":\"/x\"}]}"));
        refused(
                400,
                "runs as its parent does",
                call(launch, id("x", PARENT), ",\"command\":{\"value\":\"true\",\"user\":\"nobody-here\"}"));
        refused(
                400,
                "can be no variable",
                call(
                        launch,
                        id("x", PARENT),
                        ",\"command\":{\"value\":\"true\",\"environment\":{\"variables\":[{\"name\":\"a b\",\"value\":\"\"}]}}"));
        for (var container :
                new String[] {"{\"type\":\"MESOS\",\"tty_info\":{}}", "{\"type\":\"MESOS\",\"hostname\":\"h\"}"}) {
            refused(
                    400,
                    "The provided ContainerInfo is not supported",
                    call(launch, id("x", PARENT), good + ",\"container\":" + container));
        }
        refused(
                400,
                "it uses those of its parent",
                call(
                        "LAUNCH_CONTAINER",
                        id("x", PARENT),
                        good + ",\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}]"));
        refused(400, "There is no signal 99", call("KILL_CONTAINER", id(PARENT), ",\"signal\":99"));
        refused(400, "the scheduler API ends", call("KILL_CONTAINER", id(PARENT), ""));
        refused(400, "the scheduler API ends", call("WAIT_CONTAINER", id(PARENT), ""));
        refused(400, "the scheduler API ends", call("REMOVE_CONTAINER", id(PARENT), ""));
        refused(404, "cannot be found", call("KILL_NESTED_CONTAINER", id("none", PARENT), ""));
        // the very text by which clients know a task without a terminal
        refused(500, NestedDoor.NO_SWITCHBOARD, call("ATTACH_CONTAINER_OUTPUT", id(PARENT), ""));
        refused(404, "cannot be found", call("ATTACH_CONTAINER_OUTPUT", id("none", PARENT), ""));
        assertThat(json(agent.post("{\"type\":\"GET_CONTAINERS\",\"get_containers\":{\"show_nested\":true}}")
                                .body())
                        .at("/get_containers/containers"))
                .hasSize(1);
    }

    @Test
    void badInputIsRefusedAndDisturbsNobody() throws Exception {
        open();
        var container = id("steady", PARENT);

        try (var output = session("steady", "cat")) {
            assertThat(agent.input(id(PARENT)).done().statusCode()).isEqualTo(500);
            assertThat(agent.input(id("none", PARENT)).done().statusCode()).isEqualTo(404);
            for (var bad : new String[] {
                "{\"type\":\"PROCESS_IO\",\"process_io\":{}}",
                "{\"type\":\"CONTAINER_ID\",\"container_id\":" + container + "}",
                "{\"type\":\"PROCESS_IO\",\"process_io\":{\"type\":\"DATA\",\"data\":{\"type\":\"STDOUT\",\"data\":\"\"}}}",
                "nonsense"
            }) {
                var answer = agent.input(container).record(bad).done();
                assertThat(answer.statusCode()).as(bad + ": " + answer.body()).isEqualTo(400);
            }
            var fault = agent.input(container)
                    .raw("no length\n".getBytes(StandardCharsets.UTF_8))
                    .done();
            assertThat(fault.statusCode()).as(fault.body()).isEqualTo(400);
            var huge = agent.input(container)
                    .raw("99999999\n".getBytes(StandardCharsets.UTF_8))
                    .done();
            assertThat(huge.statusCode()).as(huge.body()).isEqualTo(400);
            try (var input = agent.input(container)) {
                input.type("still here\n").type("");
                assertThat(output.toEnd().out()).isEqualTo("still here\n");
            }
        }
    }

    @Test
    void protobufIsSpokenToo() throws Exception {
        open();
        var launch = Agent.Call.newBuilder().setType(Agent.Call.Type.LAUNCH_NESTED_CONTAINER_SESSION);
        launch.getLaunchNestedContainerSessionBuilder()
                .getContainerIdBuilder()
                .setValue("binary")
                .getParentBuilder()
                .setValue(PARENT);
        launch.getLaunchNestedContainerSessionBuilder().getCommandBuilder().setValue("echo bytes");

        var answer = TestCalls.postBytes(
                stage.port,
                "/api/v1",
                launch.build().toByteArray(),
                Map.of("Content-Type", "application/x-protobuf", "Accept", "application/x-protobuf"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
        var io = Agent.ProcessIO.newBuilder().setType(Agent.ProcessIO.Type.DATA);
        io.getDataBuilder()
                .setType(Agent.ProcessIO.Data.Type.STDOUT)
                .setData(com.google.protobuf.ByteString.copyFromUtf8("bytes\n"));
        assertThat(answer.body()).isEqualTo(RecordEncoder.framed(io.build().toByteArray()));
    }

    @Test
    void whoMayNotIsRefused() throws Exception {
        stage.acls = "{\"permissive\":false,\"view_containers\":[{\"principals\":{\"type\":\"ANY\"},"
                + "\"users\":{\"type\":\"ANY\"}}]}";
        open();

        for (var type :
                new String[] {"LAUNCH_NESTED_CONTAINER", "LAUNCH_NESTED_CONTAINER_SESSION", "LAUNCH_CONTAINER"}) {
            assertThat(agent.post(call(type, id("x", PARENT), shell("true"))).statusCode())
                    .as(type)
                    .isEqualTo(403);
        }
        for (var type : new String[] {"KILL_CONTAINER", "REMOVE_CONTAINER", "ATTACH_CONTAINER_OUTPUT"}) {
            assertThat(agent.post(call(type, id(PARENT), "")).statusCode())
                    .as(type)
                    .isEqualTo(403);
        }
        assertThat(agent.input(id(PARENT)).done().statusCode()).isEqualTo(403);
    }
}
