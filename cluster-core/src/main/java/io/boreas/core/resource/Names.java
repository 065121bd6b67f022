package io.boreas.core.resource;

/** What may name a resource or an attribute, or be an item of a set. */
final class Names {
    private static final int LENGTH_MAX = 255;
    private static final String SEPARATORS = ":;,()[]{}";
    private static final String EXPECTED =
            "1 to 255 characters without white space, control characters or any of " + SEPARATORS;

    private Names() {}

    static String checked(String what, String name) {
        if (!isValid(name)) {
            throw new ResourceSyntaxException(what, name, EXPECTED);
        }
        return name;
    }

    private static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == 0x7f || Character.isWhitespace(c) || SEPARATORS.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
