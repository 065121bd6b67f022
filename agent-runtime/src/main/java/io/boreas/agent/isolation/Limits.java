package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;

/**
 * What a task may use. Of what is 0 it may use any amount.
 *
 * @param cpusMilli cores, in thousandths
 * @param memBytes memory, page cache that cannot be given back included where the kernel counts it
 * @param diskBytes what its sandbox may take
 * @param pidsMax processes and threads at the same time
 * @param ports all it may listen on
 */
public record Limits(long cpusMilli, long memBytes, long diskBytes, int pidsMax, Ranges ports) {
    /** A group never gets less: a shell could hardly start. Source: Mesos, {@code MIN_MEMORY}. */
    public static final long MEM_BYTES_LEAST = 32L << 20;

    private static final long BYTES_PER_MILLI = (1L << 20) / 1_000;
    private static final long BYTES_MAX = 1L << 50;

    /** What follows from resources: what is kept in volumes is not of the sandbox. */
    public static Limits of(Resources resources, int pidsMax) {
        long disk = resources.diskMilli() - resources.persistentVolumes().diskMilli();
        return new Limits(
                resources.cpusMilli(),
                Math.max(MEM_BYTES_LEAST, bytes(resources.memMilli())),
                bytes(disk),
                pidsMax,
                resources.ports());
    }

    /** These limits, but no less memory than before: it cannot be taken back from those who use it. */
    public Limits keeping(Limits before) {
        return new Limits(cpusMilli, Math.max(memBytes, before.memBytes), diskBytes, pidsMax, ports);
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
