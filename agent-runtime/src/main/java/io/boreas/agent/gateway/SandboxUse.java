package io.boreas.agent.gateway;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a task took on disk when its sandbox was last looked at.
 *
 * @param bytes in its own sandbox
 * @param shared what it shares with others of its executor, if it does
 */
public record SandboxUse(long bytes, Optional<Shared> shared) {
    /** A folder that several share, and what all of them took in it. */
    public record Shared(Path folder, long bytes) {}
}
