package io.boreas.core.link;

import java.util.List;
import java.util.Optional;

/**
 * What is asked of a session: a command that runs in the sandbox of a task, beside its processes. Any of these may be asked twice,
 * for an answer may be lost: it is done once. A session that is asked nothing for some seconds has been left, and ends.
 */
public sealed interface SessionStep {
    /** Bytes that one {@link Write}, and one answer to a {@link Poll}, has at most. */
    int BYTES_MAX = 64 * 1024;

    /**
     * Begin it.
     *
     * @param process of the task's specification that must run for it; empty for any
     * @param command the program and its arguments, which no shell looks at
     * @param input whether something will be written; otherwise the command finds the end of its input at once, or a terminal at
     *     which nobody types
     * @param terminal what it runs on; empty for pipes
     */
    record Open(String process, List<String> command, boolean input, Optional<Terminal> terminal)
            implements SessionStep {
        /** Words of a command at most. */
        public static final int WORDS_MAX = 256;

        /** Characters of all words together at most. */
        public static final int CHARACTERS_MAX = 8_192;

        public Open {
            command = List.copyOf(command);
        }

        /** What is wrong with the command; empty if nothing is. */
        public Optional<String> fault() {
            if (command.isEmpty() || command.getFirst().isEmpty()) {
                return Optional.of("the command is empty");
            }
            int characters = command.stream().mapToInt(String::length).sum();
            if (command.size() > WORDS_MAX || characters > CHARACTERS_MAX) {
                return Optional.of("a command has at most " + WORDS_MAX + " words and " + CHARACTERS_MAX
                        + " characters, not " + command.size() + " and " + characters);
            }
            if (command.getFirst().startsWith("-")) {
                return Optional.of(
                        "the name of a program does not begin with \"-\", as \"" + command.getFirst() + "\" does");
            }
            return command.stream().anyMatch(word -> word.indexOf('\0') >= 0)
                    ? Optional.of("a command has no NUL character in it")
                    : Optional.empty();
        }
    }

    /**
     * What has it written? Answered when there is something, or after some seconds.
     *
     * @param taken bytes of its output that need not be told again
     */
    record Poll(long taken) implements SessionStep {}

    /**
     * Its input goes on.
     *
     * @param offset bytes before these
     * @param end whether nothing comes after these
     */
    record Write(long offset, byte[] bytes, boolean end) implements SessionStep {}

    /** Its terminal has another size. Without a terminal this means nothing. */
    record Resize(TerminalSize size) implements SessionStep {}

    /** Somebody is there still. */
    record Attend() implements SessionStep {}

    /** End it, and all that came of it. */
    record Close() implements SessionStep {}
}
