package io.boreas.testcluster.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.check.Histories;
import io.boreas.drill.load.Load;
import io.boreas.drill.store.CassandraServer;
import io.boreas.testcluster.cell.Drills;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Drills of three masters on a real Cassandra, and whether they would catch a cell that breaks its word. Only with time for it. */
final class MastersDrillTest {
    private static final Duration DEADLINE = Duration.ofMinutes(20);
    private static final Duration SPLIT = Duration.ofSeconds(15);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @BeforeEach
    void onlyWithTime() {
        assumeTrue(Drills.full(), "-Dtest.drill=full");
        assumeTrue(CassandraServer.isPossible(), "there is no JDK that Cassandra runs on");
    }

    @Test
    void whateverHappensToThreeMastersIsSurvived() {
        try (var drill = BoreasProcess.start(
                root.resolve("output"),
                List.of("drill", "run", "all", "--store", "cassandra", "--report", root + "/report"))) {
            assertThat(drill.awaitExit(DEADLINE)).as(drill.output()).isZero();
            assertThat(drill.output())
                    .contains("first task of a framework runs")
                    .contains("PASS  every task that a framework launched is accounted for")
                    .contains("PASS  no task of a framework ran twice")
                    .contains("PASS  no task of a framework was disturbed");
        }
    }

    /** A master that was told that it is alone goes on beside the two others: what a cell without its majority rule would do. */
    @Test
    void mastersThatDoNotAskForAMajorityAreCaught() throws IOException, InterruptedException {
        var folder = Files.createDirectory(root.resolve("cell"));
        try (var store = CassandraServer.start(root.resolve("cassandra"));
                var cell = MastersCell.drilled(folder, 3, store.settings(), false)) {
            cell.initStore();
            cell.startMasters();
            var clients = IntStream.range(0, 3).mapToObj(cell::client).toList();
            try (var load = Load.start(clients, "split", 1)) {
                long begun = System.nanoTime();
                Await.that("clients reach every key", () -> load.allAcknowledgedAfter(begun)
                        .isPresent());
                cell.master(2).killHard();
                cell.launchMaster(2, "-Dboreas.cluster.masters=");
                Await.that("it believes to be the cell", () -> cell.isReady(2));
                Thread.sleep(SPLIT);
                load.stop();
                var changed = load.operations().stream()
                        .filter(operation -> !load.isKept(operation.key()))
                        .toList();
                var finding = Histories.areLinearizable(changed, load::isRole);
                assertThat(finding.passed()).as(finding.detail()).isFalse();
                assertThat(finding.detail()).contains("fits no order");
                System.out.println("a cell that is two was caught: " + finding.detail());
            }
        }
    }
}
