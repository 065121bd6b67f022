package io.boreas.testcluster.bench.cell;

import java.util.Arrays;
import java.util.List;

/** Runs a benchmark of whole cells by its name. */
public final class Bench {
    private Bench() {}

    /**
     * Runs one benchmark.
     *
     * @param arguments the benchmark's name, then its options as pairs of {@code --name value}
     */
    public static void main(String[] arguments) throws Exception {
        var options = new Options(List.of(arguments).subList(1, arguments.length));
        switch (arguments[0]) {
            case "b3" -> LaunchThroughput.run(options);
            case "b4" -> RealAgent.run(options);
            case "b5" -> Failover.run(options);
            case "b6" -> Restart.run(options);
            case "b7" -> Submits.run(options);
            case "b8" -> FanOut.run(options);
            case "b9" -> HeapUse.run(options);
            case "b10" -> IdleAgent.run(options);
            case "b11" -> StateReads.run(options);
            case "replay" -> ReplayRate.run(options);
            case "stores" -> StoreThroughput.run(options);
            case "mesos" -> SchedulerApi.run(options);
            default -> throw new IllegalArgumentException("no benchmark " + Arrays.toString(arguments));
        }
        System.exit(0);
    }
}
