package io.boreas.core.resource;

/** An attribute in words, such as {@code r1}: 1 to 1,024 characters, none of them a control character. */
public record Text(String value) implements AttributeValue {
    private static final int LENGTH_MAX = 1_024;

    public Text {
        if (value.isEmpty() || value.length() > LENGTH_MAX || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new ResourceSyntaxException("text", value, "1 to 1,024 characters, none of them a control character");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
