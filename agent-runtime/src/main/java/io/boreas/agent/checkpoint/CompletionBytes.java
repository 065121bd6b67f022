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

    static void write(DataOutputStream out, TaskSpec spec) throws IOException {
        if (spec.maxCompletionTime().isPresent()) {
            writeDuration(out, spec.maxCompletionTime().get());
        }
    }

    /** @param version of the entry */
    static Optional<Duration> read(DataInputStream in, int version) throws IOException {
        return version < SINCE ? Optional.empty() : Optional.of(readDuration(in));
    }
}
