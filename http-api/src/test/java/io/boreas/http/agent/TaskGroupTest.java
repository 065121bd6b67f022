package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.oversubscription.Holder;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.Container;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.Volume;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** The built-in executor: task groups as real processes. */
@Timeout(60)
class TaskGroupTest {
    private static ActorSystem system;

    @TempDir
    Path folder;

    private ExecutorStage stage;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("groups");
    }

    @AfterAll
    static void end() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        stage = new ExecutorStage(system, folder.resolve("agent"));
        stage.open();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void aGroupThatFinishesEndsItsExecutorWell() {
        var executor = ExecutorStage.builtIn("default");

        stage.launchGroup(executor, new TreeMap<>(Map.of("a", "true", "b", "echo hello")));

        stage.awaitState("a", TaskState.FINISHED);
        stage.awaitState("b", TaskState.FINISHED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
        assertThat(stage.exits.getFirst().status()).isZero();
        assertThat(stage.exits.getFirst().executor()).isEqualTo(executor.run());
    }

    @Test
    void aTaskThatFailsTakesItsGroupAlongAndNoOther() {
        var executor = ExecutorStage.builtIn("default");
        stage.launchGroup(executor, new TreeMap<>(Map.of("other", "sleep 1000")));
        stage.launchGroup(executor, new TreeMap<>(Map.of("a", "sleep 1000", "b", "sleep 0.3; exit 1")));

        stage.awaitState("b", TaskState.FAILED);
        var killed = stage.awaitState("a", TaskState.KILLED);

        assertThat(killed.status().message()).contains("task b of its group");
        assertThat(stage.states("other")).doesNotContain(TaskState.KILLED, TaskState.FAILED);
        assertThat(stage.exits).isEmpty();
        stage.runner().stopExecutor(new FromMaster.StopExecutor(executor.run(), Duration.ofMillis(500)));
        stage.awaitState("other", TaskState.KILLED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void tasksOfAGroupShareAVolume() throws Exception {
        var executor = ExecutorStage.builtIn("default");
        var shared = Resources.of(Resource.scalar("disk", 32_000)
                .on(Terms.reservedTo(new Role("db"))
                        .on(DiskInfo.persistent("v1", "data"))
                        .asShared()));
        var works = List.of(
                work(executor, "writes", "echo hello > data/said", shared),
                work(executor, "reads", "until [ -s data/said ]; do sleep 0.05; done; grep hello data/said", shared));

        stage.runner().launchWorks(new FromMaster.LaunchWorks(works, executor, Payload.NONE));

        stage.awaitState("reads", TaskState.FINISHED);
        assertThat(folder.resolve("agent/volumes/roles/db/v1/said")).hasContent("hello");
    }

    private static Work sharing(HostedExecutor executor, String task, String cmdline, String path) {
        var command = ExecutorStage.command(cmdline)
                .in(new Container("", List.of(new Volume("both", false, new Volume.Source.Parent(path)))));
        return ExecutorStage.work(
                task, executor, Optional.of(command), Optional.of(task), Resources.parse("cpus:0.1;mem:32"));
    }

    private void launch(HostedExecutor executor, Work... works) {
        stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(works), executor, Payload.NONE));
    }

    private String browse(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var asked = URI.create("http://127.0.0.1:" + stage.port + "/files/browse?path="
                    + URLEncoder.encode(path, StandardCharsets.UTF_8));
            return client.send(HttpRequest.newBuilder(asked).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private Path sandboxOf(HostedExecutor executor) {
        return stage.runner().directory(executor.run().process());
    }

    @Test
    void tasksOfAnExecutorShareFoldersOfItsSandboxWhichOutlivesTheAgent() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
        var executor = ExecutorStage.builtIn("default");
        launch(
                executor,
                sharing(
                        executor,
                        "writes",
                        "echo hello > both/said; until [ -e both/end ]; do sleep 0.05; done",
                        "a/b"),
                sharing(executor, "reads", "until grep hello both/said; do sleep 0.05; done", "a/b"));
        stage.awaitState("reads", TaskState.FINISHED);
        assertThat(sandboxOf(executor).resolve("a/b/said")).hasContent("hello");
        assertThat(stage.runner().directory(ExecutorStage.key("writes")).resolve("a"))
                .doesNotExist();

        stage.restart();

        for (var path : List.of(
                sandboxOf(executor) + "/a/b",
                "/frameworks/" + ExecutorStage.FRAMEWORK + "/executors/default/runs/latest/a/b")) {
            assertThat(browse(path)).contains(path + "/said");
        }
        launch(executor, sharing(executor, "later", "grep hello both/b/said && echo > both/b/end", "a"));
        stage.awaitState("later", TaskState.FINISHED);
        stage.awaitState("writes", TaskState.FINISHED);
        stage.await("the exit", () -> !stage.exits.isEmpty());

        // another executor has another sandbox
        var other = ExecutorStage.builtIn("other");
        launch(other, sharing(other, "alone", "[ ! -e both/said ]", "a/b"));
        stage.awaitState("alone", TaskState.FINISHED);
    }

    @Test
    void noLinkOfATaskLeadsOutOfTheSandboxThatItShares() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
        var canary = Files.createDirectories(folder.resolve("canary/inside"));
        Files.writeString(canary.resolve("file"), "nobody's");
        var executor = ExecutorStage.builtIn("default");
        var plant = "ln -s " + canary.getParent() + " both/away; ln -s ../../.. both/up; echo > both/ready;"
                + " until [ -e both/end ]; do sleep 0.05; done";
        launch(executor, sharing(executor, "plants", plant, "a"));
        stage.await("the links", () -> Files.exists(sandboxOf(executor).resolve("a/ready")));

        for (var path : List.of("a/away", "a/away/inside", "a/away/new", "a/up", "a/up/canary")) {
            var task = "follows-" + path.replace('/', '-');
            launch(executor, sharing(executor, task, "echo > both/written", path));
            var failed = stage.awaitState(task, TaskState.FAILED).status();
            assertThat(failed.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
            assertThat(failed.message()).contains("its volume at both: ");
        }
        try (var all = Files.walk(canary.getParent())) {
            assertThat(all).containsExactlyInAnyOrder(canary.getParent(), canary, canary.resolve("file"));
        }
        assertThat(canary.resolve("file")).hasContent("nobody's");
        Files.createFile(sandboxOf(executor).resolve("a/end"));
        stage.awaitState("plants", TaskState.FINISHED);
    }

    private static Work work(HostedExecutor executor, String task, String cmdline, Resources resources) {
        var command = Optional.of(ExecutorStage.command(cmdline));
        return ExecutorStage.work(task, executor, command, Optional.of("writes"), resources);
    }

    @Test
    void aTaskThatIsKilledTakesItsGroupAlong() {
        var executor = ExecutorStage.builtIn("default");
        stage.launchGroup(executor, new TreeMap<>(Map.of("a", "sleep 1000", "b", "sleep 1000")));
        stage.awaitState("a", TaskState.RUNNING);
        stage.awaitState("b", TaskState.RUNNING);

        stage.runner().kill(new KillOrder(ExecutorStage.key("a"), Duration.ofSeconds(1), "not wanted"));

        stage.awaitState("a", TaskState.KILLED);
        stage.awaitState("b", TaskState.KILLED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void aGroupOutlivesTheAgentAndStaysAGroup() throws Exception {
        var executor = ExecutorStage.builtIn("default");
        stage.launchGroup(executor, new TreeMap<>(Map.of("a", "sleep 1000", "b", "sleep 1000")));
        stage.awaitState("a", TaskState.RUNNING);
        stage.awaitState("b", TaskState.RUNNING);

        stage.restart();
        assertThat(stage.held()).hasSize(2);
        assertThat(stage.runner().heldExecutors()).containsExactly(executor.run());
        stage.runner().kill(new KillOrder(ExecutorStage.key("a"), Duration.ofSeconds(1), "not wanted"));

        stage.awaitState("b", TaskState.KILLED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
        stage.acknowledgeAll();
        stage.runner().forgetExecutor(executor.run());
        stage.await("nothing held", () -> stage.runner()
                .executors()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .isEmpty());
        stage.restart();
        assertThat(stage.held()).isEmpty();
    }

    @Test
    void theTasksOfOneWhoseResourcesAreNeededAreAllGone() throws Exception {
        var executor = ExecutorStage.builtIn("pod");
        stage.launchGroup(executor, new TreeMap<>(Map.of("a", "sleep 1000", "b", "sleep 1000")));
        stage.awaitState("a", TaskState.RUNNING);
        stage.awaitState("b", TaskState.RUNNING);
        assertThat(stage.runner().holdings().toCompletableFuture().get())
                .singleElement()
                .satisfies(held -> assertThat(held.resources()).isEqualTo(Resources.parse("cpus:0.3;mem:96")));

        stage.runner().preempt(new Holder.OfExecutor(executor.run()), "somebody else needs it");

        for (var task : List.of("a", "b")) {
            assertThat(stage.awaitState(task, TaskState.GONE).status().reason())
                    .isEqualTo(TaskReason.CONTAINER_PREEMPTED);
        }
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void aGroupWithATaskThatCannotRunFailsAsAWhole() {
        var executor = ExecutorStage.builtIn("default");
        var good =
                ExecutorStage.work("a", executor, Optional.of(ExecutorStage.command("sleep 1000")), Optional.of("a"));
        var bad = ExecutorStage.work("b", executor, Optional.empty(), Optional.of("a"));

        stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(good, bad), executor, Payload.NONE));

        stage.awaitState("a", TaskState.FAILED);
        stage.awaitState("b", TaskState.FAILED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }
}
