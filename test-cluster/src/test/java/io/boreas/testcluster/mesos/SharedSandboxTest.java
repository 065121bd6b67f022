package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.testcluster.cell.SplitCell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of one executor share folders of its sandbox, whoever is killed meanwhile. */
final class SharedSandboxTest {
    private static final String[] RESOURCES = {"--resources", "cpus:4;mem:4096;disk:4096"};

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @BeforeEach
    void isRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
    }

    @Test
    void oneTaskReadsWhatAnotherWritesBeforeAndAfterTheirAgentIsKilled() {
        try (var cell = SplitCell.in(root)) {
            cell.startMaster();
            cell.startAgent(RESOURCES);
            try (var scheduler = new SchedulerClient(cell.client().url(), FrameworkText.named("shares"))) {
                scheduler.awaitSubscribed();
                launch(
                        scheduler,
                        Map.of(
                                "writes", "echo one > both/said; until [ -e both/end ]; do sleep 0.05; done",
                                "reads", "until grep one both/said; do sleep 0.05; done"),
                        "shared/deep");
                scheduler.heard().awaitUpdate("reads", "TASK_FINISHED");

                cell.agent().killHard();
                cell.startAgent(RESOURCES);
                launch(scheduler, Map.of("ends", "grep one both/deep/said && echo > both/deep/end"), "shared");
                scheduler.heard().awaitUpdate("ends", "TASK_FINISHED");
                scheduler.heard().awaitUpdate("writes", "TASK_FINISHED");

                launch(scheduler, Map.of("leaves", "true"), "../shared");
                assertThat(scheduler.heard().awaitUpdate("leaves", "TASK_ERROR").message())
                        .contains("'TaskInfo.container.volumes[0].source.sandbox_path.path' is a path of 1 to");
            }
        }
    }

    @Test
    void whoFillsWhatItSharesEndsForThatUnderTheNextAgentToo() {
        try (var cell = SplitCell.in(root)) {
            cell.startMaster();
            cell.startAgent(RESOURCES);
            try (var scheduler = new SchedulerClient(cell.client().url(), FrameworkText.named("fills"))) {
                scheduler.awaitSubscribed();
                var fills =
                        "until [ -e both/go ]; do sleep 0.05; done; head -c 50000000 /dev/zero > both/filled; sleep 600";
                launch(scheduler, Map.of("fills", fills, "beside", "sleep 600"), "shared");
                scheduler.heard().awaitUpdate("fills", "TASK_RUNNING");

                cell.agent().killHard();
                cell.startAgent(RESOURCES);
                launch(scheduler, Map.of("goes", "echo > both/go"), "shared");

                for (var task : List.of("fills", "beside")) {
                    var failed = scheduler.heard().awaitUpdate(task, "TASK_FAILED");
                    assertThat(failed.reason()).isEqualTo("REASON_CONTAINER_LIMITATION_DISK");
                    assertThat(failed.message())
                            .contains("Disk usage of its executor and all tasks in it (", ") exceeds quota (24MB)");
                }
            }
        }
    }

    /** A group in the same executor, each task of which has that folder of it at {@code both}. */
    private static void launch(SchedulerClient scheduler, Map<String, String> commands, String path) {
        var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
        var tasks = commands.entrySet().stream()
                .map(task -> TaskText.command(task.getKey(), task.getValue()).resources("cpus:0.1;mem:16;disk:8"))
                .toList();
        var operation = Operation.launchGroup(offer, scheduler.id(), "executor", tasks);
        for (var info : operation.path("launch_group").path("task_group").path("tasks")) {
            var volume = ((ObjectNode) info)
                    .putObject("container")
                    .put("type", "MESOS")
                    .putArray("volumes")
                    .addObject();
            volume.put("mode", "RW").put("container_path", "both");
            volume.putObject("source")
                    .put("type", "SANDBOX_PATH")
                    .putObject("sandbox_path")
                    .put("type", "PARENT")
                    .put("path", path);
        }
        scheduler.accept(offer, operation);
    }
}
