package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readCount;
import static io.boreas.agent.checkpoint.EntryCodec.readText;
import static io.boreas.agent.checkpoint.EntryCodec.writeText;

import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Limits of tasks' processes, as bytes: left out where there are none, unless there is something later. */
final class RlimitBytes {
    /** The version of entries since when tasks may say them. */
    static final int SINCE = 9;

    private RlimitBytes() {}

    /** @param version of the entry, which may say more than this needs */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version < SINCE) {
            return;
        }
        out.writeInt(spec.rlimits().size());
        for (var limit : spec.rlimits().entrySet()) {
            writeText(out, limit.getKey());
            out.writeLong(limit.getValue().soft());
            out.writeLong(limit.getValue().hard());
        }
    }

    /** @param version of the entry */
    static SortedMap<String, Rlimit> read(DataInputStream in, int version) throws IOException {
        var rlimits = new TreeMap<String, Rlimit>();
        for (int left = version < SINCE ? 0 : readCount(in); left > 0; left--) {
            rlimits.put(readText(in), new Rlimit(in.readLong(), in.readLong()));
        }
        return rlimits;
    }
}
