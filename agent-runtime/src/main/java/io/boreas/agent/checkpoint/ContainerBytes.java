package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readCount;
import static io.boreas.agent.checkpoint.EntryCodec.readText;
import static io.boreas.agent.checkpoint.EntryCodec.writeText;

import io.boreas.core.task.Container;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Containers of tasks as bytes: what is not needed is left out, so that earlier versions read what they know. */
final class ContainerBytes {
    /** The version of entries since when tasks have containers: one says its image. */
    static final int SINCE = 4;

    /** The version of entries since when containers have volumes. */
    static final int VOLUMES_SINCE = 5;

    /** The version of entries since when these may be of the sandbox of a task's executor. */
    static final int PARENTS_SINCE = 11;

    private static final int HOST = 1;
    private static final int SANDBOX = 2;
    private static final int MEMORY = 3;
    private static final int SECRET = 4;
    private static final int PARENT = 5;

    private ContainerBytes() {}

    /** The least version of an entry that can say this. */
    static int version(TaskSpec spec) {
        return spec.container().isEmpty() ? SINCE - 1 : spec.volumes().isEmpty() ? SINCE : VOLUMES_SINCE;
    }

    /** Whether it says what only the latest entries say. */
    static boolean hasParents(TaskSpec spec) {
        return spec.volumes().stream().anyMatch(volume -> volume.source() instanceof Source.Parent);
    }

    /**
     * Writes it.
     *
     * @param version of the entry; where it says more than a container needs, one without image and volumes stands for none
     */
    static void write(DataOutputStream out, TaskSpec spec, int version) throws IOException {
        if (version < SINCE) {
            return;
        }
        writeText(out, spec.image().orElse(""));
        if (version < VOLUMES_SINCE) {
            return;
        }
        out.writeInt(spec.volumes().size());
        for (var volume : spec.volumes()) {
            writeText(out, volume.containerPath());
            out.writeBoolean(volume.readOnly());
            switch (volume.source()) {
                case Source.Host(var path) -> {
                    out.writeByte(HOST);
                    writeText(out, path);
                }
                case Source.Sandbox(var path) -> {
                    out.writeByte(SANDBOX);
                    writeText(out, path);
                }
                case Source.Memory(var bytesMax) -> {
                    out.writeByte(MEMORY);
                    out.writeLong(bytesMax);
                }
                case Source.Secret(var name) -> {
                    out.writeByte(SECRET);
                    writeText(out, name);
                }
                case Source.Parent(var path) -> {
                    out.writeByte(PARENT);
                    writeText(out, path);
                }
            }
        }
    }

    /** @param version of the entry */
    static Optional<Container> read(DataInputStream in, int version) throws IOException {
        if (version < SINCE) {
            return Optional.empty();
        }
        var container = new Container(readText(in), version < VOLUMES_SINCE ? List.of() : volumes(in));
        return container.hasImage() || !container.volumes().isEmpty() ? Optional.of(container) : Optional.empty();
    }

    private static List<Volume> volumes(DataInputStream in) throws IOException {
        var volumes = new ArrayList<Volume>();
        for (int left = readCount(in); left > 0; left--) {
            volumes.add(new Volume(readText(in), in.readBoolean(), source(in)));
        }
        return volumes;
    }

    private static Source source(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case HOST -> new Source.Host(readText(in));
            case SANDBOX -> new Source.Sandbox(readText(in));
            case MEMORY -> new Source.Memory(in.readLong());
            case SECRET -> new Source.Secret(readText(in));
            case PARENT -> new Source.Parent(readText(in));
            default -> throw new IOException("no volume is of the kind " + kind);
        };
    }
}
