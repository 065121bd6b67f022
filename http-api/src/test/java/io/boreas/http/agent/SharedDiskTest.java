package io.boreas.http.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Container;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.core.task.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** What tasks of one executor put into folders that they share counts as disk that they and it are promised together. */
@Timeout(60)
class SharedDiskTest {
    private static final String QUOTA = "Disk usage of its executor and all tasks in it \\(\\d+[KM]B\\) exceeds quota ";

    /** Writes a megabyte at a time, until somebody stops it. */
    private static final String FILL = "while :; do head -c 1000000 /dev/zero >> both/filled; sleep 0.02; done";

    private static ActorSystem system;

    @TempDir
    Path folder;

    private ExecutorStage stage;
    private int looks;

    @BeforeAll
    static void start() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
        system = ActorSystem.create("shared-disk");
    }

    @AfterAll
    static void end() throws Exception {
        if (system != null) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void open() throws Exception {
        stage = new ExecutorStage(system, folder.resolve("agent"));
        stage.isolation = ExecutorStage.lookingAtDisks();
        stage.open();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static Work task(HostedExecutor executor, String task, String group, String disk, String cmdline) {
        return task(executor, task, group, disk, cmdline, List.of());
    }

    private static Work sharing(HostedExecutor executor, String task, String group, String disk, String cmdline) {
        var both = new Volume("both", false, new Volume.Source.Parent("a"));
        return task(executor, task, group, disk, cmdline, List.of(both));
    }

    private static Work task(
            HostedExecutor executor, String task, String group, String disk, String cmdline, List<Volume> volumes) {
        var command = ExecutorStage.command(cmdline).in(new Container("", volumes));
        var resources = Resources.parse("cpus:0.1;mem:32;" + disk);
        return ExecutorStage.work(task, executor, Optional.of(command), Optional.of(group), resources);
    }

    private void launch(HostedExecutor executor, Work... works) {
        stage.runner().launchWorks(new FromMaster.LaunchWorks(List.of(works), executor, Payload.NONE));
    }

    private Path shared(HostedExecutor executor) {
        return stage.runner().directory(executor.run().process()).resolve("a");
    }

    private void awaitFile(HostedExecutor executor, String name) {
        var file = shared(executor).resolve(name);
        stage.await(file + " to be written", () -> Files.exists(file));
    }

    private TaskStatus awaitTooMuch(String task) {
        var status = stage.awaitState(task, TaskState.FAILED).status();
        assertThat(status.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_DISK);
        return status;
    }

    /** All disks are looked at once more: the look by which a task ends that has more than it may from the beginning. */
    private void awaitLook() {
        var name = "look-" + looks++;
        var executor = ExecutorStage.builtIn(name);
        launch(executor, task(executor, name, name, "disk:1", "head -c 2000000 /dev/zero > filled; exec sleep 1000"));
        awaitTooMuch(name);
    }

    @Test
    void whoFillsASharedFolderEndsWithAllThatShareItAndNobodyElse() {
        var executor = ExecutorStage.builtIn("default", "cpus:0.1;mem:32;disk:4");
        launch(executor, task(executor, "apart", "apart", "disk:4", "exec sleep 1000"));
        var other = ExecutorStage.builtIn("other", "cpus:0.1;mem:32;disk:32");
        launch(
                other,
                sharing(other, "modest", "modest", "disk:1", "head -c 9000000 /dev/zero > both/f; exec sleep 1000"));
        var unpromised = ExecutorStage.builtIn("unpromised");
        var much = "head -c 40000000 /dev/zero > both/f; echo > both/made; exec sleep 1000";
        launch(unpromised, sharing(unpromised, "unlimited", "unlimited", "disk:0", much));
        awaitFile(unpromised, "made");

        launch(
                executor,
                sharing(executor, "fills", "fills", "disk:8", FILL),
                sharing(executor, "beside", "fills", "disk:8", "exec sleep 1000"));

        assertThat(awaitTooMuch("fills").message()).matches(QUOTA + "\\(24MB\\)");
        assertThat(awaitTooMuch("beside").message()).matches(QUOTA + "\\(24MB\\)");
        awaitLook();
        for (var task : List.of("apart", "modest", "unlimited")) {
            assertThat(stage.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
        }
    }

    @Test
    void whatIsInOwnSandboxesIsTakenFromTheSameSum() throws Exception {
        var executor = ExecutorStage.builtIn("default", "cpus:0.1;mem:32;disk:4");
        var shared = "head -c 12000000 /dev/zero > both/f; truncate -s 1G both/sparse; head -c 6000000 /dev/zero > f;"
                + " echo > both/made; exec sleep 1000";
        var waits = "until [ -e both/go ]; do sleep 0.02; done; head -c 4000000 /dev/zero > f; exec sleep 1000";
        launch(
                executor,
                sharing(executor, "one", "one", "disk:8", shared),
                sharing(executor, "two", "one", "disk:8", waits));
        awaitFile(executor, "made");
        awaitLook();
        assertThat(stage.states("one")).doesNotContain(TaskState.FAILED);
        assertThat(stage.states("two")).doesNotContain(TaskState.FAILED);

        Files.createFile(shared(executor).resolve("go"));

        assertThat(awaitTooMuch("one").message()).matches(QUOTA + "\\(20MB\\)");
        awaitTooMuch("two");
    }

    @Test
    void whoFillsItsOwnSandboxEndsForThatAlone() {
        var executor = ExecutorStage.builtIn("default", "cpus:0.1;mem:32;disk:4");
        var made = "head -c 11000000 /dev/zero > both/f; echo > both/made; exec sleep 1000";
        launch(executor, sharing(executor, "stays", "stays", "disk:8", made));
        var fills = "until [ -e both/made ]; do sleep 0.02; done; head -c 16000000 /dev/zero > f; exec sleep 1000";

        launch(executor, sharing(executor, "fills", "fills", "disk:8", fills));

        assertThat(awaitTooMuch("fills").message()).startsWith("Disk usage (").endsWith(") exceeds quota (8MB)");
        awaitLook();
        assertThat(stage.states("stays")).doesNotContain(TaskState.FAILED);
    }

    @Test
    void theNextAgentLooksAtIt() throws Exception {
        var executor = ExecutorStage.builtIn("default", "cpus:0.1;mem:32;disk:4");
        var waits = "until [ -e both/go ]; do sleep 0.02; done; " + FILL;
        launch(executor, sharing(executor, "fills", "fills", "disk:8", waits));
        stage.awaitState("fills", TaskState.RUNNING);

        stage.restart();
        Files.createFile(shared(executor).resolve("go"));

        assertThat(awaitTooMuch("fills").message()).matches(QUOTA + "\\(12MB\\)");
    }

    @Test
    void whatANewcomerIsPromisedCountsBeforeWhatItWrites() throws Exception {
        stage.rescanInterval = Duration.ofSeconds(2); // whoever is not told of at once is only then
        stage.restart();
        var executor = ExecutorStage.builtIn("default", "cpus:0.1;mem:32;disk:4");
        launch(executor, sharing(executor, "first", "first", "disk:8", "exec sleep 1000"));
        stage.awaitState("first", TaskState.RUNNING);
        awaitLook();

        for (int i = 0; i < 3; i++) {
            var name = "new-" + i;
            var write = "head -c 15000000 /dev/zero > both/" + name + "; exec sleep 1000";
            launch(executor, sharing(executor, name, name, "disk:16", write));
            awaitFile(executor, name);
            awaitLook();
        }

        assertThat(stage.updates).noneMatch(update -> update.status().message().startsWith("Disk usage of"));
        assertThat(stage.states("first")).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }
}
