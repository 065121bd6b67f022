package io.boreas.core.task;

/**
 * What appears in the file system of a task, and is not of it. It is checked by {@link VolumeCheck}.
 *
 * @param containerPath where: from the root of its file system, or from its sandbox
 * @param readOnly whether the task cannot write there
 * @param source what it is
 */
public record Volume(String containerPath, boolean readOnly, Source source) {
    /** What a volume is. */
    public sealed interface Source {
        /** A folder or a file of the agent's machine, where the agent's operator allows it. */
        record Host(String path) implements Source {}

        /** A folder of the task's own sandbox, which is made if it is missing. */
        record Sandbox(String path) implements Source {}

        /**
         * A folder of the sandbox of its executor, which all tasks in that share. It is made if it is missing. Source: Mesos,
         * {@code volume/sandbox_path}, of type PARENT.
         */
        record Parent(String path) implements Source {}

        /** Memory, which is empty at first and gone with the task. */
        record Memory(long bytesMax) implements Source {}

        /** A file that the agent's operator keeps under this name. What is in it is nowhere but in the task's own memory. */
        record Secret(String name) implements Source {}
    }
}
