package io.boreas.agent.process;

import java.nio.file.Path;

/**
 * What appears in a task's mounts, and is not of its file system. Nothing in it is checked any more, but that no path leads through a link.
 *
 * @param name what people are told of it
 * @param base a folder by a path without links, as it is before the task's file system takes the place of the machine's
 * @param place where it appears in that, relative and without links
 * @param missing what becomes of parts of the place that are not there
 * @param readOnly whether nobody can write there
 * @param what what it is
 */
public record Mount(String name, Path base, String place, Missing missing, boolean readOnly, What what) {
    /** What becomes of what is not there. */
    public enum Missing {
        REFUSED,
        /** It is made, and root's. */
        OF_ROOT,
        /** It is made, and the task's. */
        OF_ACCOUNT
    }

    /** What appears. */
    public sealed interface What {
        /** Whether it is a file, and not a folder. */
        default boolean isFile() {
            return switch (this) {
                case Machines machines -> machines.isFile();
                case Sandboxes sandboxes -> false;
                case Memory memory -> false;
                case Secret secret -> true;
            };
        }

        /** A folder or file of the machine, by a path without links. What is mounted in it does not appear. */
        record Machines(Path path, boolean isFile) implements What {}

        /** A folder of the sandbox; what is missing of it is made. */
        record Sandboxes(Path sandbox, String path) implements What {}

        /** Memory of the account's own. */
        record Memory(long bytes) implements What {}

        /** A copy in memory of what is in a file, of which there are so many bytes at most; the account alone can read it. */
        record Secret(Path file, long bytesMax) implements What {}
    }
}
