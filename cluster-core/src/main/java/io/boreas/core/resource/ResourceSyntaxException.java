package io.boreas.core.resource;

/** Says where a text or tree stops being a valid resource, attribute or role, what stands there, and what belongs there. */
public final class ResourceSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED_MAX = 80;

    private final String where;
    private final String found;
    private final String expected;

    /**
     * An error at one place.
     *
     * @param where a place a reader can find: {@code position 5}, {@code [2].scalar.value}, {@code role}
     * @param found the offending text as it was written; quoted, shortened past 80 characters
     * @param expected what would have been accepted, as the end of a sentence
     */
    public ResourceSyntaxException(String where, String found, String expected) {
        super(where + ": found \"" + shortened(found) + "\", expected " + expected);
        this.where = where;
        this.found = shortened(found);
        this.expected = expected;
    }

    /** Where the error is: a position in a text, or a path in a tree. */
    public String where() {
        return where;
    }

    /** The offending text, at most 80 characters of it. */
    public String found() {
        return found;
    }

    /** What would have been accepted. */
    public String expected() {
        return expected;
    }

    /** The same error, told with the place of the whole it was found in. */
    ResourceSyntaxException in(String outer, String separator) {
        return new ResourceSyntaxException(outer + separator + where, found, expected);
    }

    private static String shortened(String text) {
        return text.length() <= QUOTED_MAX ? text : text.substring(0, QUOTED_MAX - 3) + "...";
    }
}
