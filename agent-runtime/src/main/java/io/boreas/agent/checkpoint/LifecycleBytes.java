package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readDuration;
import static io.boreas.agent.checkpoint.EntryCodec.readText;
import static io.boreas.agent.checkpoint.EntryCodec.writeDuration;
import static io.boreas.agent.checkpoint.EntryCodec.writeText;

import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** How tasks are asked over HTTP to end, as bytes: left out where it is not needed. */
final class LifecycleBytes {
    /** The version of entries since when tasks may say so. */
    static final int SINCE = 6;

    private LifecycleBytes() {}

    /**
     * Writes it.
     *
     * @param version of the entry; where it says more than this needs, it says first whether there is one
     */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version > SINCE) {
            out.writeBoolean(spec.lifecycle().isPresent());
        }
        if (spec.lifecycle().isPresent()) {
            var http = spec.lifecycle().get();
            writeText(out, http.port());
            writeText(out, http.gracefulEndpoint());
            writeText(out, http.shutdownEndpoint());
            writeDuration(out, http.gracefulWait());
            writeDuration(out, http.shutdownWait());
        }
    }

    /** @param version of the entry */
    static Optional<HttpLifecycle> read(DataInputStream in, int version) throws IOException {
        return version < SINCE || (version > SINCE && !in.readBoolean())
                ? Optional.empty()
                : Optional.of(new HttpLifecycle(
                        readText(in), readText(in), readText(in), readDuration(in), readDuration(in)));
    }
}
