package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators and old tools read of an agent that runs real processes, over sockets. */
@Timeout(60)
class AgentOperatorTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TaskId COMMAND =
            TaskKeys.run(ExecutorStage.FRAMEWORK, new TaskId("alone"), Instant.ofEpochMilli(1_700_000_000_000L));
    private static ActorSystem system;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private ExecutorStage stage;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("agent-operator");
    }

    @AfterAll
    static void end() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        stage = new ExecutorStage(system, folder.resolve("agent"));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        client.shutdownNow();
    }

    /** A command task, an executor with a task, and a group of one. */
    private void busy() throws Exception {
        stage.runner()
                .launch(new TaskLaunch(
                        COMMAND,
                        new Owner.Framework(ExecutorStage.FRAMEWORK),
                        ExecutorStage.command("echo said; mkdir made; echo in > made/file; exec sleep 600"),
                        Resources.parse("cpus:0.5;mem:64"),
                        Collections.emptySortedMap()));
        stage.launch(stage.custom("e1", Map.of()), "inside");
        stage.launchGroup(
                ExecutorStage.builtIn("pod"), new TreeMap<>(Map.of("grouped", "echo of a group; exec sleep 600")));
        stage.awaitState("inside", TaskState.RUNNING);
        stage.awaitState("grouped", TaskState.RUNNING);
        stage.await("the command to run", () -> stage.updates.stream()
                .anyMatch(update ->
                        update.task().equals(COMMAND) && update.status().state() == TaskState.RUNNING));
        var out = "/frameworks/" + ExecutorStage.FRAMEWORK + "/executors/alone/runs/latest/stdout";
        stage.await(
                "its output",
                () -> get("/files/read?offset=0&path=" + encoded(out)).body().contains("said"));
        stage.await(
                "its file", () -> Files.exists(stage.runner().directory(COMMAND).resolve("made/file")));
    }

    private JsonNode call(String json) throws Exception {
        var answer = post(json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private HttpResponse<String> post(String json) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + "/slave(1)/api/v1"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    @Test
    void theStateHasEveryKindOfTask() throws Exception {
        stage.open();
        busy();

        var state = call("{\"type\":\"GET_STATE\"}").path("get_state");
        assertThat(state.path("get_tasks").path("launched_tasks").findValuesAsText("name"))
                .contains("alone", "inside", "grouped");
        assertThat(state.path("get_executors").path("executors").size()).isEqualTo(2);
        assertThat(state.path("get_frameworks").path("frameworks").size()).isEqualTo(1);
        var tasks = call("{\"type\":\"GET_TASKS\"}").path("get_tasks");
        assertThat(tasks).isEqualTo(state.path("get_tasks"));
        assertThat(call("{\"type\":\"GET_FRAMEWORKS\"}").path("get_frameworks"))
                .isEqualTo(state.path("get_frameworks"));
        assertThat(call("{\"type\":\"GET_OPERATIONS\"}").path("type").asText()).isEqualTo("GET_OPERATIONS");
        var containers =
                call("{\"type\":\"GET_CONTAINERS\"}").path("get_containers").path("containers");
        assertThat(containers.size()).isEqualTo(3);
        assertThat(containers.findValuesAsText("executor_name"))
                .anyMatch(name -> name.startsWith("Command Executor (Task: alone)"));
    }

    @Test
    void settingsNumbersAndLevels() throws Exception {
        stage.open();
        busy();

        assertThat(call("{\"type\":\"GET_FLAGS\"}")
                        .path("get_flags")
                        .path("flags")
                        .findValuesAsText("name"))
                .contains("hostname", "work_dir", "executor_registration_timeout");
        var metrics = read("/metrics/snapshot");
        assertThat(metrics.path("slave/tasks_running").asDouble()).isEqualTo(3);
        assertThat(metrics.path("slave/cpus_total").asDouble()).isEqualTo(8);
        assertThat(metrics.path("slave/cpus_used").asDouble()).isEqualTo(0.9);
        assertThat(metrics.path("slave/cpus_revocable_total").asDouble()).isZero();
        stage.runner().oversubscribe(Resources.parse("cpus:2").onTerms(Terms::asRevocable));
        assertThat(read("/metrics/snapshot").path("slave/cpus_revocable_total").asDouble())
                .isEqualTo(2);
        assertThat(call("{\"type\":\"GET_METRICS\",\"get_metrics\":{}}")
                        .path("get_metrics")
                        .path("metrics")
                        .size())
                .isEqualTo(metrics.size());
        assertThat(call("{\"type\":\"GET_LOGGING_LEVEL\"}")
                        .path("get_logging_level")
                        .path("level")
                        .asInt(7))
                .isZero();
        assertThat(
                        post("{\"type\":\"SET_LOGGING_LEVEL\",\"set_logging_level\":{\"level\":1,\"duration\":{\"nanoseconds\":1}}}")
                                .statusCode())
                .isEqualTo(501);
    }

    @Test
    void theEndpointsOfOldShowTheSame() throws Exception {
        stage.open();
        busy();

        for (var path : new String[] {"/state", "/slave(1)/state", "/slave(1)/state.json", "/state?x=y"}) {
            var state = read(path);
            assertThat(state.path("pid").asText()).isEqualTo("slave(1)@127.0.0.1:" + stage.port);
            assertThat(state.path("flags").has("work_dir")).isTrue();
            assertThat(state.path("frameworks").path(0).path("executors").findValuesAsText("id"))
                    .contains("alone", "e1", "pod");
        }
        assertThat(get("/state?jsonp=called").body()).startsWith("called({").endsWith(")");
        assertThat(read("/slave(1)/monitor/statistics").size()).isEqualTo(3);
        var containers = read("/containers");
        assertThat(containers.path(0).path("statistics").path("cpus_limit").asDouble())
                .isPositive();
        assertThat(read("/containers?container_id="
                                + containers.path(0).path("container_id").asText())
                        .size())
                .isEqualTo(1);
        assertThat(read("/flags").path("flags").path("hostname").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void limitsAreShownBesideWhatATaskIsPromised() throws Exception {
        stage.open();
        var limits = new ResourceLimits(Optional.of(new Limit(2_000)), Optional.of(Limit.UNLIMITED));
        stage.runner()
                .launch(new TaskLaunch(
                        COMMAND,
                        new Owner.Framework(ExecutorStage.FRAMEWORK),
                        ExecutorStage.command("exec sleep 600").within(limits),
                        Resources.parse("cpus:0.5;mem:64"),
                        Collections.emptySortedMap()));
        stage.await("the task to be held", () -> read("/containers").size() == 1);

        var statistics = read("/monitor/statistics").path(0).path("statistics");
        var executor =
                read("/state").path("frameworks").path(0).path("executors").path(0);

        assertThat(statistics.path("cpus_soft_limit").asDouble()).isEqualTo(0.5);
        assertThat(statistics.path("cpus_limit").asDouble()).isEqualTo(2);
        assertThat(statistics.path("mem_soft_limit_bytes").asLong()).isEqualTo(64 << 20);
        assertThat(statistics.path("mem_limit_bytes").asLong()).isEqualTo(8_192L << 20);
        assertThat(executor.path("tasks").path(0).path("limits").toString())
                .isEqualTo("{\"cpus\":2.0,\"mem\":\"Infinity\"}");
        assertThat(read("/state").path("capabilities").toString()).contains("TASK_RESOURCE_LIMITS");
    }

    @Test
    void whatATaskReadAndWroteIsShownByDeviceAsMesosShapesIt() throws Exception {
        assumeTrue(Files.getFileStore(folder).name().startsWith("/dev/"), "temporary files are on no disk here");
        stage.isolation = stage.isolation.with("cgroups/blkio");
        stage.open();
        assumeTrue(
                read("/flags").path("flags").path("isolation_missing").asText().isEmpty(), "not on this machine");
        stage.runner()
                .launch(new TaskLaunch(
                        COMMAND,
                        new Owner.Framework(ExecutorStage.FRAMEWORK),
                        ExecutorStage.command("dd if=/dev/zero of=big bs=64k count=64 oflag=direct; exec sleep 600"),
                        Resources.parse("cpus:0.5;mem:64"),
                        Collections.emptySortedMap()));

        stage.await("what it wrote to be seen", () -> {
            stage.runner().sandbox(COMMAND, new SandboxQuery.Look()); // looks anew
            return sum(throttling(read("/containers"))) >= 64 * 65_536;
        });

        var shown = throttling(read("/monitor/statistics"));
        var device = shown.path(0);
        assertThat(device.path("device").path("major_number").asInt()).isPositive();
        assertThat(device.path("device").has("minor_number")).isTrue();
        assertThat(device.path("io_service_bytes").findValuesAsText("op")).contains("READ", "WRITE", "TOTAL");
        assertThat(device.path("io_serviced").findValuesAsText("op")).contains("READ", "WRITE", "TOTAL");
        var all = shown.path(shown.size() - 1);
        assertThat(all.has("device")).isFalse();
        assertThat(all.path("io_service_bytes").findValuesAsText("op")).containsExactly("TOTAL");
        assertThat(all.path("io_serviced").path(0).path("value").asLong()).isBetween(64L, 1_000L);
        var container = call("{\"type\":\"GET_CONTAINERS\"}").at("/get_containers/containers/0");
        assertThat(sum(container.at("/resource_statistics/blkio_statistics/throttling")))
                .isBetween(64L * 65_536, 2L * 64 * 65_536);
    }

    private static JsonNode throttling(JsonNode containers) {
        return containers.at("/0/statistics/blkio_statistics/throttling");
    }

    /** What was read and written in all. */
    private static long sum(JsonNode throttling) {
        return throttling
                .path(throttling.size() - 1)
                .at("/io_service_bytes/0/value")
                .asLong();
    }

    private JsonNode statisticsOfCommand() throws Exception {
        for (var container : read("/monitor/statistics")) {
            if (container.path("executor_id").asText().equals("alone")) {
                return container.path("statistics");
            }
        }
        throw new AssertionError("the command's task is no container");
    }

    @Test
    void whereNobodyCountsNothingIsShownOfDevices() throws Exception {
        stage.isolation = stage.isolation.with("disk/du");
        stage.open();
        busy();

        stage.await("its use to be seen", () -> {
            stage.runner().sandbox(COMMAND, new SandboxQuery.Look()); // looks anew
            return statisticsOfCommand().has("processes");
        });

        assertThat(statisticsOfCommand().has("blkio_statistics")).isFalse();
    }

    @Test
    void filesAreReadUnderMesossPaths() throws Exception {
        stage.open();
        busy();
        var directory = stage.runner().directory(COMMAND).toString();

        var entries = read("/files/browse?path=" + encoded(directory));
        assertThat(entries.findValuesAsText("path")).contains(directory + "/made", directory + "/stdout");
        assertThat(read("/files/read?offset=0&path=" + encoded(directory + "/made/file"))
                        .path("data")
                        .asText())
                .isEqualTo("in\n");
        assertThat(read("/files/read?path=" + encoded(directory + "/made/file"))
                        .path("offset")
                        .asInt())
                .isEqualTo(3);
        var downloaded = get("/files/download?path=" + encoded(directory + "/made/file"));
        assertThat(downloaded.body()).isEqualTo("in\n");
        assertThat(downloaded.headers().firstValue("Content-Disposition")).contains("attachment; filename=file");
        var pod = read("/state").path("frameworks").path(0).path("executors");
        for (var executor : pod) {
            if (executor.path("id").asText().equals("pod")) {
                var out = executor.path("directory").asText() + "/tasks/grouped/stdout";
                stage.await("its output", () -> read("/files/read?offset=0&path=" + encoded(out))
                        .path("data")
                        .asText()
                        .equals("of a group\n"));
            }
        }
        var listed = call("{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"" + directory + "\"}}");
        assertThat(listed.path("list_files").path("file_infos").findValuesAsText("path"))
                .contains(directory + "/made");
        var part =
                call("{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"" + directory + "/made/file\",\"offset\":1}}");
        assertThat(part.path("read_file").path("size").asInt()).isEqualTo(3);
        assertThat(Base64.getDecoder()
                        .decode(part.path("read_file").path("data").asText()))
                .isEqualTo("n\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoseFilesAreIsTold() throws Exception {
        stage.open();
        busy();
        var directory = stage.runner().directory(COMMAND);
        Files.createLink(directory.resolve("linked"), directory.resolve("made/file"));
        var user = Files.getOwner(directory.resolve("made")).getName();
        var group = Files.readAttributes(directory.resolve("made"), PosixFileAttributes.class)
                .group()
                .getName();

        var legacy = new TreeMap<String, JsonNode>();
        read("/files/browse?path=" + encoded(directory.toString()))
                .forEach(entry -> legacy.put(entry.path("path").asText(), entry));
        var listed = new TreeMap<String, JsonNode>();
        call("{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"" + directory + "\"}}")
                .at("/list_files/file_infos")
                .forEach(entry -> listed.put(entry.path("path").asText(), entry));

        for (var name : new String[] {"made", "linked", "stdout"}) {
            for (var entries : List.of(legacy, listed)) {
                var entry = entries.get(directory + "/" + name);
                assertThat(entry.path("uid").asText()).as(name).isEqualTo(user);
                assertThat(entry.path("gid").asText()).as(name).isEqualTo(group);
            }
        }
        assertThat(legacy.get(directory + "/linked").path("nlink").asInt()).isEqualTo(2);
        assertThat(listed.get(directory + "/linked").path("nlink").asInt()).isEqualTo(2);
        assertThat(legacy.get(directory + "/stdout").path("nlink").asInt()).isEqualTo(1);
        assertThat(legacy.get(directory + "/made").path("nlink").asInt())
                .isEqualTo(Files.getAttribute(directory.resolve("made"), "unix:nlink"));
    }

    @Test
    void whatATaskTakesOnDiskIsShownWhereItIsLookedAt() throws Exception {
        stage.isolation = ExecutorStage.lookingAtDisks();
        stage.open();
        stage.runner()
                .launch(new TaskLaunch(
                        COMMAND,
                        new Owner.Framework(ExecutorStage.FRAMEWORK),
                        ExecutorStage.command("head -c 3000000 /dev/zero > filled; exec sleep 600"),
                        Resources.parse("cpus:0.5;mem:64;disk:64"),
                        Collections.emptySortedMap()));
        var pod = ExecutorStage.builtIn("pod", "cpus:0.1;mem:32;disk:16");
        var grouped = ExecutorStage.work(
                "grouped",
                pod,
                Optional.of(ExecutorStage.command("head -c 1000000 /dev/zero > filled; exec sleep 600")),
                Optional.of("group"),
                Resources.parse("cpus:0.1;mem:32;disk:32"));
        stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(grouped), pod, Payload.NONE));

        stage.await("what they take to be seen", () -> {
            var all = read("/monitor/statistics");
            return all.size() == 2 && used(all, "alone") >= 3_000_000 && used(all, "pod") >= 1_000_000;
        });

        var all = read("/monitor/statistics");
        assertThat(used(all, "alone")).isLessThan(4_000_000);
        assertThat(used(all, "pod")).isLessThan(2_000_000);
        assertThat(statistics(all, "alone").path("disk_limit_bytes").asLong()).isEqualTo(64 << 20);
        assertThat(statistics(all, "pod").path("disk_limit_bytes").asLong()).isEqualTo(48 << 20);
        assertThat(call("{\"type\":\"GET_CONTAINERS\"}").findValuesAsText("disk_used_bytes"))
                .hasSize(2);
    }

    @Test
    void whereNobodyLooksAtDisksNothingIsShownOfThem() throws Exception {
        stage.open();
        busy();

        stage.await("its use to be seen", () -> {
            stage.runner().sandbox(COMMAND, new SandboxQuery.Look()); // looks anew
            return statisticsOfCommand().has("processes");
        });

        assertThat(statisticsOfCommand().has("disk_used_bytes")).isFalse();
        assertThat(statisticsOfCommand().has("disk_limit_bytes")).isFalse();
    }

    private static long used(JsonNode containers, String executor) {
        return statistics(containers, executor).path("disk_used_bytes").asLong();
    }

    private static JsonNode statistics(JsonNode containers, String executor) {
        for (var container : containers) {
            if (container.path("executor_id").asText().equals(executor)) {
                return container.path("statistics");
            }
        }
        return MAPPER.missingNode();
    }

    @Test
    void noOtherFileIsRead() throws Exception {
        stage.open();
        busy();
        var directory = stage.runner().directory(COMMAND).toString();

        for (var path : new String[] {
            "/etc/passwd",
            directory + "/../../tasks.journal",
            directory + "/nothing",
            stage.runner().sandboxes().toString(),
            stage.runner().sandboxes() + "/..",
            "x"
        }) {
            assertThat(get("/files/read?offset=0&path=" + encoded(path)).statusCode())
                    .as(path)
                    .isIn(400, 404);
            assertThat(get("/files/browse?path=" + encoded(path)).statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        assertThat(get("/files/browse").statusCode()).isEqualTo(400);
        assertThat(get("/files/read?offset=x&path=" + encoded(directory)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void accessControlListsCount() throws Exception {
        stage.acls = "{\"permissive\":false}";
        stage.open();
        stage.launch(stage.custom("e1", Map.of()), "inside");
        stage.awaitState("inside", TaskState.RUNNING);
        var directory = stage.runner().sandboxes().toString();

        assertThat(post("{\"type\":\"GET_FLAGS\"}").statusCode()).isEqualTo(403);
        assertThat(get("/flags").statusCode()).isEqualTo(403);
        assertThat(get("/metrics/snapshot").statusCode()).isEqualTo(403);
        assertThat(read("/state").path("frameworks").size()).isZero();
        assertThat(call("{\"type\":\"GET_TASKS\"}").path("get_tasks").size()).isZero();
        assertThat(call("{\"type\":\"GET_CONTAINERS\"}").path("get_containers").size())
                .isZero();
        try (var sandboxes = Files.list(Path.of(directory))) {
            var some = sandboxes.findFirst().orElseThrow().toString();
            assertThat(get("/files/browse?path=" + encoded(some)).statusCode()).isEqualTo(403);
        }
    }
}
