package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.testcluster.cell.Drills;
import io.boreas.testcluster.cell.SplitCell;
import io.boreas.testcluster.mesos.LaunchStream.Fate;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Masters, agents and schedulers are killed while a framework launches, at moments that a seed chooses. */
final class FrameworkKillsTest {
    private static final int KILLS = Drills.full() ? 10 : 1;
    private static final long SEED = Long.getLong("test.drill.seed", 20_260_103);
    private static final String RESOURCES = "cpus:16;mem:16384;disk:4096";
    private static final int TASKS_A_KILL = 60;
    private static final long MOMENT_US_MAX = 20_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private final Random random = new Random(SEED);

    @Test
    void whatAMasterTookBeforeItWasKilledRunsOnceAndNothingRunsTwice() throws InterruptedException {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var scheduler = scheduler(cell, "master-killed")) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            var stream = new LaunchStream(scheduler, runs, "m");
            int taken = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                scheduler.awaitSubscribed();
                var launching = stream.start(TASKS_A_KILL * 10);
                stream.awaitTaken(taken + 9 + random.nextInt(TASKS_A_KILL - 9));
                TimeUnit.MICROSECONDS.sleep(random.nextLong(MOMENT_US_MAX));
                cell.master().killHard();
                launching.join();
                cell.startMaster();
                taken = stream.of(Fate.TAKEN).size();
            }
            scheduler.awaitSubscribed();
            awaitAgreement(scheduler, stream.all(), runs);
            assertRuns(stream, scheduler, runs);
            System.out.printf(
                    "%d kills of the master under ACCEPTs: %d tasks taken and run once, %d unanswered of which %d ran%n",
                    KILLS,
                    stream.of(Fate.TAKEN).size(),
                    stream.of(Fate.UNANSWERED).size(),
                    stream.of(Fate.UNANSWERED).stream()
                            .filter(runs.counts()::containsKey)
                            .count());
        }
    }

    @Test
    @EnabledIf("full")
    void whatAnAgentWasToldBeforeItWasKilledRunsOnceAndNothingRunsTwice() throws InterruptedException {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var scheduler = scheduler(cell, "agent-killed")) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            scheduler.awaitSubscribed();
            var stream = new LaunchStream(scheduler, runs, "a");
            int taken = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                var launching = stream.start(TASKS_A_KILL * 10);
                stream.awaitTaken(taken + 9 + random.nextInt(TASKS_A_KILL - 9));
                TimeUnit.MICROSECONDS.sleep(random.nextLong(MOMENT_US_MAX));
                cell.agent().killHard();
                cell.awaitNotLinked();
                stream.stop();
                launching.join();
                cell.startAgent("--resources", RESOURCES);
                taken = stream.of(Fate.TAKEN).size();
            }
            awaitAgreement(scheduler, stream.all(), runs);
            assertRuns(stream, scheduler, runs);
            System.out.printf(
                    "%d kills of the agent under ACCEPTs: %d tasks taken, %d of them told as not launched, none twice%n",
                    KILLS, taken, dropped(scheduler).size());
        }
    }

    @Test
    @EnabledIf("full")
    void aSchedulerThatFailsOverWhileLaunchingLosesNothing() throws InterruptedException {
        var runs = new Runs(root.resolve("runs"));
        try (var cell = SplitCell.in(root);
                var first = scheduler(cell, "failing-over")) {
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            first.subscribe();
            first.acknowledging(false);
            var stream = new LaunchStream(first, runs, "f");
            var launching = stream.start(TASKS_A_KILL);
            stream.awaitTaken(9);
            try (var second = new SchedulerClient(
                    cell.client().url(),
                    FrameworkText.named("failing-over")
                            .capabilities("PARTITION_AWARE")
                            .id(first.id()))) {
                second.subscribe();
                launching.join();

                Await.that("the first is cut off", () -> !first.isConnected());
                assertThat(first.heard().events("ERROR", 0)).hasSize(1).first().satisfies(error -> assertThat(
                                error.path("error").path("message").asText())
                        .isEqualTo("Framework failed over"));
                assertThat(first.revive().status()).isEqualTo(400);
                awaitAgreement(second, stream.all(), runs);
                assertRuns(stream, second, runs);
                // what the first never acknowledged is told to the second
                stream.of(Fate.TAKEN)
                        .forEach(task -> Await.that(task + " is told again", () -> second.heard().updates(task).stream()
                                .anyMatch(update -> !update.uuid().isEmpty())));
                int from = second.heard().size();
                second.reconcile(List.of());
                Await.that("all are told", () -> {
                    var told = new TreeSet<String>();
                    second.heard().updates(from).stream()
                            .filter(update -> update.state().equals("TASK_RUNNING"))
                            .forEach(update -> told.add(update.task()));
                    return told.equals(runs.tasksAlive());
                });
                System.out.printf(
                        "failover while launching: %d tasks taken and run once, %d refused%n",
                        stream.of(Fate.TAKEN).size(), stream.of(Fate.REFUSED).size());
            }
        }
    }

    static boolean full() {
        return Drills.full();
    }

    private static SchedulerClient scheduler(SplitCell cell, String name) {
        return new SchedulerClient(
                cell.client().url(), FrameworkText.named(name).capabilities("PARTITION_AWARE"));
    }

    /** Waits until the master says of each task that it runs exactly if it has a process. */
    private static void awaitAgreement(SchedulerClient scheduler, Collection<String> tasks, Runs runs) {
        Await.that("the master's picture is that of the machine", () -> {
            var states = scheduler.reconciled(tasks);
            var running = new TreeSet<String>();
            states.forEach((task, state) -> {
                if (state.equals("TASK_RUNNING")) {
                    running.add(task);
                }
            });
            return running.equals(runs.tasksAlive())
                    && !states.containsValue("TASK_STAGING")
                    && !states.containsValue("TASK_STARTING");
        });
    }

    private static void assertRuns(LaunchStream stream, SchedulerClient scheduler, Runs runs) {
        var what = "seed " + SEED;
        var counts = runs.counts();
        var dropped = dropped(scheduler);
        assertThat(counts.values()).as(what).containsOnly(1);
        assertThat(stream.of(Fate.TAKEN)).as(what).allSatisfy(task -> assertThat(counts.getOrDefault(task, 0))
                .as(task + " " + scheduler.heard().updates(task))
                .isEqualTo(dropped.contains(task) ? 0 : 1));
        assertThat(stream.of(Fate.REFUSED)).as(what).doesNotContainAnyElementsOf(counts.keySet());
    }

    /** The tasks that were told as not launched, because the offer was not valid any more. */
    private static SortedSet<String> dropped(SchedulerClient scheduler) {
        var dropped = new TreeSet<String>();
        scheduler.heard().updates(0).stream()
                .filter(update -> update.state().equals("TASK_DROPPED"))
                .forEach(update -> dropped.add(update.task()));
        return dropped;
    }
}
