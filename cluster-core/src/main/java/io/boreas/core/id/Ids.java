package io.boreas.core.id;

/** The rule every opaque id keeps. Source: Mesos's validation of ids, {@code common/validation.cpp}. */
final class Ids {
    private static final char DELETE = '\u007f';
    private static final char CONTROL_LAST = '\u009f';

    private Ids() {}

    static void check(String kind, String value, int lengthMax) {
        if (value.isEmpty() || value.length() > lengthMax || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException(kind + " has 1 to " + lengthMax
                    + " characters and is neither \".\" nor \"..\", not \"" + value + "\"");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '\\' || c < ' ' || c >= DELETE && c <= CONTROL_LAST) {
                throw new IllegalArgumentException(
                        kind + " has no slash and no control character, but \"" + value + "\" has one at " + i);
            }
        }
    }
}
