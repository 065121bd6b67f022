package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.oversubscription.Holder;
import io.boreas.core.agent.FrameworkExecutor.Kind;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.CapabilityInfo;
import io.boreas.http.mesos.proto.Mesos.CapabilityInfo.Capability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

/** Executors written by others: real processes of another language, over real sockets. */
@Timeout(60)
class CustomExecutorTest {
    private static ActorSystem system;

    @TempDir
    Path folder;

    private ExecutorStage stage;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("executors");
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
    }

    @Test
    void aTaskRunsInAnExecutorAndWhatItSaysIsKeptAsItSaidIt() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());

        stage.launch(executor, "finish-1");

        var running = stage.awaitState("finish-1", TaskState.RUNNING);
        stage.awaitState("finish-1", TaskState.FINISHED);
        assertThat(stage.states("finish-1")).containsExactly(TaskState.RUNNING, TaskState.FINISHED);
        var said = Mesos.TaskStatus.parseFrom(running.status().said().bytes());
        assertThat(said.getData().toStringUtf8()).isEqualTo("hello");
        assertThat(said.getHealthy()).isTrue();
        assertThat(said.getUuid().size()).isEqualTo(16);
        stage.awaitSeen(executor, "ACKNOWLEDGED");
        assertThat(stage.seen(executor)).contains("subscribe 200", "update finish-1 TASK_RUNNING 202");
    }

    @Test
    void moreTasksGoToTheExecutorThatRunsAndAKillReachesIt() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one", "two");
        stage.awaitState("two", TaskState.RUNNING);

        stage.runner().kill(new KillOrder(ExecutorStage.key("one"), Duration.ofSeconds(2), "not wanted"));

        stage.awaitState("one", TaskState.KILLED);
        assertThat(stage.states("two")).containsExactly(TaskState.RUNNING);
        assertThat(stage.seen(executor))
                .filteredOn(line -> line.startsWith("pid"))
                .hasSize(1);
    }

    /** An executor that writes down what its process has, and wishes these for it. */
    private HostedExecutor wishing(String id, CapabilityInfo effective) throws Exception {
        var info = Mesos.ExecutorInfo.parseFrom(
                stage.custom(id, Map.of()).executor().info().bytes())
                .toBuilder();
        info.getContainerBuilder()
                .setType(Mesos.ContainerInfo.Type.MESOS)
                .getLinuxInfoBuilder()
                .setEffectiveCapabilities(effective);
        info.getCommandBuilder()
                .setValue("grep -E '^Cap(Eff|Bnd):' /proc/self/status > status; "
                        + info.getCommand().getValue());
        return ExecutorStage.hosted(id, Kind.CUSTOM, info.build());
    }

    @Test
    void anExecutorHasTheCapabilitiesThatItWishesOrDoesNotRun() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may set them");
        stage.isolation = IsolationSettings.DEFAULT.with("posix,linux/capabilities");
        stage.open();
        var some = CapabilityInfo.newBuilder().addCapabilities(Capability.NET_RAW);

        var executor = wishing("some", some.build());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        var all = IsolationSettings.CAPABILITIES_DEFAULT.stream()
                .mapToLong(name -> 1L << Capabilities.NAMES.indexOf(name))
                .sum();
        assertThat(stage.sandbox(executor).resolve("status"))
                .hasContent(String.format("CapEff:\t%016x\nCapBnd:\t%016x", 0x2000, all));

        stage.launch(wishing("more", some.addCapabilities(Capability.SYS_ADMIN).build()), "two");
        var failed = stage.awaitState("two", TaskState.FAILED).status();
        assertThat(failed.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(failed.message())
                .contains("Failed to set its capabilities: sys_admin not allowed on this agent, which allows ");
        assertThat(stage.states("one")).containsExactly(TaskState.RUNNING);
    }

    @Test
    void anExecutorThatDiesTakesItsTasksAlongAndItsStatusIsTold() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one", "crash-1");

        stage.await("the exit", () -> !stage.exits.isEmpty());

        assertThat(stage.exits.getFirst().status()).isEqualTo(3 << 8);
        assertThat(stage.exits.getFirst().executor()).isEqualTo(executor.run());
        var failed = stage.awaitState("one", TaskState.FAILED);
        assertThat(failed.status().reason()).isEqualTo(TaskReason.EXECUTOR_TERMINATED);
        assertThat(stage.states("crash-1")).containsExactly(TaskState.RUNNING, TaskState.FAILED);
    }

    @Test
    void anExecutorWhoseResourcesAreNeededIsKilledAndItsTasksAreGone() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one", "two");
        stage.awaitState("two", TaskState.RUNNING);
        var pid = stage.awaitSeen(executor, "pid");
        var holding = stage.runner().holdings().toCompletableFuture().get();
        assertThat(holding).singleElement().satisfies(held -> {
            assertThat(held.holder()).isEqualTo(new Holder.OfExecutor(executor.run()));
            assertThat(held.resources()).isEqualTo(Resources.parse("cpus:0.3;mem:96"));
        });

        stage.runner().preempt(new Holder.OfExecutor(executor.run()), "somebody else needs it");

        for (var task : List.of("one", "two")) {
            var gone = stage.awaitState(task, TaskState.GONE).status();
            assertThat(gone.reason()).isEqualTo(TaskReason.CONTAINER_PREEMPTED);
            assertThat(gone.message()).endsWith("somebody else needs it");
        }
        stage.await("the exit", () -> !stage.exits.isEmpty());
        assertThat(ExecutorStage.isAlive(pid)).isFalse();
        assertThat(stage.runner().holdings().toCompletableFuture().get()).isEmpty();
    }

    @Test
    void anExecutorSubscribesAgainAfterTheAgentsRestart() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        var pid = stage.awaitSeen(executor, "pid");

        stage.restart();
        assertThat(stage.held()).singleElement().satisfies(task -> {
            assertThat(task.task()).isEqualTo(ExecutorStage.key("one"));
            assertThat(task.state()).isEqualTo(TaskState.RUNNING);
            assertThat(task.unacknowledged()).hasSize(1);
        });
        stage.await(
                "two subscriptions",
                () -> stage.seen(executor).stream().filter("SUBSCRIBED"::equals).count() == 2);
        stage.launch(executor, "finish-2");
        stage.awaitState("finish-2", TaskState.FINISHED);

        assertThat(ExecutorStage.isAlive(pid)).isTrue();
        assertThat(stage.seen(executor))
                .filteredOn(line -> line.startsWith("pid"))
                .hasSize(1);
        assertThat(stage.states("one")).containsExactly(TaskState.RUNNING);
        assertThat(stage.exits).isEmpty();
    }

    @Test
    void anUpdateMadeWhileTheAgentWasAwayArrivesWithTheNextSubscription() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        stage.awaitSeen(executor, "ACKNOWLEDGED");
        stage.runner().kill(new KillOrder(ExecutorStage.key("one"), Duration.ofSeconds(2), "not wanted"));
        stage.stop();
        // Whether the kill went out before the end or is sent again, the task is killed once.
        stage.open();

        stage.awaitState("one", TaskState.KILLED);
        assertThat(stage.states("one").stream().filter(TaskState.KILLED::equals))
                .hasSize(1);
    }

    @Test
    void anExecutorThatDiedWithoutAnAgentIsReportedByTheNext() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        var pid = stage.awaitSeen(executor, "pid");
        stage.stop();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        stage.await("its death", () -> !ExecutorStage.isAlive(pid));
        stage.open();

        stage.awaitState("one", TaskState.FAILED);
        stage.await("the exit", () -> !stage.exits.isEmpty());
        assertThat(stage.exits.getFirst().status()).isEqualTo(9);
    }

    @Test
    void anExitIsSaidAgainUntilItIsForgotten() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "crash-1");
        stage.await("the exit", () -> !stage.exits.isEmpty());
        stage.restart();
        stage.await("the exit again", () -> stage.exits.size() == 2);
        stage.acknowledgeAll();
        stage.runner().forgetExecutor(executor.run());
        stage.await("nothing held", () -> stage.runner()
                .executors()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .isEmpty());

        stage.restart();

        assertThat(stage.held()).isEmpty();
        assertThat(stage.runner().heldExecutors()).isEmpty();
    }

    @Test
    void anExecutorShutsDownWhenToldTo() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);

        stage.runner().stopExecutor(new FromMaster.StopExecutor(executor.run(), Duration.ofSeconds(5)));

        stage.await("the exit", () -> !stage.exits.isEmpty());
        assertThat(stage.exits.getFirst().status()).isZero();
        stage.awaitState("one", TaskState.FAILED);
        assertThat(stage.seen(executor)).contains("SHUTDOWN");
    }

    @Test
    void anExecutorThatDoesNotShutDownIsKilledWithAllItLeft() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of("STUBBORN", "1"));
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        var child = stage.awaitSeen(executor, "child");

        stage.runner().stopExecutor(new FromMaster.StopExecutor(executor.run(), Duration.ofMillis(300)));

        stage.await("the exit", () -> !stage.exits.isEmpty());
        assertThat(stage.seen(executor)).contains("SHUTDOWN");
        stage.await("its child's death", () -> !ExecutorStage.isAlive(child));
    }

    @Test
    void anExecutorThatDoesNotSubscribeIsEnded() throws Exception {
        stage.registrationTimeout = Duration.ofMillis(500);
        stage.open();
        var executor = stage.custom("e1", Map.of("SILENT", "1"));
        stage.launch(executor, "one");

        var failed = stage.awaitState("one", TaskState.FAILED);
        assertThat(failed.status().reason()).isEqualTo(TaskReason.EXECUTOR_REGISTRATION_TIMEOUT);
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void anExecutorThatDoesNotSubscribeAgainIsEnded() throws Exception {
        stage.reregistrationTimeout = Duration.ofMillis(500);
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);
        var pid = stage.awaitSeen(executor, "pid");
        new ProcessBuilder("kill", "-STOP", pid).start().waitFor();

        stage.restart();

        var failed = stage.awaitState("one", TaskState.FAILED);
        assertThat(failed.status().reason()).isEqualTo(TaskReason.EXECUTOR_REREGISTRATION_TIMEOUT);
        stage.await("its death", () -> !ExecutorStage.isAlive(pid));
    }

    @Test
    void aTaskKilledBeforeItsExecutorHasItNeverRunsAndTheExecutorEnds() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of("SILENT", "1"));
        stage.launch(executor, "one");

        stage.runner().kill(new KillOrder(ExecutorStage.key("one"), Duration.ofSeconds(2), "not wanted"));

        var killed = stage.awaitState("one", TaskState.KILLED);
        assertThat(killed.status().reason()).isEqualTo(TaskReason.TASK_KILLED_DURING_LAUNCH);
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void messagesGoBothWays() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);

        stage.runner()
                .deliver(new FromMaster.TellExecutor(
                        executor.key(), Payload.of("ping".getBytes(StandardCharsets.UTF_8))));

        stage.await("the answer", () -> !stage.said.isEmpty());
        assertThat(new String(stage.said.getFirst().data().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("echo:ping");
    }

    @Test
    void anExecutorThatCannotBeStartedFailsItsTasks() throws Exception {
        stage.open();
        var info = Mesos.ExecutorInfo.newBuilder()
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue("e1"))
                .setCommand(Mesos.CommandInfo.newBuilder()
                        .setValue("./run")
                        .addUris(Mesos.CommandInfo.URI.newBuilder().setValue("/no/such/run")))
                .build();
        var executor = ExecutorStage.hosted("e1", Kind.CUSTOM, info);

        stage.launch(executor, "one");

        var failed = stage.awaitState("one", TaskState.FAILED);
        assertThat(failed.status().reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(failed.status().message())
                .contains("Failed to fetch '/no/such/run': there is no such file on the agent");
        stage.await("the exit", () -> !stage.exits.isEmpty());
    }

    @Test
    void anExecutorShowsItsTokenIfItMust() throws Exception {
        stage.authenticate = true;
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "finish-1");
        stage.awaitState("finish-1", TaskState.FINISHED);
        stage.restart();
        stage.await(
                "two subscriptions",
                () -> stage.seen(executor).stream().filter("SUBSCRIBED"::equals).count() == 2);

        var answer = TestCalls.post(
                stage.port, "/api/v1/executor", TestCalls.call("HEARTBEAT", "e1", ExecutorStage.FRAMEWORK), Map.of());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .get()
                .asString()
                .contains("Bearer");
    }

    @Test
    void theVolumesOfItsTasksAppearInTheExecutorsSandboxWhileTasksHoldThem() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "first");
        stage.awaitState("first", TaskState.RUNNING);
        var volume = Resource.scalar("disk", 32_000)
                .on(Terms.reservedTo(new Role("db")).on(DiskInfo.persistent("v1", "data")));
        var holding = Resources.parse("cpus:0.1;mem:32").plus(volume);

        for (var task : List.of("one", "two")) {
            var work = ExecutorStage.work(task, executor, Optional.empty(), Optional.empty(), holding);
            stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(work), executor, Payload.NONE));
            stage.awaitState(task, TaskState.RUNNING);
        }
        var link = stage.sandbox(executor).resolve("data");
        assertThat(link.toRealPath()).isEqualTo(folder.toRealPath().resolve("agent/volumes/roles/db/v1"));

        stage.runner().kill(new KillOrder(ExecutorStage.key("one"), Duration.ofSeconds(2), "not wanted"));
        stage.awaitState("one", TaskState.KILLED);
        assertThat(link).exists();
        stage.runner().kill(new KillOrder(ExecutorStage.key("two"), Duration.ofSeconds(2), "not wanted"));
        stage.awaitState("two", TaskState.KILLED);
        stage.await("the volume to disappear", () -> !Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertThat(folder.resolve("agent/volumes/roles/db/v1")).isDirectory();
    }

    @Test
    void aTaskWhoseVolumeCannotAppearFailsAndTheExecutorGoesOn() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "first");
        stage.awaitState("first", TaskState.RUNNING);
        Files.createDirectory(stage.sandbox(executor).resolve("taken"));
        var volume = Resource.scalar("disk", 32_000)
                .on(Terms.reservedTo(new Role("db")).on(DiskInfo.persistent("v1", "taken")));
        var work = ExecutorStage.work("one", executor, Optional.empty(), Optional.empty(), Resources.of(volume));

        stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(work), executor, Payload.NONE));

        var failed = stage.awaitState("one", TaskState.FAILED);
        assertThat(failed.status().message()).contains("something else there");
        assertThat(stage.states("first")).containsExactly(TaskState.RUNNING);
    }

    @Test
    void theSandboxOfATaskIsThatOfItsExecutor() throws Exception {
        stage.open();
        var executor = stage.custom("e1", Map.of());
        stage.launch(executor, "one");
        stage.awaitState("one", TaskState.RUNNING);

        var answer = stage.runner().sandbox(ExecutorStage.key("one"), new SandboxQuery.Browse(""));

        assertThat(answer.toString()).contains("events");
        assertThat(stage.runner().sandbox(new TaskId("other"), new SandboxQuery.Browse("")))
                .isInstanceOf(SandboxAnswer.Failed.class);
    }
}
