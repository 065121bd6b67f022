package io.boreas.core.link;

import java.util.List;
import java.util.Optional;

/** What a session answers. */
public sealed interface SessionAnswer {
    /** It is as it was asked to be. */
    record Done() implements SessionAnswer {}

    /**
     * What it wrote.
     *
     * @param from bytes of its output before these
     * @param chunks in the order they were read
     * @param end how it ended, if this is all it wrote
     */
    record Output(long from, List<Chunk> chunks, Optional<End> end) implements SessionAnswer {
        public Output {
            chunks = List.copyOf(chunks);
        }

        /** Bytes before what comes after these. */
        public long next() {
            return from
                    + chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum();
        }
    }

    /**
     * Input was taken.
     *
     * @param upTo bytes of it in all
     */
    record Taken(long upTo) implements SessionAnswer {}

    /** It cannot be done. */
    record Refused(Why why, String message) implements SessionAnswer {}

    /** Some of what it wrote; on a terminal all is standard output. */
    record Chunk(boolean stderr, byte[] bytes) {}

    /** How a session ended. */
    sealed interface End {
        /** The command did, with this code; 128 and more if a signal ended it. */
        record Exited(int code) implements End {}

        /** It was ended, and why. */
        record Cut(String why) implements End {}
    }

    /** Why something cannot be done. The codes are sent. */
    enum Why {
        /** The task, or the process that was named, does not run here. */
        NOT_RUNNING(0),
        /** There are as many sessions as there may be. */
        TOO_MANY(1),
        /** The command cannot be one. */
        BAD_COMMAND(2),
        /** The agent's machine has nothing to make terminals with. */
        NO_TERMINAL(3),
        /** There is no such session; it may have ended. */
        UNKNOWN_SESSION(4),
        /** The agent failed to do it. */
        FAILED(5);

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
                case 0 -> NOT_RUNNING;
                case 1 -> TOO_MANY;
                case 2 -> BAD_COMMAND;
                case 3 -> NO_TERMINAL;
                case 4 -> UNKNOWN_SESSION;
                case 5 -> FAILED;
                default -> throw new IllegalArgumentException("no refusal of a session has the code " + code);
            };
        }
    }
}
