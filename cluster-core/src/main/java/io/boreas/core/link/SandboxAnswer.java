package io.boreas.core.link;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a sandbox answers. */
public sealed interface SandboxAnswer {
    /** Entries of a folder, by name. */
    record Entries(List<Entry> entries) implements SandboxAnswer {
        /** Entries one answer lists at most; a fuller folder says {@code truncated} in its last entry's name. */
        public static final int ENTRIES_MAX = 10_000;

        public Entries {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One entry.
     *
     * @param mode as {@code ls} shows it, ten characters
     * @param bytes the file's length; 0 for a folder
     * @param ownership empty if it is not known
     */
    record Entry(
            String name, boolean folder, long bytes, String mode, Instant modified, Optional<Ownership> ownership) {}

    /**
     * Whose an entry is.
     *
     * @param links how many names the file has
     * @param user the account's name, or its number if it has none on the agent's machine
     * @param group in the same way
     */
    record Ownership(int links, String user, String group) {}

    /**
     * Part of a file or log.
     *
     * @param offset where the data starts
     * @param end the length of the file or log as it is now
     * @param process whose log it is; empty for a file
     */
    record Data(long offset, byte[] bytes, long end, String process) implements SandboxAnswer {}

    /** What a task does, and uses. */
    record Seen(TaskSight sight) implements SandboxAnswer {}

    /** What a session in it answers. */
    record OfSession(SessionAnswer answer) implements SandboxAnswer {}

    /** It cannot be had. */
    record Failed(Why why, String message) implements SandboxAnswer {}

    /** Why it cannot be had. The codes are sent. */
    enum Why {
        /** The agent has no such task, file or process. */
        NOT_FOUND(0),
        /** The path leaves the sandbox, or is a folder where a file is asked for, or the reverse. */
        BAD_PATH(1),
        /** The agent failed to read it. */
        UNREADABLE(2);

        private final int code;

        Why(int code) {
            this.code = code;
        }

        /** The number it is sent under. */
        public int code() {
            return code;
        }

        /** The cause of a sent number. */
        public static Why ofCode(int code) {
            return switch (code) {
                case 0 -> NOT_FOUND;
                case 1 -> BAD_PATH;
                case 2 -> UNREADABLE;
                default -> throw new IllegalArgumentException("no sandbox failure has the code " + code);
            };
        }
    }
}
