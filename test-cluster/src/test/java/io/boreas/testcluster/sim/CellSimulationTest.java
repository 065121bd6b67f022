package io.boreas.testcluster.sim;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole cells under seeded faults. {@code -Dboreas.sim.seed=42} runs one seed alone, {@code -Dboreas.sim.seeds=10000} that many
 * instead of 500.
 */
class CellSimulationTest {
    private static final int SEEDS = 500;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCellKeepsItsPropertiesAndComesToRest(long seed) {
        SimCluster.seeded(seed).run();
    }

    static LongStream seeds() {
        Long one = Long.getLong("boreas.sim.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.rangeClosed(1, Integer.getInteger("boreas.sim.seeds", SEEDS));
    }
}
