package io.boreas.persistence.codec;

import io.boreas.core.resource.Attribute;
import io.boreas.core.resource.AttributeValue;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import io.boreas.core.resource.Text;
import io.boreas.core.resource.TextSet;
import io.boreas.core.resource.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resources and attributes; see {@code boreas/v1/values.proto}. */
final class ResourceValues {
    private static final String CPUS = "cpus";
    private static final String MEM = "mem";
    private static final String DISK = "disk";
    private static final String GPUS = "gpus";
    private static final String PORTS = "ports";

    private ResourceValues() {}

    static void write(Encoder out, int field, Resources resources) {
        int mark = out.begin(field);
        if (resources.isPlain()) {
            out.number(1, resources.cpusMilli());
            out.number(2, resources.memMilli());
            out.number(3, resources.diskMilli());
            out.number(4, resources.gpusMilli());
            steps(out, 5, resources.ports());
        } else {
            writeMixed(out, resources.toList());
        }
        out.end(mark);
    }

    private static void writeMixed(Encoder out, List<Resource> resources) {
        var others = new ArrayList<Resource>();
        // In canonical order, so that the plain ones come first, in the order of their fields.
        for (var resource : resources) {
            boolean plain = resource.terms().isPlain();
            switch (resource.value()) {
                case Scalar(long milli) when plain && resource.name().equals(CPUS) -> out.number(1, milli);
                case Scalar(long milli) when plain && resource.name().equals(MEM) -> out.number(2, milli);
                case Scalar(long milli) when plain && resource.name().equals(DISK) -> out.number(3, milli);
                case Scalar(long milli) when plain && resource.name().equals(GPUS) -> out.number(4, milli);
                case Ranges ranges when plain && resource.name().equals(PORTS) -> steps(out, 5, ranges);
                case Value value -> others.add(resource);
            }
        }
        others.forEach(resource -> write(out, 6, resource));
    }

    static Resources read(Decoder in) {
        long cpus = 0;
        long mem = 0;
        long disk = 0;
        long gpus = 0;
        var ports = Ranges.empty();
        var others = List.<Resource>of();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> cpus = in.int64();
                case 2 -> mem = in.int64();
                case 3 -> disk = in.int64();
                case 4 -> gpus = in.int64();
                case 5 -> ports = steps(in);
                case 6 -> {
                    others = others.isEmpty() ? new ArrayList<>() : others;
                    others.add(resource(in));
                }
                default -> in.unknown("Resources");
            }
        }
        in.close(outer);
        var plain = Resources.plain(cpus, mem, disk, ports);
        if (gpus == 0 && others.isEmpty()) {
            return plain;
        }
        var all = new ArrayList<>(plain.toList());
        all.add(Resource.scalar(GPUS, gpus));
        all.addAll(others);
        return Resources.of(all);
    }

    /** What one task or offer holds: its plain ports beside the rest, which tasks of one job have in common. */
    static void writeHolding(Encoder out, int field, Resources held) {
        int mark = out.begin(field);
        var ports = held.isPlain() ? held.ports() : Ranges.empty();
        out.resources(1, ports.isEmpty() ? held : withoutPorts(held));
        steps(out, 2, ports);
        out.end(mark);
    }

    private static Resources withoutPorts(Resources held) {
        var rest = Resources.plain(held.cpusMilli(), held.memMilli(), held.diskMilli(), Ranges.empty());
        return held.gpusMilli() == 0 ? rest : rest.plus(Resource.scalar(GPUS, held.gpusMilli()));
    }

    static Resources readHolding(Decoder in) {
        var rest = Resources.empty();
        var ports = Ranges.empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> rest = in.resources();
                case 2 -> ports = steps(in);
                default -> in.unknown("Holding");
            }
        }
        in.close(outer);
        return ports.isEmpty() ? rest : rest.plus(Resources.plain(0, 0, 0, ports));
    }

    private static void write(Encoder out, int field, Resource resource) {
        int mark = out.begin(field);
        out.text(1, resource.name());
        switch (resource.value()) {
            case Scalar(long milli) -> out.present(2, milli);
            case Ranges ranges -> ranges(out, 3, ranges);
            case TextSet items -> items(out, 4, items.items());
        }
        if (!resource.terms().isPlain()) {
            TermsValues.write(out, 5, resource.terms());
        }
        out.end(mark);
    }

    private static Resource resource(Decoder in) {
        String name = "";
        @Nullable Value value = null;
        var terms = Terms.PLAIN;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> value = new Scalar(in.int64());
                case 3 -> value = ranges(in);
                case 4 -> value = TextSet.of(items(in));
                case 5 -> terms = TermsValues.read(in);
                default -> in.unknown("Resource");
            }
        }
        in.close(outer);
        return new Resource(name, in.required(value, "a resource's value"), terms);
    }

    static void write(Encoder out, int field, Attributes attributes) {
        for (var attribute : attributes.list()) {
            int mark = out.begin(field);
            out.text(1, attribute.name());
            switch (attribute.value()) {
                case Scalar(long milli) -> out.present(2, milli);
                case Ranges ranges -> ranges(out, 3, ranges);
                case Text(String text) -> out.text(4, text);
            }
            out.end(mark);
        }
    }

    static Attribute attribute(Decoder in) {
        String name = "";
        @Nullable AttributeValue value = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> value = new Scalar(in.int64());
                case 3 -> value = ranges(in);
                case 4 -> value = new Text(in.sharedText());
                default -> in.unknown("Attribute");
            }
        }
        in.close(outer);
        return new Attribute(name, in.required(value, "an attribute's value"));
    }

    /** A {@code TextSet}. */
    static void items(Encoder out, int field, Collection<String> items) {
        int outer = out.begin(field);
        if (!items.isEmpty()) {
            int mark = out.begin(1);
            items.forEach(item -> out.packed(out.index(item)));
            out.end(mark);
        }
        out.end(outer);
    }

    static List<String> items(Decoder in) {
        var items = new ArrayList<String>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                int list = in.open();
                while (in.hasMore()) {
                    items.add(in.packedText());
                }
                in.close(list);
            } else {
                in.unknown("TextSet");
            }
        }
        in.close(outer);
        return items;
    }

    private static void ranges(Encoder out, int field, Ranges ranges) {
        int mark = out.begin(field);
        steps(out, 1, ranges);
        out.end(mark);
    }

    private static Ranges ranges(Decoder in) {
        var ranges = Ranges.empty();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                ranges = steps(in);
            } else {
                in.unknown("Ranges");
            }
        }
        in.close(outer);
        return ranges;
    }

    private static void steps(Encoder out, int field, Ranges ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        int mark = out.begin(field);
        long end = 0;
        for (int i = 0; i < ranges.spanCount(); i++) {
            out.packed(ranges.begin(i) - end);
            end = ranges.end(i);
            out.packed(end - ranges.begin(i));
        }
        out.end(mark);
    }

    private static Ranges steps(Decoder in) {
        int outer = in.open();
        long begin = in.hasMore() ? in.packed() : 0;
        long end = begin + (in.hasMore() ? in.packed() : 0);
        if (!in.hasMore()) {
            in.close(outer);
            return Ranges.of(begin, end);
        }
        var spans = new ArrayList<Ranges.Span>();
        spans.add(new Ranges.Span(begin, end));
        while (in.hasMore()) {
            begin = end + in.packed();
            end = begin + (in.hasMore() ? in.packed() : 0);
            spans.add(new Ranges.Span(begin, end));
        }
        in.close(outer);
        return Ranges.of(spans);
    }
}
