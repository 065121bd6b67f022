package io.boreas.agent.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What tasks may have in their file systems that is not of these.
 *
 * @param hostPaths folders of the machine; none for none
 * @param secrets the folder of secrets, a file for each; empty for none
 * @param memoryBytesMax what the volumes of one task that are memory may take together, 0 for none
 */
public record VolumeSettings(List<HostFolder> hostPaths, Optional<Path> secrets, long memoryBytesMax) {
    public static final VolumeSettings DEFAULT = new VolumeSettings(List.of(), Optional.empty(), 1L << 30);

    private static final int HOST_PATHS_MAX = 1_000;

    public VolumeSettings {
        hostPaths = List.copyOf(hostPaths);
        if (hostPaths.size() > HOST_PATHS_MAX) {
            throw new IllegalArgumentException("folders of the machine that volumes may be of are at most "
                    + HOST_PATHS_MAX + ", not " + hostPaths.size());
        }
        if (memoryBytesMax < 0) {
            throw new IllegalArgumentException("volumes that are memory have no less than 0 bytes");
        }
        if (secrets.isPresent() && !secrets.get().isAbsolute()) {
            throw new IllegalArgumentException("the folder of secrets is absolute, not " + secrets.get());
        }
    }
}
