package io.boreas.testcluster.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.testcluster.mesos.FrameworkText;
import io.boreas.testcluster.mesos.SchedulerClient;
import io.boreas.testcluster.mesos.TaskText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test that docs/testing-frameworks.md shows. */
@BoreasCell(agents = 2, resources = "cpus:2;mem:1024", settings = "boreas.agents.unreachable-after=1s")
final class FrameworkExampleTest {
    @Test
    void aTaskOutlivesItsAgentAndTheMaster(TestCell cell) {
        try (var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("example"))) {
            scheduler.subscribe();
            scheduler.launch(1, TaskText.command("sleeper", "exec sleep 600"));
            var running = scheduler.heard().awaitUpdate("sleeper", "TASK_RUNNING");
            var agent = cell.agents().stream()
                    .filter(any -> any.id().equals(running.agent()))
                    .findFirst()
                    .orElseThrow();

            agent.stop();
            scheduler.heard().awaitUpdate("sleeper", "TASK_LOST");
            int from = scheduler.heard().size();
            agent.start();
            scheduler.heard().awaitUpdate("sleeper", "TASK_RUNNING", from);

            cell.restartMaster();
            scheduler.subscribe();
            assertThat(scheduler.reconciled(List.of("sleeper"))).containsEntry("sleeper", "TASK_RUNNING");
        }
    }
}
