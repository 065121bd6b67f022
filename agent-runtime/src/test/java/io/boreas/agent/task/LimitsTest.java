package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.Limits;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits against processes that go for them. What needs control groups is left out where there are none, and says so. */
class LimitsTest {
    /** Doubles a variable of the shell until somebody stops it, a little at a time. */
    private static final String HOG = "x=0123456789abcdef; while :; do x=$x$x; sleep 0.02; done";

    private static final int PIDS_MAX = 40;

    @TempDir
    Path workDir;

    TestAgent agent;

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    private void open(String isolators, boolean quota) throws IOException {
        open(isolators, quota, Map.of());
    }

    private void open(String isolators, boolean quota, Map<String, String> rlimits) throws IOException {
        var settings = TestIsolation.by(isolators)
                .quota(quota)
                .pidsMax(PIDS_MAX)
                .rlimits(rlimits)
                .looking(Duration.ofMillis(100), Duration.ofMillis(200));
        agent = new TestAgent(workDir, settings.settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    private String nonce() throws IOException {
        return Files.readString(workDir.resolve("agent-nonce")).trim();
    }

    /** The groups of a task that are there. */
    private List<Path> groups(TaskId task) throws IOException {
        var found = new ArrayList<Path>();
        for (var door : agent.runner().isolation().doors(FolderNames.of(task.value()))) {
            if (Files.exists(door)) {
                found.add(door.getParent());
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroups", "posix"})
    void aMemoryHogIsEndedForItAndItsNeighbourIsNot(String isolators) throws Exception {
        open(isolators, false);
        var neighbour = agent.launchWith("neighbour", "cpus:0.1;mem:32;disk:64", "echo $$ > pid; exec sleep 1000");
        long pid = Long.parseLong(agent.awaitFile(neighbour, "pid"));

        var hog = agent.launchWith("hog", "cpus:0.1;mem:64;disk:64", HOG);

        var end = agent.awaitEnd(hog);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
        assertThat(end.message()).startsWith("Memory limit exceeded: Requested: 64MB Maximum Used: ");
        assertThat(agent.states(hog)).containsExactly(TaskState.STARTING, TaskState.RUNNING, TaskState.FAILED);
        assertThat(agent.states(neighbour)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
        assertThat(TestAgent.isAlive(pid)).isTrue();
    }

    @Test
    void aChildThatTakesTooMuchEndsTheWholeTask() throws Exception {
        open("cgroups", false);

        var task = agent.launchWith(
                "t", "cpus:0.1;mem:48;disk:64", "trap '' TERM; (" + HOG + ") & while :; do sleep 0.1; done");

        assertThat(agent.awaitEnd(task).reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @Test
    void aHogThatDiedWhileTheAgentWasAwayIsToldAsOne() throws Exception {
        open("cgroups", false);
        var task = agent.launchWith(
                "t", "cpus:0.1;mem:48;disk:64", "echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done; " + HOG);
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        agent.awaitState(task, TaskState.RUNNING);
        agent.runner().close();
        Files.createFile(agent.sandbox(task).resolve("go"));
        await("the end of the hog", () -> !TestAgent.isAlive(pid));

        agent.open();

        assertThat(agent.awaitEnd(task).reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
    }

    @Test
    void aSpinnerGetsItsQuotaAndNoMore() throws Exception {
        open("cgroups", true);
        var task = agent.launchWith("t", "cpus:0.2;mem:32;disk:64", "while :; do :; done");
        agent.awaitState(task, TaskState.RUNNING);
        var folder = FolderNames.of(task.value());

        var seen = new ArrayList<Double>();
        await("0.2 cores within 5 %, got " + seen, () -> {
            // As long as that, because the part of a period at each end may count as a whole one: 20 ms each.
            seen.add(agent.cores(task, Duration.ofSeconds(6)));
            return Math.abs(seen.getLast() - 0.2) <= 0.01;
        });
        assertThat(seen).allMatch(cores -> cores <= 0.21);
        assertThat(agent.runner().isolation().usage(folder).throttledNanos()).isPositive();
    }

    @Test
    void tasksTogetherHaveTheWeightOfAllCores() throws Exception {
        open("cgroups/cpu", false);
        var door = agent.runner().isolation().doors("t").getFirst();
        var home = door.getParent().getParent();
        assumeTrue(Files.exists(home.resolve("cpu.shares")), "the controller cpu is of version 2 here");

        var shares = Integer.toString(1_024 * Runtime.getRuntime().availableProcessors());
        assertThat(home.resolve("cpu.shares")).content().isEqualToIgnoringWhitespace(shares);
        assertThat(home.getParent().resolve("cpu.shares")).content().isEqualToIgnoringWhitespace(shares);
    }

    @Test
    void aForkBombStaysInItsGroup() throws Exception {
        open("cgroups", false);
        var bomb = agent.launchWith(
                "bomb",
                "cpus:0.1;mem:64;disk:64",
                "b() { b | b & }; i=0; while [ $i -lt 20 ]; do b 2>/dev/null; sleep 0.01; i=$((i+1)); done; sleep 1000");
        var folder = FolderNames.of(bomb.value());
        await(
                "the bomb to go off",
                () -> agent.runner().isolation().usage(folder).pids() > PIDS_MAX / 2);

        var neighbour = agent.launch("neighbour", "i=0; while [ $i -lt 20 ]; do /bin/true; i=$((i+1)); done");

        assertThat(agent.awaitEnd(neighbour).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.runner().isolation().usage(folder).pids()).isLessThanOrEqualTo(PIDS_MAX);
        agent.kill(bomb, Duration.ZERO);
        assertThat(agent.awaitEnd(bomb).state()).isEqualTo(TaskState.KILLED);
        await("the bomb's groups to go", () -> groups(bomb).isEmpty());
    }

    @Test
    void aTaskWithTooManyProcessesIsEndedWhereNothingHoldsIt() throws Exception {
        open("posix", false);

        var task = agent.launchWith(
                "t", "cpus:0.1;mem:512;disk:64", "i=0; while [ $i -lt 80 ]; do sleep 1000 & i=$((i+1)); done; wait");

        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION);
        assertThat(end.message()).matches("Number of processes \\(\\d+\\) exceeds limit \\(40\\)");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroups", "posix", "disk/du"})
    void aDiskFillerIsEndedForItAndASparseFileIsNot(String isolators) throws Exception {
        open(isolators, false);
        var sparse =
                agent.launchWith("sparse", "cpus:0.1;mem:32;disk:8", "truncate -s 1G big; echo > made; sleep 1000");
        agent.awaitFile(sparse, "made");

        var filler = agent.launchWith(
                "filler",
                "cpus:0.1;mem:64;disk:8",
                "while :; do head -c 1000000 /dev/zero >> filled; sleep 0.02; done");

        var end = agent.awaitEnd(filler);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_DISK);
        assertThat(end.message()).startsWith("Disk usage (").endsWith(") exceeds quota (8MB)");
        assertThat(agent.states(sparse)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void eachProcessHasItsOwnLimits() throws Exception {
        open("posix", false, Map.of("nofile", "100", "fsize", "1000000"));

        var task = agent.launchWith(
                "t", "cpus:0.1;mem:64;disk:64", "ulimit -n > files; head -c 2000000 /dev/zero > big; echo $? > code");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "files")).isEqualTo("100");
        assertThat(agent.awaitFile(task, "code")).isNotEqualTo("0");
        assertThat(Files.size(agent.sandbox(task).resolve("big"))).isEqualTo(1_000_000);
    }

    @Test
    void whoLeftItsSessionItsParentAndItsEnvironmentIsEndedAllTheSame() throws Exception {
        open("cgroups", false);
        var task = agent.launchWith(
                "t",
                "cpus:0.1;mem:64;disk:64",
                "env -i setsid -f sh -c 'echo $$ > '$PWD'/escaped; exec sleep 1000'; exec sleep 1000");
        long escaped = Long.parseLong(agent.awaitFile(task, "escaped"));

        agent.kill(task, Duration.ofSeconds(10));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(TestAgent.isAlive(escaped)).isFalse();
    }

    @Test
    void groupsAreFoundAgainAndGoWithTheirTask() throws Exception {
        open("cgroups", false);
        var task = agent.launchWith("t.1", "cpus:0.1;mem:64;disk:64", "echo $$ > pid; exec sleep 1000");
        long pid = Long.parseLong(agent.awaitFile(task, "pid"));
        var before = groups(task);
        for (var group : before) {
            assertThat(Files.readString(group.resolve("cgroup.procs"))).contains(Long.toString(pid));
        }

        agent.restart();

        assertThat(groups(task)).isEqualTo(before).isNotEmpty();
        assertThat(agent.runner()
                        .isolation()
                        .usage(FolderNames.of(task.value()))
                        .memBytes())
                .isPositive();
        agent.kill(task, Duration.ofSeconds(10));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        await("its groups to go", () -> groups(task).isEmpty());
    }

    @Test
    void groupsThatNobodyHoldsAreSweptWithWhatIsInThem() throws Exception {
        open("cgroups", false);
        var isolation = agent.runner().isolation();
        isolation.limit("stale", Limits.of(Resources.parse("cpus:0.1;mem:64"), Optional.empty(), 0));
        var door = isolation.doors("stale").getFirst();
        var left = new ProcessBuilder("sh", "-c", "echo 0 > " + door + "; exec sleep 1000").start();
        await("the process to come in", () -> Files.readString(door).contains(Long.toString(left.pid())));

        agent.restart();

        assertThat(left.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        await("the stale groups to go", () -> !Files.exists(door));
    }

    @Test
    void anAgentWithoutTasksLeavesNoGroups() throws Exception {
        open("cgroups", false);
        var home = agent.runner().isolation().doors("t").getFirst().getParent().getParent();
        agent.awaitEnd(agent.launch("t", "true"));
        await("the task's group to go", () -> !Files.exists(home.resolve("t")));
        assertThat(home.getFileName()).hasToString(nonce());

        agent.runner().close();

        assertThat(home).doesNotExist();
        agent.open();
    }
}
