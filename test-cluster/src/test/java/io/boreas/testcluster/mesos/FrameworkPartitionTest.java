package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.drill.cell.Await;
import io.boreas.testcluster.cell.Drills;
import io.boreas.testcluster.cell.SplitCell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are away for too long, frameworks that are, and what both find when they are back. */
final class FrameworkPartitionTest {
    private static final String RESOURCES = "cpus:4;mem:4096;disk:4096";
    private static final String[] IMPATIENT = {
        "-Dboreas.agents.unreachable-after=1s", "-Dboreas.link.ping-interval=300ms"
    };

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    @EnabledIf("full")
    void tasksOfAnAgentThatIsAwayAreToldAsEachFrameworkUnderstandsAndGoOnWhenItIsBack() {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var aware = scheduler(cell, FrameworkText.named("aware").capabilities("PARTITION_AWARE"));
                var unaware = scheduler(cell, FrameworkText.named("unaware"))) {
            cell.startMaster(IMPATIENT);
            cell.startAgent("--resources", RESOURCES);
            launchOne(aware, "of-aware", runs);
            launchOne(unaware, "of-unaware", runs);
            var before = runs.awaitAlive(2);
            int awareFrom = aware.heard().size();
            int unawareFrom = unaware.heard().size();

            cell.agent().signal("STOP");

            var unreachable = aware.heard().awaitUpdate("of-aware", "TASK_UNREACHABLE", awareFrom);
            var lost = unaware.heard().awaitUpdate("of-unaware", "TASK_LOST", unawareFrom);
            assertThat(List.of(unreachable, lost)).allSatisfy(update -> {
                assertThat(update.source()).isEqualTo("SOURCE_MASTER");
                assertThat(update.reason()).isEqualTo("REASON_AGENT_REMOVED");
            });
            assertThat(unreachable
                            .json()
                            .path("unreachable_time")
                            .path("nanoseconds")
                            .asLong())
                    .isPositive();
            assertThat(aware.reconciled(List.of("of-aware"))).containsValue("TASK_UNREACHABLE");
            assertThat(unaware.reconciled(List.of("of-unaware"))).containsValue("TASK_LOST");
            assertThat(aware.heard().events("FAILURE", awareFrom)).hasSize(1);
            assertThat(runs.alive()).isEqualTo(before);

            cell.agent().signal("CONT");

            awaitState(aware, "of-aware", "TASK_RUNNING");
            awaitState(unaware, "of-unaware", "TASK_RUNNING");
            assertThat(runs.alive()).isEqualTo(before);
            assertThat(runs.counts().values()).containsOnly(1);
            System.out.println("an agent was away: 2 of 2 pids kept; told " + states(aware, "of-aware") + " and "
                    + states(unaware, "of-unaware"));
        }
    }

    @Test
    @EnabledIf("full")
    void aKillOfATaskWhoseAgentIsAwayIsDoneWhenItIsBack() {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var scheduler = scheduler(cell, FrameworkText.named("kills").capabilities("PARTITION_AWARE"))) {
            cell.startMaster(IMPATIENT);
            cell.startAgent("--resources", RESOURCES);
            launchOne(scheduler, "soon", runs);
            launchOne(scheduler, "late", runs);
            launchOne(scheduler, "stays", runs);
            runs.awaitAlive(3);

            cell.agent().killHard();
            cell.awaitNotLinked();
            assertThat(scheduler.kill("soon", Optional.empty()).status()).isEqualTo(202);
            var away = scheduler.heard().awaitUpdate("late", "TASK_UNREACHABLE");
            assertThat(scheduler.kill("late", Optional.of(away.agent())).status())
                    .isEqualTo(202);
            assertThat(runs.alive()).hasSize(3);
            assertThat(scheduler.heard().updates("soon"))
                    .noneMatch(update -> update.state().equals("TASK_KILLED"));
            cell.startAgent("--resources", RESOURCES);

            scheduler.heard().awaitUpdate("soon", "TASK_KILLED");
            scheduler.heard().awaitUpdate("late", "TASK_KILLED");
            awaitState(scheduler, "stays", "TASK_RUNNING");
            assertThat(runs.tasksAlive()).containsExactly("stays");
        }
    }

    @Test
    @EnabledIf("full")
    void aFrameworkWithoutFailoverTimeoutThatDisconnectsIsOver() {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var leaving = scheduler(cell, FrameworkText.named("leaving").failoverSeconds(0));
                var staying = scheduler(cell, FrameworkText.named("staying"))) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            launchOne(leaving, "goes", runs);
            launchOne(staying, "stays", runs);
            runs.awaitAlive(2);

            leaving.disconnect();
            staying.disconnect();

            Await.that("one task is killed", () -> runs.tasksAlive().equals(Set.of("stays")));
            assertThatThrownBy(leaving::subscribe)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Framework has been removed");
            staying.subscribe();
            awaitState(staying, "stays", "TASK_RUNNING");
        }
    }

    @Test
    @EnabledIf("full")
    void aReservationAndAVolumeAreThereAfterMasterAndAgentWereKilled() {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var scheduler = scheduler(
                        cell,
                        FrameworkText.named("keeps")
                                .roles("db")
                                .capabilities("RESERVATION_REFINEMENT", "PARTITION_AWARE"))) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            scheduler.awaitSubscribed();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("disk") >= 4096);
            assertThat(scheduler
                            .accept(
                                    offer,
                                    Operation.reserve("db", "cpus:1;disk:128"),
                                    Operation.create("db", "data-1", "data", 128))
                            .status())
                    .isEqualTo(202);
            var volume = Operation.volume("db", "data-1", "data", 128);
            var before = TaskText.command("before", runs.noting("true")).with(List.of(volume.get(0)));
            scheduler.launch(takeVolume(scheduler), before);
            scheduler.heard().awaitUpdate("before", "TASK_FINISHED");

            cell.master().killHard();
            cell.agent().killHard();
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            scheduler.awaitSubscribed();

            var after = TaskText.command("after", runs.noting("true")).with(List.of(volume.get(0)));
            var back = takeVolume(scheduler);
            assertThat(back.reserved())
                    .extracting(resource -> resource.path("name").asText())
                    .contains("cpus", "disk");
            scheduler.launch(back, after);
            scheduler.heard().awaitUpdate("after", "TASK_FINISHED");

            var last = takeVolume(scheduler);
            scheduler.accept(last, Operation.destroy(last.volumes()));
            var without = scheduler.heard().takeOffer(any -> any.volumes().isEmpty() && reservesDisk(any));
            scheduler.accept(without, Operation.unreserve(without.reserved()));
            scheduler.heard().takeOffer(any -> any.scalar("disk") == last.scalar("disk") && !reservesDisk(any));
        }
    }

    static boolean full() {
        return Drills.full();
    }

    private static boolean reservesDisk(Offer offer) {
        return offer.reserved().stream()
                .anyMatch(resource -> resource.path("name").asText().equals("disk"));
    }

    private static Offer takeVolume(SchedulerClient scheduler) {
        return scheduler.heard().takeOffer(any -> any.volumes().size() == 1);
    }

    private static SchedulerClient scheduler(SplitCell cell, FrameworkText framework) {
        return new SchedulerClient(cell.client().url(), framework);
    }

    /** Launches a task that stays, waits until it is told as running, and leaves the rest to others. */
    private static void launchOne(SchedulerClient scheduler, String task, Runs runs) {
        if (scheduler.isConnected()) {
            scheduler.revive();
        } else {
            scheduler.awaitSubscribed();
        }
        var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 0.1);
        var stays = TaskText.command(task, runs.noting("exec sleep 600"));
        var answer = scheduler.accept(offer, 3_600, Operation.launch(offer, List.of(stays)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        scheduler.heard().awaitUpdate(task, "TASK_RUNNING");
    }

    private static void awaitState(SchedulerClient scheduler, String task, String state) {
        Await.that(
                task + " is " + state, () -> scheduler.reconciled(List.of(task)).equals(Map.of(task, state)));
    }

    private static List<String> states(SchedulerClient scheduler, String task) {
        return scheduler.heard().updates(task).stream().map(Update::state).toList();
    }
}
