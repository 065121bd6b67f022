package io.boreas.testcluster.sim;

/** A run in which something did not hold: says which seed, how to run it again, and what happened last. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    SimulationFailure(long seed, Weather weather, Trace trace, long millis, Throwable cause) {
        super("""
                %s

                seed %d, %d ms into the run; again with
                  mvn -q -pl test-cluster -am test -Dtest=CellSimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
                -Dtest.sim.seed=%d
                faults: %s
                the last events:
                %s
                """.formatted(cause, seed, millis, seed, weather.drawn(), trace), cause);
    }
}
