package io.boreas.core.scheduler;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec;

/**
 * How much of each kind the planner counts: what a task needs, or what an agent has.
 *
 * @param cpusMilli thousandths of a cpu
 * @param memMilli thousandths of a MB
 * @param diskMilli thousandths of a MB
 * @param gpusMilli thousandths of a gpu
 * @param ports how many ports; which ones is for the agent's group to say
 * @throws IllegalArgumentException if one is negative
 */
public record Amounts(long cpusMilli, long memMilli, long diskMilli, long gpusMilli, long ports) {
    /** How many kinds there are. */
    static final int KINDS = 5;

    /** How many of them, the first, are scalars. */
    static final int SCALARS = 4;

    private static final String[] NAMES = {"cpus", "mem", "disk", "gpus", "ports"};

    public static final Amounts NONE = new Amounts(0, 0, 0, 0, 0);

    public Amounts {
        if ((cpusMilli | memMilli | diskMilli | gpusMilli | ports) < 0) {
            throw new IllegalArgumentException("amounts are not negative, but cpus, mem, disk, gpus and ports are "
                    + cpusMilli + ", " + memMilli + ", " + diskMilli + ", " + gpusMilli + " and " + ports);
        }
    }

    /** What these resources come to, whoever they are reserved for; jobs have nothing of what may be taken back. */
    public static Amounts of(Resources resources) {
        var firm = resources.nonRevocable();
        return new Amounts(
                firm.cpusMilli(),
                firm.memMilli(),
                firm.diskMilli(),
                firm.gpusMilli(),
                firm.ports().size());
    }

    /** What a run of this specification needs. */
    public static Amounts of(TaskSpec spec) {
        var resources = of(spec.resources());
        return new Amounts(
                resources.cpusMilli,
                resources.memMilli,
                resources.diskMilli,
                resources.gpusMilli,
                resources.ports + spec.ports().size());
    }

    /** Both together. */
    public Amounts plus(Amounts other) {
        return new Amounts(
                cpusMilli + other.cpusMilli,
                memMilli + other.memMilli,
                diskMilli + other.diskMilli,
                gpusMilli + other.gpusMilli,
                ports + other.ports);
    }

    /** What is left of these without the others; of a kind that does not suffice, nothing. */
    public Amounts minusAtMost(Amounts other) {
        return new Amounts(
                Math.max(0, cpusMilli - other.cpusMilli),
                Math.max(0, memMilli - other.memMilli),
                Math.max(0, diskMilli - other.diskMilli),
                Math.max(0, gpusMilli - other.gpusMilli),
                Math.max(0, ports - other.ports));
    }

    /** What a kind is called. */
    static String name(int kind) {
        return NAMES[kind];
    }

    /** By kind, in the order of the components. */
    long kind(int kind) {
        return switch (kind) {
            case 0 -> cpusMilli;
            case 1 -> memMilli;
            case 2 -> diskMilli;
            case 3 -> gpusMilli;
            case 4 -> ports;
            default -> throw new IndexOutOfBoundsException(kind);
        };
    }

    /** The scalars, which count for fair shares; ports do not. Source: Mesos, whose DRF sorter counts scalars only. */
    long[] scalars() {
        return new long[] {cpusMilli, memMilli, diskMilli, gpusMilli};
    }
}
