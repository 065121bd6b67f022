package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readDuration;
import static io.boreas.agent.checkpoint.EntryCodec.writeDuration;

import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How long tasks may take, as bytes: left out where it is not needed. */
final class CompletionBytes {
    /** The version of entries since when tasks may say so. */
    static final int SINCE = 8;

    private CompletionBytes() {}

    /**
     * Writes it.
     *
     * @param version of the entry; where it says more than this needs, it says first whether there is any
     */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version > SINCE) {
            out.writeBoolean(spec.maxCompletionTime().isPresent());
        }
        if (spec.maxCompletionTime().isPresent()) {
            writeDuration(out, spec.maxCompletionTime().get());
        }
    }

    /** @param version of the entry */
    static Optional<Duration> read(DataInputStream in, int version) throws IOException {
        return version < SINCE || (version > SINCE && !in.readBoolean())
                ? Optional.empty()
                : Optional.of(readDuration(in));
    }
}
