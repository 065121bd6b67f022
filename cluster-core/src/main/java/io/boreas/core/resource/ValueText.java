package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.TreeSet;

/** Reads one value of the text grammar; positions in errors count from 0 in the whole text. */
final class ValueText {
    private static final String VALUE = "a number such as 0.5, ranges such as [31000-32000], or a set such as {a,b}";
    private static final int DIGITS_MAX = 19;

    private final String text;
    private final int offset;
    private int at;

    /**
     * A reader at the start of a value.
     *
     * @param text the value alone; white space around it does not matter
     * @param offset where the value stands in the whole text
     */
    ValueText(String text, int offset) {
        this.text = text;
        this.offset = offset;
    }

    /** The value of a resource. */
    Value value() {
        skipSpace();
        return switch (peek()) {
            case '[' -> ranges();
            case '{' -> set();
            default -> {
                String number = text.strip();
                if (!Scalar.isNumber(number)) {
                    throw error(number, VALUE);
                }
                yield Scalar.parse(number, where());
            }
        };
    }

    /** The value of an attribute: what is neither a number nor ranges is text. */
    AttributeValue attribute() {
        skipSpace();
        String stripped = text.strip();
        if (peek() == '[') {
            return ranges();
        }
        if (Scalar.isNumber(stripped)) {
            return Scalar.parse(stripped, where());
        }
        try {
            return new Text(stripped);
        } catch (ResourceSyntaxException e) {
            throw e.in(where(), ", ");
        }
    }

    Ranges ranges() {
        skipSpace();
        expect('[', "'[' and ranges such as [31000-32000]");
        var spans = new ArrayList<Ranges.Span>();
        if (!skip(']')) {
            do {
                int begin = position();
                long first = number();
                expect('-', "'-' and the end of the range");
                long last = number();
                spans.add(span(begin, first, last));
            } while (skip(','));
            expect(']', "',' or ']'");
        }
        end();
        return Ranges.of(spans);
    }

    private TextSet set() {
        expect('{', "'{'");
        var items = new TreeSet<String>();
        if (!skip('}')) {
            do {
                items.add(item());
            } while (skip(','));
            expect('}', "',' or '}'");
        }
        end();
        return TextSet.of(items);
    }

    private Ranges.Span span(int position, long first, long last) {
        try {
            return new Ranges.Span(first, last);
        } catch (ResourceSyntaxException e) {
            throw e.in("position " + position, ", ");
        }
    }

    private String item() {
        skipSpace();
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
            at++;
        }
        try {
            return Names.checked("item", text.substring(from, at).strip());
        } catch (ResourceSyntaxException e) {
            throw e.in("position " + (offset + from), ", ");
        }
    }

    private long number() {
        skipSpace();
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(from, at);
        // All numbers of 18 digits fit; of 19 digits those compare as texts do.
        if (digits.isEmpty()
                || digits.length() > DIGITS_MAX
                || (digits.length() == DIGITS_MAX && digits.compareTo(Long.toString(Ranges.MAX)) > 0)) {
            String found = digits.isEmpty() ? text.substring(from).strip() : digits;
            throw new ResourceSyntaxException(
                    "position " + (offset + from), found, "a whole number from 0 to " + Ranges.MAX);
        }
        return Long.parseLong(digits);
    }

    private void expect(char c, String expected) {
        if (!skip(c)) {
            throw error(text.substring(at).strip(), expected);
        }
    }

    private void end() {
        skipSpace();
        if (at < text.length()) {
            throw error(text.substring(at).strip(), "the end of the value");
        }
    }

    private boolean skip(char c) {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** The next character, or NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private int position() {
        skipSpace();
        return offset + at;
    }

    private String where() {
        return "position " + position();
    }

    private ResourceSyntaxException error(String found, String expected) {
        return new ResourceSyntaxException(where(), found, expected);
    }
}
