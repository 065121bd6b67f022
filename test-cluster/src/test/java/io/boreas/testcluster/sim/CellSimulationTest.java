package io.boreas.testcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole cells under seeded faults. {@code -Dtest.sim.seed=42} runs one seed alone, {@code -Dtest.sim.seeds=10000} that many
 * instead of 500.
 */
class CellSimulationTest {
    private static final int SEEDS = 500;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCellKeepsItsPropertiesAndComesToRest(long seed) {
        SimCluster.seeded(seed).run();
    }

    @Test
    void aSeedGivesTheSameRunEveryTime() {
        assertThat(SimCluster.seeded(11).run()).isEqualTo(SimCluster.seeded(11).run());
        assertThat(SimCluster.seeded(11).run())
                .isNotEqualTo(SimCluster.seeded(12).run());
    }

    @Test
    void runsSeeAllThatCanHappen() {
        var seen = new TreeSet<String>();
        for (long seed = 1; seed <= 25; seed++) {
            seen.addAll(SimCluster.seeded(seed).run().counts().keySet());
        }
        assertThat(seen)
                .contains("BecameUnreachable", "KillOwed", "KillsTaken", "PlaceRefused", "Withdrawn", "HistoryPruned")
                .contains("run LOST", "run PARTITIONED", "run RESTARTING", "run KILLING", "run FAILED", "run FINISHED")
                .contains("ended ITSELF", "ended STOPPED", "ended REBOOT", "replays")
                .contains("call Accept", "call Kill", "call Reconcile", "call Teardown", "push Rescind", "push End")
                .contains("told RUNNING", "told KILLED", "told FINISHED", "told UNREACHABLE", "answered UNKNOWN")
                .contains("undone INVALID_OFFERS", "undone TASK_INVALID", "framework RemovalOwed");
    }

    static LongStream seeds() {
        Long one = Long.getLong("test.sim.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.rangeClosed(1, Integer.getInteger("test.sim.seeds", SEEDS));
    }
}
