package io.boreas.core.task;

import io.boreas.core.resource.Scalar;
import java.util.Optional;

/**
 * How much a task may use beyond its resources, while nobody else wants it. What it is promised, and counted for, is its resources alone.
 * Source: Mesos, {@code TaskInfo.limits}.
 *
 * @param cpus of cores; empty if nothing is said
 * @param mem of MB; empty if its resources are all it may use
 */
public record ResourceLimits(Optional<Limit> cpus, Optional<Limit> mem) {
    /**
     * An amount, never less than what the task is promised, or none at all.
     *
     * @param milli in thousandths; {@link Long#MAX_VALUE} is that of {@link #UNLIMITED}
     */
    public record Limit(long milli) {
        public static final Limit UNLIMITED = new Limit(Long.MAX_VALUE);

        public boolean isUnlimited() {
            return milli == Long.MAX_VALUE;
        }

        @Override
        public String toString() {
            return isUnlimited() ? "unlimited" : Scalar.format(milli);
        }
    }
}
