package io.boreas.core.link;

import java.util.regex.Pattern;

/**
 * The terminal a session shows itself on.
 *
 * @param type what it understands, as {@code TERM} says it: letters, digits and {@code ._+-}, 1 to 64
 */
public record Terminal(String type, TerminalSize size) {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._+-]{1,64}");

    public Terminal {
        if (!isType(type)) {
            throw new IllegalArgumentException(
                    "a terminal's type has 1 to 64 letters, digits and ._+-, unlike \"" + type + "\"");
        }
    }

    /** Whether this may be what a terminal understands. */
    public static boolean isType(String type) {
        return TYPE.matcher(type).matches();
    }
}
