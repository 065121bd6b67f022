package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cores on which real tasks find themselves. Left out where there are no such control groups, or there is one core. */
class CpusetTest {
    private static final String MINE = "Cpus_allowed_list:";

    /** Again and again writes down on which cores it may run. */
    private static final String LOOK =
            "while :; do grep " + MINE + " /proc/self/status > new; mv new cores; sleep 0.02; done";

    private static final int LAST = Runtime.getRuntime().availableProcessors() - 1;
    private static final String ALL = "0-" + LAST;
    private static final String REST = LAST == 1 ? "0" : "0-" + (LAST - 1);

    @TempDir
    Path workDir;

    TestAgent agent;

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    private void open(String isolators, boolean exclusive) throws IOException {
        agent = new TestAgent(
                workDir, TestIsolation.by(isolators).exclusiveCores(exclusive).settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
        assumeTrue(cores(Path.of("/proc/self/status")).equals(ALL), "this machine has one core, or gives it away");
    }

    private static String cores(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(MINE))
                .map(line -> line.substring(MINE.length()).trim())
                .findFirst()
                .orElse("");
    }

    private TaskId launch(String id, String cpus) {
        return agent.launchWith(id, "cpus:" + cpus + ";mem:32;disk:32", LOOK);
    }

    private void awaitCores(TaskId task, String cores) {
        var file = agent.sandbox(task).resolve("cores");
        await(
                task + " to be on " + cores,
                () -> Files.exists(file) && cores(file).equals(cores));
    }

    private void end(TaskId task) {
        agent.kill(task, Duration.ofSeconds(1));
        agent.awaitEnd(task);
    }

    @Test
    void aTaskOfAWholeCoreHasOneForItselfAndOthersShareTheRest() throws Exception {
        open("cgroups/cpuset", true);
        var shares = launch("shares", "0.5");
        awaitCores(shares, ALL);

        var alone = launch("alone", "1");
        awaitCores(alone, "" + LAST);
        awaitCores(shares, REST);
        var large = launch("large", "" + (LAST + 1));
        awaitCores(large, REST);

        end(alone);
        awaitCores(shares, ALL);
        awaitCores(large, ALL);
        var next = launch("next", "1");
        awaitCores(next, "" + LAST);
        awaitCores(shares, REST);
    }

    @Test
    void nobodyMovesWhenTheAgentIsStartedAgain() throws Exception {
        open("cgroups/cpuset", true);
        var shares = launch("shares", "0.5");
        var alone = launch("alone", "1");
        awaitCores(alone, "" + LAST);
        awaitCores(shares, REST);

        agent.restart();

        agent.awaitFile(launch("new", "0.5"), "cores");
        for (var task : new TaskId[] {shares, alone}) {
            Files.delete(agent.sandbox(task).resolve("cores"));
        }
        awaitCores(alone, "" + LAST);
        awaitCores(shares, REST);
        awaitCores(new TaskId("new"), REST);
        end(alone);
        awaitCores(shares, ALL);
    }

    @Test
    void withoutTheSettingTasksHaveAllCoresInGroupsOfTheirOwn() throws Exception {
        open("cgroups/cpuset", false);
        var task = launch("t", "1");

        awaitCores(task, ALL);
        assertThat(Files.readString(Path.of("/proc/" + pid(task) + "/cgroup"))).containsPattern("cpuset[^\n]*/t\n");
    }

    @Test
    void nothingIsDoneWhereItIsNotAskedFor() throws Exception {
        open("cgroups", false);
        var task = launch("t", "1");

        awaitCores(task, ALL);
        assertThat(Files.readString(Path.of("/proc/" + pid(task) + "/cgroup")))
                .doesNotContainPattern("cpuset[^\n]*/t\n");
    }

    private long pid(TaskId task) {
        return TestAgent.processesWith("BOREAS_TASK_ID=" + task).getFirst();
    }
}
