package io.boreas.agent.checkpoint;

import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** How much tasks may use beyond their resources, as bytes: left out where it is not needed. */
final class LimitBytes {
    /** The version of entries since when tasks may say so. */
    static final int SINCE = 7;

    private LimitBytes() {}

    /**
     * Writes them.
     *
     * @param version of the entry; where it says more than this needs, it says first whether there are any
     */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version > SINCE) {
            out.writeBoolean(spec.limits().isPresent());
        }
        if (spec.limits().isPresent()) {
            write(out, spec.limits().get().cpus());
            write(out, spec.limits().get().mem());
        }
    }

    /** @param version of the entry */
    static Optional<ResourceLimits> read(DataInputStream in, int version) throws IOException {
        return version < SINCE || (version > SINCE && !in.readBoolean())
                ? Optional.empty()
                : Optional.of(new ResourceLimits(limit(in), limit(in)));
    }

    private static void write(DataOutputStream out, Optional<Limit> limit) throws IOException {
        out.writeBoolean(limit.isPresent());
        if (limit.isPresent()) {
            out.writeLong(limit.get().milli());
        }
    }

    private static Optional<Limit> limit(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(new Limit(in.readLong())) : Optional.empty();
    }
}
