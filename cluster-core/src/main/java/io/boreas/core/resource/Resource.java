package io.boreas.core.resource;

import java.util.Comparator;

/**
 * Some of one resource, on the same terms. Source: Mesos, {@code Resource}.
 *
 * <p>Names are free. The standard ones have fixed kinds: {@code cpus}, {@code mem} and {@code disk} (in MB) and
 * {@code gpus} (whole) are scalars, {@code ports} are ranges. What does not fit is refused with a
 * {@link ResourceSyntaxException}.
 */
public record Resource(String name, Value value, Terms terms) implements Comparable<Resource> {
    static final String CPUS = "cpus";
    static final String MEM = "mem";
    static final String DISK = "disk";
    static final String GPUS = "gpus";
    static final String PORTS = "ports";

    private static final Comparator<Resource> SLOT_ORDER = Comparator.comparing(Resource::terms)
            .thenComparingInt(r -> rank(r.name))
            .thenComparing(Resource::name)
            .thenComparingInt(r -> kind(r.value));

    public Resource {
        switch (name) {
            case CPUS, MEM, DISK -> check(value instanceof Scalar, name, value, "a number");
            case GPUS ->
                check(value instanceof Scalar(long milli) && milli % 1_000 == 0, name, value, "a whole number");
            case PORTS -> check(value instanceof Ranges, name, value, "ranges such as [31000-32000]");
            default -> Names.checked("name", name);
        }
        if (terms.disk().isPresent() && !name.equals(DISK)) {
            throw new ResourceSyntaxException("name", name, "disk: no other resource is on a disk");
        }
    }

    /** A plain resource. */
    public static Resource of(String name, Value value) {
        return new Resource(name, value, Terms.PLAIN);
    }

    /** A plain amount, in thousandths. */
    public static Resource scalar(String name, long milli) {
        return of(name, new Scalar(milli));
    }

    /** The same on other terms. */
    public Resource on(Terms other) {
        return new Resource(name, value, other);
    }

    /** The same terms for another value. */
    public Resource with(Value other) {
        return new Resource(name, other, terms);
    }

    /** By terms, then {@code cpus}, {@code mem}, {@code disk}, {@code gpus}, {@code ports}, other names, then value. */
    @Override
    public int compareTo(Resource other) {
        int order = SLOT_ORDER.compare(this, other);
        return order != 0 ? order : compareValues(value, other.value);
    }

    /** As people read it: the text grammar, with the terms it cannot say in Mesos's notation. */
    @Override
    public String toString() {
        return ResourceText.describe(this);
    }

    /**
     * Order of the places resources take in a sum: two that compare equal merge, or are the same thing.
     *
     * <p>What is whole takes a place with its value, so that a disk of another size is another disk.
     */
    int compareSlot(Resource other) {
        int order = SLOT_ORDER.compare(this, other);
        return order != 0 || !terms.isWhole() ? order : compareValues(value, other.value);
    }

    /** Whether a sum keeps this beside its like instead of joining both: shared, or had whole. */
    boolean isWhole() {
        return terms.isWhole();
    }

    private static int rank(String name) {
        return switch (name) {
            case CPUS -> 0;
            case MEM -> 1;
            case DISK -> 2;
            case GPUS -> 3;
            case PORTS -> 4;
            default -> 5;
        };
    }

    private static int kind(Value value) {
        return switch (value) {
            case Scalar s -> 0;
            case Ranges r -> 1;
            case TextSet t -> 2;
        };
    }

    private static int compareValues(Value left, Value right) {
        return switch (left) {
            case Scalar l when right instanceof Scalar r -> l.compareTo(r);
            case Ranges l when right instanceof Ranges r -> l.compareTo(r);
            case TextSet l when right instanceof TextSet r -> l.compareTo(r);
            case Scalar l -> Integer.compare(kind(l), kind(right));
            case Ranges l -> Integer.compare(kind(l), kind(right));
            case TextSet l -> Integer.compare(kind(l), kind(right));
        };
    }

    private static void check(boolean fits, String name, Value value, String expected) {
        if (!fits) {
            throw new ResourceSyntaxException(name, value.toString(), expected);
        }
    }
}
