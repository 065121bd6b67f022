package io.boreas.agent.isolation;

import io.boreas.agent.gateway.BlockIo;
import java.util.Optional;

/**
 * What a task has used and uses, as the kernel counts it; -1 for what it does not count here.
 *
 * @param cpuNanos time on cores since it began
 * @param memBytes memory now
 * @param memMaxBytes the most it has had
 * @param pids processes and threads now
 * @param throttledNanos how long it wanted to run and had used up its quota
 * @param io what it read from block devices and wrote to them
 */
public record Usage(
        long cpuNanos, long memBytes, long memMaxBytes, long pids, long throttledNanos, Optional<BlockIo> io) {
    /** Nothing is counted. */
    public static final Usage NONE = new Usage(-1, -1, -1, -1, -1, Optional.empty());

    Usage withCpu(long nanos, long throttled) {
        return new Usage(nanos, memBytes, memMaxBytes, pids, throttled, io);
    }

    Usage withMemory(long now, long most) {
        return new Usage(cpuNanos, now, most, pids, throttledNanos, io);
    }

    Usage withPids(long now) {
        return new Usage(cpuNanos, memBytes, memMaxBytes, now, throttledNanos, io);
    }

    Usage withIo(BlockIo counted) {
        return new Usage(cpuNanos, memBytes, memMaxBytes, pids, throttledNanos, Optional.of(counted));
    }
}
