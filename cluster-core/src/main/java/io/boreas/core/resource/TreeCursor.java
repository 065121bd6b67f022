package io.boreas.core.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A place in a tree, which knows its path, so that whatever is wrong can be found. */
record TreeCursor(String path, Tree tree) {
    private static final int LONG_DIGITS = 19;
    private static final int EXPONENT_MAX = 400;
    private static final BigDecimal WHOLE_MAX = BigDecimal.valueOf(Ranges.MAX);

    /** The field of an object; nothing if it is missing or null. Fields nobody asks for are ignored, as in Mesos. */
    Optional<TreeCursor> field(String name) {
        if (!(tree instanceof Tree.Obj object)) {
            throw error("an object");
        }
        return Optional.ofNullable(object.fields().get(name))
                .filter(value -> !(value instanceof Tree.Nil))
                .map(value -> new TreeCursor(path.isEmpty() ? name : path + "." + name, value));
    }

    TreeCursor required(String name) {
        return field(name).orElseThrow(() -> error("a field \"" + name + "\""));
    }

    Optional<String> text(String name) {
        return field(name).map(TreeCursor::text);
    }

    String text() {
        if (tree instanceof Tree.Str string) {
            return string.value();
        }
        throw error("a string");
    }

    /** The items of an array. */
    List<TreeCursor> items() {
        if (!(tree instanceof Tree.Arr array)) {
            throw error("an array");
        }
        var items = new ArrayList<TreeCursor>(array.items().size());
        for (Tree item : array.items()) {
            items.add(new TreeCursor(path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** The items of a field that is an array; none if the field is missing. */
    List<TreeCursor> items(String name) {
        return field(name).map(TreeCursor::items).orElse(List.of());
    }

    Scalar scalar() {
        if (!(tree instanceof Tree.Num number)) {
            throw error("a number");
        }
        BigDecimal value = number.value();
        // Far outside of what a double holds, a conversion would only burn time before it is refused.
        boolean absurd = Math.abs((long) value.precision() - value.scale()) > EXPONENT_MAX && value.signum() != 0;
        return Scalar.of(absurd ? Double.NaN : value.doubleValue(), path, describe());
    }

    long whole() {
        if (tree instanceof Tree.Num number) {
            BigDecimal value = number.value();
            long integerDigits = (long) value.precision() - value.scale();
            if (value.signum() >= 0 && integerDigits <= LONG_DIGITS && value.scale() <= EXPONENT_MAX) {
                BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
                if (whole.compareTo(value) == 0 && whole.compareTo(WHOLE_MAX) <= 0) {
                    return whole.longValueExact();
                }
            }
        }
        throw error("a whole number from 0 to " + Ranges.MAX);
    }

    <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw error("one of " + List.of(type.getEnumConstants()));
    }

    /** What is made of what was read here; errors in making it, which know no place, are told with this one. */
    <T> T made(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (ResourceSyntaxException e) {
            throw e.in(path.isEmpty() ? "top" : path, ".");
        }
    }

    /** The role that stands here. */
    Role role() {
        String name = text();
        try {
            return new Role(name);
        } catch (ResourceSyntaxException e) {
            throw new ResourceSyntaxException(path, e.found(), e.expected());
        }
    }

    ResourceSyntaxException error(String expected) {
        return new ResourceSyntaxException(path.isEmpty() ? "top" : path, describe(), expected);
    }

    private String describe() {
        return switch (tree) {
            case Tree.Obj object -> "{" + String.join(", ", object.fields().keySet()) + "}";
            case Tree.Arr array -> "[" + array.items().size() + " items]";
            case Tree.Str string -> string.value();
            case Tree.Num number -> number.value().toString();
            case Tree.Bool bool -> Boolean.toString(bool.value());
            case Tree.Nil nil -> "null";
        };
    }
}
