package io.boreas.core.check;

import java.util.Optional;

/**
 * What a check found last. Source: Mesos, {@code CheckStatusInfo}.
 *
 * @param value a command's exit code, an HTTP status code, or 1 for a connection and 0 for none; empty as long as no check came
 *     to its end
 */
public record CheckStatus(Kind kind, Optional<Integer> value) {

    /** The kinds of checks. Source: Mesos, {@code CheckInfo.Type}; the codes are its numbers, and are stored. */
    public enum Kind {
        COMMAND(1),
        HTTP(2),
        TCP(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number it is stored under. */
        public int code() {
            return code;
        }

        /** The kind of a stored number. */
        public static Kind ofCode(int code) {
            return switch (code) {
                case 1 -> COMMAND;
                case 2 -> HTTP;
                case 3 -> TCP;
                default -> throw new IllegalArgumentException("no kind of check has the code " + code);
            };
        }
    }

    /** What is known before the first check. */
    public static CheckStatus unknown(Kind kind) {
        return new CheckStatus(kind, Optional.empty());
    }
}
