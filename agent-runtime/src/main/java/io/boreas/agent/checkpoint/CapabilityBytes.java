package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readCount;
import static io.boreas.agent.checkpoint.EntryCodec.readText;
import static io.boreas.agent.checkpoint.EntryCodec.writeText;

import io.boreas.core.task.Capabilities;
import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What tasks wish of capabilities, as bytes: left out where they wish nothing, unless there is something later. */
final class CapabilityBytes {
    /** The version of entries since when tasks may wish them. */
    static final int SINCE = 10;

    private CapabilityBytes() {}

    /** @param version of the entry, which may say more than this needs */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version < SINCE) {
            return;
        }
        out.writeBoolean(spec.capabilities().isPresent());
        if (spec.capabilities().isPresent()) {
            write(out, spec.capabilities().get().effective());
            write(out, spec.capabilities().get().bounding());
        }
    }

    private static void write(DataOutputStream out, Optional<SortedSet<String>> names) throws IOException {
        out.writeBoolean(names.isPresent());
        if (names.isPresent()) {
            out.writeInt(names.get().size());
            for (var name : names.get()) {
                writeText(out, name);
            }
        }
    }

    /** @param version of the entry */
    static Optional<Capabilities> read(DataInputStream in, int version) throws IOException {
        return version < SINCE || !in.readBoolean()
                ? Optional.empty()
                : Optional.of(new Capabilities(names(in), names(in)));
    }

    private static Optional<SortedSet<String>> names(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        var names = new TreeSet<String>();
        for (int left = readCount(in); left > 0; left--) {
            names.add(readText(in));
        }
        return Optional.of(names);
    }
}
