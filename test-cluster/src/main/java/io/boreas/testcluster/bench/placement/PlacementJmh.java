package io.boreas.testcluster.bench.placement;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The planner alone: {@value #BATCH} tasks are submitted, placed, admitted, and end. An operation is all of this for one
 * task.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets what has no value here
public class PlacementJmh {
    static final int BATCH = 1_000;

    @Param({"1000", "10000"})
    int agents;

    @Param
    Workload.Shape shape;

    private Engine engine;

    @Setup(Level.Trial)
    public void fill() {
        var workload = new Workload(agents, shape, BATCH);
        engine = Engine.of(workload, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int[] placeAndEnd() {
        var agentOf = engine.run().agentOf();
        engine.endAll(agentOf);
        return agentOf;
    }
}
