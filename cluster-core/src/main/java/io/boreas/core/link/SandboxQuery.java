package io.boreas.core.link;

/** What can be asked of a sandbox, and of who runs in it. Paths are relative to it and never leave it. */
public sealed interface SandboxQuery {
    /** Bytes that one {@link Read} gives at most. */
    int READ_BYTES_MAX = 256 * 1024;

    /** The entries of a folder; {@code ""} is the sandbox itself. */
    record Browse(String path) implements SandboxQuery {}

    /**
     * Part of a file.
     *
     * @param offset from its start; -1 asks only how long the file is
     * @param length at most {@link #READ_BYTES_MAX}
     */
    record Read(String path, long offset, int length) implements SandboxQuery {}

    /**
     * Part of what a process wrote, across rotation: offsets count from its very first byte.
     *
     * @param process empty for the task's only or first service-like process
     * @param offset from the first byte ever written; -1 asks only for where the output starts and ends now
     */
    record ReadLog(String process, Stream stream, long offset, int length) implements SandboxQuery {}

    /** What its task does, and uses of the machine. */
    record Look() implements SandboxQuery {}

    /**
     * Something of a session in it.
     *
     * @param session its name, of its opener's choice
     */
    record InSession(String session, SessionStep step) implements SandboxQuery {}

    /** Which of the two outputs. */
    enum Stream {
        STDOUT,
        STDERR
    }
}
