package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.ResourceLimits;
import java.util.Optional;

/**
 * What a task may use. Of what is 0 it may use any amount.
 *
 * @param cpusMilli cores that it is promised, in thousandths
 * @param revocable whether these may be taken back at any time, so that others have them first
 * @param cpusMax how many of them it may use where there are more, if it says so
 * @param memBytes memory that it is promised
 * @param memMaxBytes memory that it may have, page cache that cannot be given back included where the kernel counts it
 * @param diskBytes what its sandbox may take
 * @param pidsMax processes and threads at the same time
 * @param ports all it may listen on
 */
public record Limits(
        long cpusMilli,
        boolean revocable,
        Optional<ResourceLimits.Limit> cpusMax,
        long memBytes,
        long memMaxBytes,
        long diskBytes,
        int pidsMax,
        Ranges ports) {
    /** A group never gets less: a shell could hardly start. Source: Mesos, {@code MIN_MEMORY}. */
    public static final long MEM_BYTES_LEAST = 32L << 20;

    private static final long BYTES_PER_MILLI = (1L << 20) / 1_000;
    private static final long BYTES_MAX = 1L << 50;
    private static final long OOM_SCORE_MAX = 1_000;

    /**
     * What follows from resources: what is kept in volumes is not of the sandbox.
     *
     * @param said how much it may use beyond them
     */
    public static Limits of(Resources resources, Optional<ResourceLimits> said, int pidsMax) {
        long disk = resources.diskMilli() - resources.persistentVolumes().diskMilli();
        long mem = Math.max(MEM_BYTES_LEAST, bytes(resources.memMilli()));
        return new Limits(
                resources.cpusMilli(),
                resources.revocable().cpusMilli() > 0,
                said.flatMap(ResourceLimits::cpus),
                mem,
                said.flatMap(ResourceLimits::mem)
                        .map(most -> most.isUnlimited() ? 0 : Math.max(mem, bytes(most.milli())))
                        .orElse(mem),
                bytes(disk),
                pidsMax,
                resources.ports());
    }

    /** These limits, but no less memory than before: it cannot be taken back from those who use it. */
    public Limits keeping(Limits before) {
        return new Limits(
                cpusMilli,
                revocable,
                cpusMax,
                Math.max(memBytes, before.memBytes),
                memMaxBytes == 0 || before.memMaxBytes == 0 ? 0 : Math.max(memMaxBytes, before.memMaxBytes),
                diskBytes,
                pidsMax,
                ports);
    }

    /** Whether it may have more memory than it is promised. */
    public boolean mayExceedMemory() {
        return memMaxBytes != memBytes;
    }

    /**
     * How much sooner than others its processes are killed when the machine has no memory left, 1 to 1,000: one that has more than it
     * is promised is among the first. 0 for a task that cannot have more. Source: Mesos, {@code calculateOOMScoreAdj}; Kubernetes
     * has the same of burstable pods.
     *
     * @param machineBytes memory of the machine
     */
    public int oomScoreAdj(long machineBytes) {
        return mayExceedMemory()
                ? (int) Math.clamp(OOM_SCORE_MAX - OOM_SCORE_MAX * memBytes / machineBytes, 1, OOM_SCORE_MAX)
                : 0;
    }

    private static long bytes(long milliMegabytes) {
        if (milliMegabytes >= BYTES_MAX / BYTES_PER_MILLI) {
            return BYTES_MAX;
        }
        return (milliMegabytes << 20) / 1_000;
    }

    /** An amount as Mesos writes it: in the largest unit of which it is a whole number. */
    static String text(long bytes) {
        var units = new String[] {"B", "KB", "MB", "GB", "TB"};
        long amount = bytes;
        int unit = 0;
        while (unit < units.length - 1 && amount > 0 && amount % 1_024 == 0) {
            amount /= 1_024;
            unit++;
        }
        return amount + units[unit];
    }
}
