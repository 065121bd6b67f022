package io.boreas.persistence.rocksdb;

import java.nio.file.Path;

/** Why the store cannot do what was asked; the message names the directory and what to do about it. */
public abstract sealed class StoreException extends RuntimeException {
    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    private StoreException(String message) {
        super(message);
    }

    /** Another process holds the directory. */
    public static final class InUse extends StoreException {
        InUse(Path directory, String holder) {
            super("Journal directory " + directory + " is in use by " + holder
                    + ". Stop that process, or give this one another directory.");
        }
    }

    /** What is stored is damaged where acknowledged data was: opening would lose it silently, so it is refused. */
    public static final class Damaged extends StoreException {
        Damaged(Path directory, String what) {
            super(message(directory, what));
        }

        Damaged(Path directory, String what, Throwable cause) {
            super(message(directory, what), cause);
        }

        private static String message(Path directory, String what) {
            return "Journal directory " + directory + " is damaged: " + what
                    + ". Nothing was changed. Check the disk, then restore the directory from a copy.";
        }
    }

    /** The directory cannot be opened: permissions, a missing mount, a full disk, a newer format. */
    public static final class Unavailable extends StoreException {
        Unavailable(Path directory, String why, Throwable cause) {
            super("Journal directory " + directory + " cannot be opened: " + why, cause);
        }

        Unavailable(Path directory, String why) {
            super("Journal directory " + directory + " cannot be opened: " + why);
        }
    }

    /** A write failed; none is accepted until the directory takes writes again. Reads go on. */
    public static final class Refusing extends StoreException {
        private final String reason;

        Refusing(Path directory, String reason, Throwable cause) {
            super(
                    "Journal directory " + directory + " accepts no writes: " + reason
                            + ". Nothing acknowledged is lost. Free space or repair the disk;"
                            + " writing resumes by itself when a probe succeeds.",
                    cause);
            this.reason = reason;
        }

        /** The cause in few words, such as {@code disk full}. */
        public String reason() {
            return reason;
        }
    }

    /** More work waits than the bounds allow; the caller may try again later. */
    public static final class Overloaded extends StoreException {
        Overloaded(Path directory, String queue, int max) {
            super("Journal directory " + directory + ": " + max + " " + queue
                    + " are waiting already; the disk or the machine is too slow for this load.");
        }
    }

    /** The store was closed, by shutdown. */
    public static final class Closed extends StoreException {
        Closed(Path directory) {
            super("Journal directory " + directory + " is closed; the process is shutting down.");
        }
    }
}
