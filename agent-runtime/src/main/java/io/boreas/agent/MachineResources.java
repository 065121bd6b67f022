package io.boreas.agent;

import io.boreas.agent.process.Machine;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the machine an agent runs on has to give. */
final class MachineResources {
    private static final long MB = 1024 * 1024;
    private static final long SPARED_MEM_MB = 1024;
    private static final long SPARED_DISK_MB = 5 * 1024;

    private MachineResources() {}

    /**
     * All cores, memory but 1 GB, disk but 5 GB, or half where that is little, and ports
     * 31000-32000. Source: Mesos, defaults of the agent's resources.
     *
     * @param workDir on the disk that counts
     * @throws UncheckedIOException if the disk cannot be asked
     */
    static Resources detected(Path workDir) {
        long cores = Runtime.getRuntime().availableProcessors();
        return Resources.plain(
                cores * 1_000,
                spare(Machine.memoryBytes() / MB, SPARED_MEM_MB) * 1_000,
                spare(diskBytes(workDir) / MB, SPARED_DISK_MB) * 1_000,
                Ranges.of(31_000, 32_000));
    }

    /** What is left of an amount when some is spared for the machine itself: half at most. */
    static long spare(long total, long spared) {
        return total <= 2 * spared ? total / 2 : total - spared;
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
