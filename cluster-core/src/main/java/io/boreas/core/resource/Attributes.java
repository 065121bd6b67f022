package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an agent says of itself: names with one or several values each, sorted. Equal if they say the same.
 *
 * <p>In text, {@code rack:r1;zone:z1;slots:8;ids:[1-3]}: what is a number or ranges is one, all else is text, which may
 * hold colons. Source: Mesos, {@code Attributes::parse}; unlike there, white space within a text is kept.
 */
public record Attributes(List<Attribute> list) implements Comparable<Attributes> {
    private static final Attributes NONE = new Attributes(List.of());

    public Attributes {
        list = list.stream().sorted().toList();
    }

    /** No attributes. */
    public static Attributes none() {
        return NONE;
    }

    /** The given attributes, in any order. */
    public static Attributes of(Collection<Attribute> attributes) {
        return attributes.isEmpty() ? NONE : new Attributes(List.copyOf(attributes));
    }

    /** The given attributes, in any order. */
    public static Attributes of(Attribute... attributes) {
        return of(List.of(attributes));
    }

    /**
     * The attributes a text stands for.
     *
     * @throws ResourceSyntaxException if a part between {@code ;} or line ends is not {@code name:value}; positions
     *     count from 0
     */
    public static Attributes parse(String text) {
        var attributes = new ArrayList<Attribute>();
        int from = 0;
        for (String part : text.split("[;\n]", -1)) {
            if (!part.isBlank()) {
                attributes.add(parse(part, from));
            }
            from += part.length() + 1;
        }
        return of(attributes);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** All values of a name, in order. */
    public List<AttributeValue> values(String name) {
        return list.stream()
                .filter(a -> a.name().equals(name))
                .map(Attribute::value)
                .toList();
    }

    /** All values of a name, as they are written in text. */
    public List<String> texts(String name) {
        return values(name).stream().map(AttributeValue::toString).toList();
    }

    /** The first value of a name. */
    public Optional<AttributeValue> first(String name) {
        return list.stream()
                .filter(a -> a.name().equals(name))
                .map(Attribute::value)
                .findFirst();
    }

    /**
     * Writes attributes in the grammar; {@link #parse} of it gives equal attributes.
     *
     * @throws IllegalArgumentException if a text looks like another kind of value, or holds a separator
     */
    public String format() {
        list.forEach(Attributes::checkSayable);
        return toString();
    }

    @Override
    public int compareTo(Attributes other) {
        return Order.lists(list, other.list);
    }

    /** As people read it; the grammar, but for texts that it cannot say. */
    @Override
    public String toString() {
        return list.stream().map(Attribute::toString).collect(Collectors.joining(";"));
    }

    private static Attribute parse(String part, int from) {
        int colon = part.indexOf(':');
        if (colon < 0) {
            throw new ResourceSyntaxException("position " + from, part.strip(), "name:value, such as rack:r1");
        }
        AttributeValue value = new ValueText(part.substring(colon + 1), from + colon + 1).attribute();
        try {
            return new Attribute(part.substring(0, colon).strip(), value);
        } catch (ResourceSyntaxException e) {
            throw e.in("position " + from, ", ");
        }
    }

    private static void checkSayable(Attribute attribute) {
        if (attribute.value() instanceof Text(String text)) {
            boolean sayable = text.equals(text.strip())
                    && text.indexOf(';') < 0
                    && text.charAt(0) != '['
                    && !Scalar.isNumber(text);
            if (!sayable) {
                throw new IllegalArgumentException("the text grammar cannot say the text of " + attribute);
            }
        }
    }
}
