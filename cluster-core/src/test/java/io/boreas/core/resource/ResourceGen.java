package io.boreas.core.resource;

import io.boreas.core.gen.Gen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws resources of every kind and on all terms. */
final class ResourceGen {
    private static final List<String> SCALARS = List.of("cpus", "mem", "disk", "bandwidth");
    private static final long MILLI_MAX = 50_000_000;

    private final Gen gen;

    ResourceGen(Gen gen) {
        this.gen = gen;
    }

    static ResourceGen seeded(long seed) {
        return new ResourceGen(Gen.seeded(seed));
    }

    Gen gen() {
        return gen;
    }

    /** Any sum, its parts drawn one by one from a few names and terms, so that many of them meet. */
    Resources resources() {
        return Resources.of(gen.list(0, 8, this::resource));
    }

    /** Two sums whose ports and items have nothing in common, as those of two tasks on one agent. */
    List<Resources> disjoint() {
        var left = new ArrayList<Resource>();
        var right = new ArrayList<Resource>();
        Map<String, Long> next = new HashMap<>();
        for (Resource resource : gen.list(0, 12, this::resource)) {
            Resource unique = resource.with(unique(resource.value(), next));
            (gen.flip() ? left : right).add(unique);
        }
        return List.of(Resources.of(left), Resources.of(right));
    }

    /** What the text grammar can say. */
    Resources sayable() {
        return resources().onTerms(terms -> Terms.reservedTo(terms.role()));
    }

    Resource resource() {
        return switch (gen.evenly(0, 7)) {
            case 0 -> new Resource("ports", ranges(), terms());
            case 1 -> new Resource("names", TextSet.of(gen.list(0, 4, gen::name)), terms());
            case 2 -> new Resource("gpus", new Scalar(1_000L * gen.between(0, 8)), terms());
            case 3 -> new Resource("disk", scalar(), onDisk(terms()));
            default -> new Resource(gen.pick(SCALARS), scalar(), terms());
        };
    }

    Scalar scalar() {
        return new Scalar(gen.between(0, MILLI_MAX));
    }

    Ranges ranges() {
        return Ranges.of(gen.list(0, 6, () -> {
            long begin = gen.between(0L, 60);
            return new Ranges.Span(begin, begin + gen.between(0L, 8));
        }));
    }

    Terms terms() {
        Terms terms = gen.oneIn(3) ? Terms.PLAIN : Terms.PLAIN.reserved(stack());
        terms = gen.oneIn(5) ? terms.asRevocable() : terms;
        terms = gen.oneIn(4) ? terms.allocatedTo(gen.pick(new Role("web"), new Role("web/eu"))) : terms;
        return gen.oneIn(10) ? terms.from("provider-1") : terms;
    }

    Labels labels() {
        return Labels.of(gen.list(0, 2, () -> new Labels.Label(gen.pick("k", "l"), gen.pick("v", "w", ""))));
    }

    private List<Reservation> stack() {
        var stack = new ArrayList<Reservation>();
        String role = gen.pick("web", "ads");
        for (int depth = gen.evenly(0, 3); depth > 0; depth--) {
            boolean fixed = stack.isEmpty() && gen.flip();
            var reservation = fixed
                    ? Reservation.fixed(new Role(role))
                    : Reservation.dynamic(new Role(role)).with(labels());
            stack.add(gen.oneIn(4) ? reservation.by("operator") : reservation);
            role += gen.pick("/eu", "/us/x");
        }
        return stack;
    }

    private Terms onDisk(Terms terms) {
        var type = gen.pick(DiskInfo.SourceType.class);
        boolean rooted = type == DiskInfo.SourceType.PATH || type == DiskInfo.SourceType.MOUNT;
        var root = rooted && gen.flip() ? Optional.of("/mnt/" + gen.pick("a", "b")) : Optional.<String>empty();
        Optional<String> id = gen.oneIn(3) ? Optional.of(gen.pick("disk-1", "disk-2")) : Optional.empty();
        var source = new DiskInfo.Source(type, root, Optional.empty(), id, Optional.empty(), labels());
        if (gen.flip()) {
            return terms.on(DiskInfo.on(source));
        }
        var volume = DiskInfo.persistent(gen.pick("v1", "v2"), "data");
        var sourced = gen.flip() ? volume : new DiskInfo(volume.persistence(), volume.volume(), Optional.of(source));
        return gen.flip() ? terms.on(sourced).asShared() : terms.on(sourced);
    }

    private Value unique(Value value, Map<String, Long> next) {
        return switch (value) {
            case Scalar s -> s;
            case Ranges r -> {
                long base = next.merge("ports", 100L, Long::sum);
                yield Ranges.of(r.spans().stream()
                        .map(s -> new Ranges.Span(base + s.begin(), base + s.end()))
                        .toList());
            }
            case TextSet t -> {
                long number = next.merge("names", 1L, Long::sum);
                yield TextSet.of(t.items().stream().map(item -> item + number).toList());
            }
        };
    }
}
