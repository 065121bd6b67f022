package io.boreas.testcluster.bench.placement;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The clock and this thread's own time, from when it was made. */
final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long wall = System.nanoTime();
    private final long cpu = THREADS.getCurrentThreadCpuTime();

    Outcome stop(int[] agentOf) {
        return new Outcome(agentOf, System.nanoTime() - wall, THREADS.getCurrentThreadCpuTime() - cpu);
    }
}
