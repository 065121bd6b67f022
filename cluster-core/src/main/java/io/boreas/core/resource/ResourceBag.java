package io.boreas.core.resource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Arithmetic on sorted arrays of resources: each place at most once, what is had whole or shared as often as it is there.
 *
 * <p>An array, once returned, is never changed.
 */
final class ResourceBag {
    static final Resource[] NONE = {};

    private ResourceBag() {}

    /** The sum of resources in any order. */
    static Resource[] of(List<Resource> resources) {
        var out = resources.toArray(NONE);
        Arrays.sort(out);
        int length = 0;
        for (Resource next : out) {
            if (length > 0 && !next.isWhole() && out[length - 1].compareSlot(next) == 0) {
                Resource last = out[length - 1];
                out[length - 1] = last.with(sum(last.value(), next.value()));
            } else {
                out[length++] = next;
            }
        }
        return Arrays.copyOf(out, length);
    }

    static Resource[] sum(Resource[] left, Resource[] right) {
        if (left.length == 0 || right.length == 0) {
            return left.length == 0 ? right : left;
        }
        var out = new Resource[left.length + right.length];
        int length = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            int order = left[i].compareSlot(right[j]);
            if (order == 0 && !left[i].isWhole()) {
                out[length++] = left[i].with(sum(left[i++].value(), right[j++].value()));
            } else {
                out[length++] = order <= 0 ? left[i++] : right[j++];
            }
        }
        while (i < left.length) {
            out[length++] = left[i++];
        }
        while (j < right.length) {
            out[length++] = right[j++];
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /** What is left when the right is taken away; nothing if the left does not contain it. */
    static Optional<Resource[]> difference(Resource[] left, Resource[] right) {
        if (right.length == 0) {
            return Optional.of(left);
        }
        var out = new Resource[left.length];
        int length = 0;
        int j = 0;
        for (Resource have : left) {
            int order = j < right.length ? have.compareSlot(right[j]) : -1;
            if (order > 0) {
                return Optional.empty();
            }
            if (order < 0) {
                out[length++] = have;
                continue;
            }
            Resource take = right[j++];
            if (have.isWhole()) {
                continue;
            }
            if (!contains(have.value(), take.value())) {
                return Optional.empty();
            }
            Value rest = difference(have.value(), take.value());
            if (!rest.isEmpty()) {
                out[length++] = have.with(rest);
            }
        }
        if (j < right.length) {
            return Optional.empty();
        }
        return Optional.of(length == 0 ? NONE : Arrays.copyOf(out, length));
    }

    static boolean contains(Resource[] left, Resource[] right) {
        int j = 0;
        for (int i = 0; i < left.length && j < right.length; i++) {
            int order = left[i].compareSlot(right[j]);
            if (order > 0) {
                return false;
            }
            if (order == 0) {
                if (!left[i].isWhole() && !contains(left[i].value(), right[j].value())) {
                    return false;
                }
                j++;
            }
        }
        return j == right.length;
    }

    /** The amount of a name, and some more of it; a shared volume counts once, and no sum passes the largest long. */
    static long scalarMilli(Resource[] bag, String name, long more) {
        long sum = more;
        for (int i = 0; i < bag.length; i++) {
            Resource resource = bag[i];
            boolean again = resource.terms().shared() && i > 0 && resource.equals(bag[i - 1]);
            if (!again
                    && resource.value() instanceof Scalar(long milli)
                    && resource.name().equals(name)) {
                sum += Math.min(milli, Long.MAX_VALUE - sum);
            }
        }
        return sum;
    }

    static Ranges ranges(Resource[] bag, String name, Ranges more) {
        Ranges sum = more;
        for (Resource resource : bag) {
            if (resource.value() instanceof Ranges ranges && resource.name().equals(name)) {
                sum = sum.union(ranges);
            }
        }
        return sum;
    }

    static TextSet items(Resource[] bag, String name) {
        TextSet sum = TextSet.empty();
        for (Resource resource : bag) {
            if (resource.value() instanceof TextSet items && resource.name().equals(name)) {
                sum = sum.union(items);
            }
        }
        return sum;
    }

    private static boolean contains(Value left, Value right) {
        return switch (left) {
            case Scalar(long have) -> right instanceof Scalar(long want) && have >= want;
            case Ranges have -> right instanceof Ranges want && have.contains(want);
            case TextSet have -> right instanceof TextSet want && have.contains(want);
        };
    }

    private static Value sum(Value left, Value right) {
        return switch (left) {
            case Scalar(long a) when right instanceof Scalar(long b) -> new Scalar(Scalar.sum(a, b));
            case Ranges a when right instanceof Ranges b -> a.union(b);
            case TextSet a when right instanceof TextSet b -> a.union(b);
            case Scalar a -> throw new IllegalArgumentException(a + " and " + right + " do not add up");
            case Ranges a -> throw new IllegalArgumentException(a + " and " + right + " do not add up");
            case TextSet a -> throw new IllegalArgumentException(a + " and " + right + " do not add up");
        };
    }

    private static Value difference(Value left, Value right) {
        return switch (left) {
            case Scalar(long a) when right instanceof Scalar(long b) -> new Scalar(a - b);
            case Ranges a when right instanceof Ranges b -> a.minus(b);
            case TextSet a when right instanceof TextSet b -> a.minus(b);
            case Scalar a -> throw new IllegalArgumentException(right + " is not of the kind of " + a);
            case Ranges a -> throw new IllegalArgumentException(right + " is not of the kind of " + a);
            case TextSet a -> throw new IllegalArgumentException(right + " is not of the kind of " + a);
        };
    }
}
