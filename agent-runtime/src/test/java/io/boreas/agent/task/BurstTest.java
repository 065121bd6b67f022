package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.Limits;
import io.boreas.agent.process.Machine;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that may use more than they are promised: real processes that do, and that go further. */
class BurstTest {
    /** Has 64 MB in memory, says so, and has as much again when it is told to: one who looks for a line's end keeps all that has none. */
    private static final String HOLDER = "(head -c 67108864 /dev/zero; echo > touched;"
            + " while [ ! -e go ]; do sleep 0.02; done; head -c 67108864 /dev/zero; sleep 1000) | tail > /dev/null";

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
        agent = new TestAgent(
                workDir,
                TestIsolation.by(isolators)
                        .quota(quota)
                        .looking(Duration.ofMillis(100), Duration.ofMillis(200))
                        .settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    private TaskId launchWithin(
            String id, String resources, Optional<Limit> cpus, Optional<Limit> mem, String cmdline) {
        var spec = TestAgent.spec(TestAgent.process("main", cmdline)).within(new ResourceLimits(cpus, mem));
        agent.runner().launch(TestAgent.launchOf(id, spec, resources));
        return new TaskId(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroups", "posix"})
    void aTaskHasMemoryUpToItsLimitAndNoMoreAlsoAfterItsAgentWasStartedAgain(String isolators) throws Exception {
        open(isolators, false);
        var resources = "cpus:0.1;mem:32;disk:64";
        var bursting = launchWithin("bursting", resources, Optional.empty(), Optional.of(new Limit(96_000)), HOLDER);
        agent.awaitFile(bursting, "touched");
        agent.restart();
        var plain = agent.launchWith("plain", resources, HOLDER);
        assertThat(agent.awaitEnd(plain).message()).startsWith("Memory limit exceeded: Requested: 32MB Maximum Used: ");
        assertThat(agent.states(bursting)).noneMatch(TaskState::isTerminal);

        Files.createFile(agent.sandbox(bursting).resolve("go"));

        var end = agent.awaitEnd(bursting);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
        assertThat(end.message()).startsWith("Memory limit exceeded: Requested: 32MB Limit: 96MB Maximum Used: ");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=bursting")).isEmpty();
    }

    @Test
    void aTaskWithoutALimitOfMemoryHasMoreThanItWasPromised() throws Exception {
        open("cgroups", false);
        var task = launchWithin("t", "cpus:0.1;mem:32;disk:64", Optional.empty(), Optional.of(Limit.UNLIMITED), HOLDER);
        agent.awaitFile(task, "touched");

        Files.createFile(agent.sandbox(task).resolve("go"));

        await(
                "twice 64 MB to be used",
                () -> agent.runner()
                                .isolation()
                                .usage(FolderNames.of(task.value()))
                                .memBytes()
                        > 120L << 20);
        assertThat(agent.states(task)).noneMatch(TaskState::isTerminal);
    }

    @Test
    void aSpinnerGetsAsMuchAsItsLimitWhereNobodyElseHasAQuota() throws Exception {
        open("cgroups", false);
        var task = launchWithin(
                "t", "cpus:0.2;mem:32;disk:64", Optional.of(new Limit(500)), Optional.empty(), "while :; do :; done");
        agent.awaitState(task, TaskState.RUNNING);

        var seen = new ArrayList<Double>();
        await(
                "0.5 cores within 10 %",
                () -> {
                    seen.add(agent.cores(task, Duration.ofSeconds(3)));
                    return Math.abs(seen.getLast() - 0.5) <= 0.05;
                });
        assertThat(seen).allMatch(cores -> cores <= 0.55);
    }

    @Test
    void aTaskWithoutALimitOfCpusHasNoQuotaWhereOthersHaveOne() throws Exception {
        open("cgroups", true);
        var unlimited = launchWithin(
                "unlimited",
                "cpus:0.2;mem:32;disk:64",
                Optional.of(Limit.UNLIMITED),
                Optional.empty(),
                "while :; do :; done");
        agent.awaitState(unlimited, TaskState.RUNNING);

        await("more than it was promised", () -> agent.cores(unlimited, Duration.ofMillis(500)) > 0.4);
    }

    @Test
    void whoMayHaveMoreMemoryThanItWasPromisedIsKilledBeforeOthersWhenTheMachineHasNone() throws Exception {
        open("posix", false);
        var task = launchWithin(
                "t",
                "cpus:0.1;mem:64;disk:64",
                Optional.empty(),
                Optional.of(new Limit(128_000)),
                "cat /proc/self/oom_score_adj > score");

        var expected = Limits.of(
                        Resources.parse("mem:64"),
                        Optional.of(new ResourceLimits(Optional.empty(), Optional.of(new Limit(128_000)))),
                        0)
                .oomScoreAdj(Machine.memoryBytes());
        assertThat(agent.awaitFile(task, "score")).isEqualTo(Integer.toString(expected));
    }
}
