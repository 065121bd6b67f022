package io.boreas.testcluster.bench.placement;

import java.util.Random;

/**
 * Tasks of 0.5 to 2 cpus and 256 to 2,048 MB, for agents of 64 cpus and 256 GB in 100 racks, drawn from a fixed seed.
 *
 * <p>The drawing is that of the peers' harness, so that the same tasks come in the same order.
 */
public final class Workload {
    static final int CPUS = 64;
    static final int MEM_MB = 256 * 1_024;
    static final int RACKS = 100;

    /** Equal tasks that come together where jobs of many instances are asked for. */
    static final int JOB_SIZE = 100;

    private static final long SEED = 42;

    final int agents;
    final Shape shape;
    final int count;
    final int[] cpusMilli;
    final int[] memMb;

    /** The wanted rack, or -1. */
    final int[] rack;

    Workload(int agents, Shape shape, int count) {
        this.agents = agents;
        this.shape = shape;
        this.count = count;
        this.cpusMilli = new int[count];
        this.memMb = new int[count];
        this.rack = new int[count];
        var random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            boolean copy = shape.jobSize > 1 && i % shape.jobSize > 0;
            cpusMilli[i] = copy ? cpusMilli[i - 1] : 500 + random.nextInt(4) * 500;
            memMb[i] = copy ? memMb[i - 1] : 256 * (1 + random.nextInt(8));
            rack[i] = !shape.racks ? -1 : copy ? rack[i - 1] : random.nextInt(RACKS);
        }
    }

    /** What each agent has free at the start, in thousandths. */
    int[] cpusOfAgents() {
        var cpus = new int[agents];
        for (int agent = 0; agent < agents; agent++) {
            cpus[agent] = isFull(agent) ? agent % 5 * 100 : CPUS * 1_000;
        }
        return cpus;
    }

    /** What each agent has free at the start, in MB. */
    int[] memOfAgents() {
        var mem = new int[agents];
        for (int agent = 0; agent < agents; agent++) {
            mem[agent] = isFull(agent) ? agent % 7 * 4_096 : MEM_MB;
        }
        return mem;
    }

    /** One in a hundred has all its room, the others a little memory and too few cpus. */
    private boolean isFull(int agent) {
        return shape.full && agent % 100 != 0;
    }

    /** The rack of an agent. */
    static int rackOf(int agent) {
        return agent % RACKS;
    }

    /** What is asked besides room. */
    public enum Shape {
        /** Nothing; each task is a job of its own. */
        NONE(1, false, false, false),
        /** Nothing; jobs of {@value Workload#JOB_SIZE} instances. */
        NONE_JOBS(JOB_SIZE, false, false, false),
        /** One rack of 100; each task is a job of its own. */
        RACK(1, true, false, false),
        /** One rack of 100; jobs of {@value Workload#JOB_SIZE} instances. */
        RACK_JOBS(JOB_SIZE, true, false, false),
        /** At most one of a job on a host; jobs of {@value Workload#JOB_SIZE} instances. */
        LIMIT(JOB_SIZE, false, true, false),
        /** Nothing, and nearly every agent is full; each task is a job of its own. */
        FULL(1, false, false, true);

        final int jobSize;
        final boolean racks;
        final boolean limit;
        final boolean full;

        Shape(int jobSize, boolean racks, boolean limit, boolean full) {
            this.jobSize = jobSize;
            this.racks = racks;
            this.limit = limit;
            this.full = full;
        }
    }
}
