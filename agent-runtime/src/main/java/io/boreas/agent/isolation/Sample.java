package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import java.util.Optional;

/**
 * What was seen of a task by looking at it; 0 where nobody looked.
 *
 * @param memBytes what its processes hold in memory, each shared page counted once or, at most, once for each
 * @param processes how many there are
 * @param diskBytes what its sandbox takes
 * @param shared what it and others take together, if it shares a folder with them
 * @param listening the ports it listens on; empty if nobody looked
 */
public record Sample(
        long memBytes, int processes, long diskBytes, Optional<SharedUse> shared, Optional<Ranges> listening) {
    /** Nobody looked: what the kernel keeps count of is known all the same. */
    public static final Sample NONE = new Sample(0, 0, 0, Optional.empty(), Optional.empty());

    static Sample of(long memBytes, int processes) {
        return new Sample(memBytes, processes, 0, Optional.empty(), Optional.empty());
    }

    static Sample ofDisk(long bytes, Optional<SharedUse> shared) {
        return new Sample(0, 0, bytes, shared, Optional.empty());
    }

    static Sample ofPorts(Ranges listening) {
        return new Sample(0, 0, 0, Optional.empty(), Optional.of(listening));
    }

    /** What is taken of the disk that several are promised together. */
    record SharedUse(long usedBytes, long promisedBytes) {
        boolean isTooMuch() {
            return usedBytes > promisedBytes;
        }
    }
}
