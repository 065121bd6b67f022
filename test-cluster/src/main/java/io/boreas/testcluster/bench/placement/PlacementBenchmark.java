package io.boreas.testcluster.bench.placement;

import java.util.Arrays;
import java.util.Locale;

/**
 * Places a second, ours and a plain scan's, in turns, one thread. Every run is checked: nothing over-committed, each
 * constraint held, each task placed.
 *
 * <p>Arguments, with their defaults: {@code --agents 1000,10000 --runs 5 --compared 10000}; the last is how many tasks the
 * scan places, and after how many the agents in use are counted.
 */
public final class PlacementBenchmark {
    private static final int BATCH = 1_000;

    private PlacementBenchmark() {}

    public static void main(String[] arguments) {
        var agents = new int[] {1_000, 10_000};
        int runs = 5;
        int compared = 10_000;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--agents" ->
                    agents = Arrays.stream(arguments[i + 1].split(","))
                            .mapToInt(Integer::parseInt)
                            .toArray();
                case "--runs" -> runs = Integer.parseInt(arguments[i + 1]);
                case "--compared" -> compared = Integer.parseInt(arguments[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        for (int count : agents) {
            for (var shape : Workload.Shape.values()) {
                compare(count, shape, runs, compared);
            }
        }
    }

    private static void compare(int agents, Workload.Shape shape, int runs, int compared) {
        var workload = new Workload(agents, shape, count(agents, shape));
        var scanned = new Workload(agents, shape, Math.min(workload.count, compared));
        var ours = new double[runs];
        var floor = new double[runs];
        var wall = new double[runs];
        int oursUsed = 0;
        int floorUsed = 0;
        for (int run = -2; run < runs; run++) {
            var outcome = Engine.of(workload, BATCH).run();
            outcome.check(workload);
            var scan = ScanFloor.run(scanned);
            scan.check(scanned);
            if (run >= 0) {
                ours[run] = outcome.perCoreSecond();
                floor[run] = scan.perCoreSecond();
                wall[run] = outcome.perSecond();
            }
            oursUsed = new Outcome(Arrays.copyOf(outcome.agentOf(), scanned.count), 0, 0).agentsUsed();
            floorUsed = scan.agentsUsed();
        }
        System.out.printf(
                Locale.ROOT,
                "%-9s %6d agents, per core second: planner %s, scan %s, ratio %.2f; agents used by the first %d tasks: %d, scan %d; by the clock %s/s%n",
                shape,
                agents,
                figures(ours),
                figures(floor),
                ours[runs / 2] / floor[runs / 2],
                scanned.count,
                oursUsed,
                floorUsed,
                figures(wall));
    }

    /** How many tasks there is room for with certainty. */
    private static int count(int agents, Workload.Shape shape) {
        if (shape.full) {
            return agents / 4;
        }
        // The harness of the peers fills to five eighths: 32 tasks of 1.25 cpus on each agent of 64. Large jobs in one
        // rack
        // come in heaps.
        int perAgent = shape == Workload.Shape.RACK_JOBS ? Workload.CPUS / 8 : Workload.CPUS / 2;
        return agents * perAgent;
    }

    /** Median and range; sorts. */
    private static String figures(double[] values) {
        Arrays.sort(values);
        return String.format(
                Locale.ROOT,
                "%,.0f (%,.0f-%,.0f, n=%d)",
                values[values.length / 2],
                values[0],
                values[values.length - 1],
                values.length);
    }
}
