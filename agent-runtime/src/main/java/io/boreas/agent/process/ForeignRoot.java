package io.boreas.agent.process;

import io.boreas.core.task.VolumeCheck;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system of an image, which a task has instead of the machine's. What the task writes goes into a folder of its own.
 *
 * @param lower the image's files
 * @param upper what is written; it has the folders that something is mounted on, and nothing in it is a link
 * @param work of the kernel's, beside {@code upper}
 * @param mount where it is put together
 * @param sandbox what appears as {@link #SANDBOX}
 * @param hidden folder of the sandbox that does not appear in it
 * @param same folders that appear where they are on the machine
 * @param tools the folder of {@link Tools}
 */
public record ForeignRoot(
        Path lower, Path upper, Path work, Path mount, Path sandbox, String hidden, List<Path> same, Path tools) {
    /** Where a task finds its sandbox. */
    public static final Path SANDBOX = Path.of(VolumeCheck.SANDBOX);

    /** Libraries that every program loads: also those of the agent's, which come into the task as root. It stays empty. Source: ld.so(8). */
    public static final String PRELOAD = "etc/ld.so.preload";

    public ForeignRoot {
        same = List.copyOf(same);
    }
}
