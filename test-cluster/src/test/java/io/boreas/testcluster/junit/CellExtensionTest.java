package io.boreas.testcluster.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.testcluster.mesos.FrameworkText;
import io.boreas.testcluster.mesos.Offer;
import io.boreas.testcluster.mesos.Runs;
import io.boreas.testcluster.mesos.SchedulerClient;
import io.boreas.testcluster.mesos.TaskText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A cell for each test, as its annotation says, and nothing of it afterwards. */
@BoreasCell(
        agents = 2,
        resources = {"cpus:1;mem:512", "cpus:2;mem:1024"},
        attributes = {"rack:a", "rack:b"},
        settings = {"boreas.agents.unreachable-after=1s", "boreas.link.ping-interval=300ms"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
final class CellExtensionTest {
    private static Path earlier = Path.of("none");
    private static long task;

    @Test
    @Order(1)
    void everythingOfAFrameworkSurvivesWhatIsStoppedAndCut(TestCell cell) {
        earlier = cell.directory();
        var runs = new Runs(cell.directory().resolve("runs"));
        try (var scheduler =
                new SchedulerClient(cell.url(), FrameworkText.named("tested").capabilities("PARTITION_AWARE"))) {
            scheduler.subscribe();
            var small = offerOf(scheduler, cell.agent(0));
            var large = offerOf(scheduler, cell.agent(1));
            assertThat(small.scalar("cpus")).isEqualTo(1);
            assertThat(large.scalar("mem")).isEqualTo(1024);
            assertThat(attribute(small)).isEqualTo("a");
            assertThat(attribute(large)).isEqualTo("b");
            scheduler.launch(small, TaskText.command("t", runs.noting("exec sleep 600")));
            scheduler.heard().awaitUpdate("t", "TASK_RUNNING");
            task = runs.awaitAlive(1).values().iterator().next();

            cell.agent(0).cutLink();
            scheduler.heard().awaitUpdate("t", "TASK_UNREACHABLE");
            assertThat(cell.agent(1).isLinked()).isTrue();
            cell.agent(0).mendLink();
            awaitRunning(scheduler);

            cell.agent(0).restart();
            awaitRunning(scheduler);

            cell.stopMaster();
            Await.that("the stream broke off", () -> !scheduler.isConnected());
            cell.startMaster();
            scheduler.awaitSubscribed();
            awaitRunning(scheduler);
            assertThat(runs.all()).hasSize(1);
            assertThat(runs.alive()).containsEntry("t", task);
        }
    }

    @Test
    @Order(2)
    @BoreasCell
    void aTestHasACellOfItsOwnAndNothingIsLeftOfTheOneBefore(TestCell cell, TestCell same) {
        assertThat(cell).isSameAs(same);
        assertThat(cell.agents()).hasSize(1);
        assertThat(earlier).doesNotExist();
        assertThat(TaskProcesses.isAlive(task)).isFalse();
        assertThat(Files.isDirectory(cell.directory())).isTrue();
        cell.agent(0).stop();
        assertThatThrownBy(cell.agent(0)::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("agent 0 does not run");
    }

    @Test
    void aShapeThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new TestCell.Shape(0, List.of("cpus:1"), List.of(), Map.of()))
                .hasMessage("a test's cell has 1 to 20 agents, not 0");
        assertThatThrownBy(() -> new TestCell.Shape(3, List.of("cpus:1", "cpus:2"), List.of(), Map.of()))
                .hasMessageContaining("3 agents, not 2");
        assertThatThrownBy(() -> TestCell.Shape.settings("boreas.cell"))
                .hasMessage("a setting is name=value, not \"boreas.cell\"");
    }

    private static Offer offerOf(SchedulerClient scheduler, TestAgent agent) {
        return scheduler.heard().takeOffer(offer -> offer.agent().equals(agent.id()));
    }

    private static String attribute(Offer offer) {
        return offer.json()
                .path("attributes")
                .path(0)
                .path("text")
                .path("value")
                .asText();
    }

    private static void awaitRunning(SchedulerClient scheduler) {
        Await.that("the task runs on", () -> scheduler.reconciled(List.of("t")).equals(Map.of("t", "TASK_RUNNING")));
    }
}
