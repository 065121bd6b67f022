package io.boreas.agent;

import com.sun.management.OperatingSystemMXBean;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine an agent runs on. */
final class Machine {
    private static final long MB = 1024 * 1024;
    private static final long SPARED_MEM_MB = 1024;
    private static final long SPARED_DISK_MB = 5 * 1024;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Machine() {}

    /**
     * What the machine has to give: all cores, memory but 1 GB, disk but 5 GB, or half where that is little, and ports
     * 31000-32000. Source: Mesos, defaults of the agent's resources.
     *
     * @param workDir on the disk that counts
     * @throws UncheckedIOException if the disk cannot be asked
     */
    static Resources resources(Path workDir) {
        long cores = Runtime.getRuntime().availableProcessors();
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Resources.plain(
                cores * 1_000,
                spare(system.getTotalMemorySize() / MB, SPARED_MEM_MB) * 1_000,
                spare(diskBytes(workDir) / MB, SPARED_DISK_MB) * 1_000,
                Ranges.of(31_000, 32_000));
    }

    /** What is left of an amount when some is spared for the machine itself: half at most. */
    static long spare(long total, long spared) {
        return total <= 2 * spared ? total / 2 : total - spared;
    }

    /** Which boot of the machine this is; empty where the system does not say. */
    static String bootId() {
        try {
            return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException("the machine's boot id cannot be read from " + BOOT_ID, e);
        }
    }

    private static long diskBytes(Path workDir) {
        try {
            var there = workDir.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getTotalSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("the disk of " + workDir + " cannot be asked for its size", e);
        }
    }
}
