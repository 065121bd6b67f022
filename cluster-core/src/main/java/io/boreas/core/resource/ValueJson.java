package io.boreas.core.resource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Values in JSON: {@code type}, and the field that goes with it. Source: Mesos, {@code Value}. */
final class ValueJson {
    private enum Type {
        SCALAR,
        RANGES,
        SET,
        TEXT;

        String field() {
            return switch (this) {
                case SCALAR -> "scalar";
                case RANGES -> "ranges";
                case SET -> "set";
                case TEXT -> "text";
            };
        }
    }

    private ValueJson() {}

    static Value resourceValue(TreeCursor at) {
        Type type = type(at);
        return switch (type) {
            case SCALAR -> scalar(at);
            case RANGES -> ranges(at);
            case SET -> set(at.required("set"));
            case TEXT -> throw at.required("type").error("SCALAR, RANGES or SET");
        };
    }

    static AttributeValue attributeValue(TreeCursor at) {
        Type type = type(at);
        return switch (type) {
            case SCALAR -> scalar(at);
            case RANGES -> ranges(at);
            case TEXT -> text(at.required("text").required("value"));
            case SET -> throw at.required("type").error("SCALAR, RANGES or TEXT");
        };
    }

    static void write(Value value, TreeFields out) {
        switch (value) {
            case Scalar scalar -> write(scalar, out);
            case Ranges ranges -> write(ranges, out);
            case TextSet set -> {
                var items = set.items().stream().<Tree>map(Tree.Str::new).toList();
                out.put("type", "SET").put("set", new TreeFields().put("item", new Tree.Arr(items)));
            }
        }
    }

    static void write(AttributeValue value, TreeFields out) {
        switch (value) {
            case Scalar scalar -> write(scalar, out);
            case Ranges ranges -> write(ranges, out);
            case Text text -> out.put("type", "TEXT").put("text", new TreeFields().put("value", text.value()));
        }
    }

    private static void write(Scalar scalar, TreeFields out) {
        // At least one decimal, as Mesos writes doubles.
        BigDecimal number = BigDecimal.valueOf(scalar.milli(), 3).stripTrailingZeros();
        number = number.scale() < 1 ? number.setScale(1) : number;
        out.put("type", "SCALAR").put("scalar", new TreeFields().put("value", new Tree.Num(number)));
    }

    private static void write(Ranges ranges, TreeFields out) {
        var spans = ranges.spans().stream()
                .<Tree>map(span -> new TreeFields()
                        .put("begin", whole(span.begin()))
                        .put("end", whole(span.end()))
                        .object())
                .toList();
        out.put("type", "RANGES").put("ranges", new TreeFields().put("range", new Tree.Arr(spans)));
    }

    private static Tree whole(long number) {
        return new Tree.Num(BigDecimal.valueOf(number));
    }

    /** The type; a value of another type beside it is refused. */
    private static Type type(TreeCursor at) {
        Type type = at.required("type").constant(Type.class);
        for (Type other : Type.values()) {
            if (other != type && at.field(other.field()).isPresent()) {
                throw at.error("no field \"" + other.field() + "\" beside type " + type);
            }
        }
        return type;
    }

    private static Scalar scalar(TreeCursor at) {
        return at.required("scalar").required("value").scalar();
    }

    private static Ranges ranges(TreeCursor at) {
        TreeCursor ranges = at.required("ranges");
        List<Ranges.Span> spans =
                ranges.items("range").stream().map(ValueJson::span).toList();
        var sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingLong(Ranges.Span::begin));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).begin() <= sorted.get(i - 1).end()) {
                throw ranges.error("ranges that do not overlap, unlike " + Ranges.of(sorted.subList(i - 1, i)) + " and "
                        + Ranges.of(sorted.subList(i, i + 1)));
            }
        }
        return Ranges.of(spans);
    }

    private static Text text(TreeCursor at) {
        String value = at.text();
        return at.made(() -> new Text(value));
    }

    private static Ranges.Span span(TreeCursor at) {
        long begin = at.required("begin").whole();
        long end = at.required("end").whole();
        return at.made(() -> new Ranges.Span(begin, end));
    }

    private static TextSet set(TreeCursor at) {
        var items = at.items("item").stream().map(TreeCursor::text).toList();
        TextSet set = at.made(() -> TextSet.of(items));
        if (set.items().size() < items.size()) {
            throw at.error("items that differ from each other");
        }
        return set;
    }
}
