package io.boreas.core.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.gen.Gen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A framework and its agents, with messages between them lost, doubled and out of order. */
class FrameworkLawsTest {
    private static final int STEPS = 400;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void whateverHappensEachRunIsToldInOrderAndNothingIsPromisedTwice(long seed) {
        var world = new FrameworkWorld(Gen.seeded(seed));
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
        world.settle();
        world.checkReplay();
        assertThat(world.owed()).as("nothing is owed in the end").isEmpty();
        world.checkNothingRuns();
        world.checkTold();
    }
}
