package io.boreas.core.allocator;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.TextSet;
import java.util.ArrayList;

/** Parts of what an agent has left. */
final class Portions {
    private static final String GPUS = "gpus";

    private Portions() {}

    /** As much of it as the caps allow by kind; only amounts that may be kept are capped, and whole things stay whole. */
    static Resources capped(Resources resources, long[] caps, Kinds kinds) {
        var rest = caps.clone();
        var taken = new ArrayList<Resource>();
        for (var resource : resources.toList()) {
            if (!(resource.value() instanceof Scalar(long milli))
                    || resource.terms().revocable()) {
                taken.add(resource);
                continue;
            }
            int kind = kinds.index(resource.name());
            long cap = kind < rest.length ? rest[kind] : Long.MAX_VALUE;
            long amount = Math.min(milli, wholeIfSo(resource.name(), cap));
            if (amount < milli && resource.terms().isWhole()) {
                continue;
            }
            if (amount > 0) {
                taken.add(resource.with(new Scalar(amount)));
            }
            if (kind < rest.length) {
                rest[kind] -= amount;
            }
        }
        return Resources.of(taken);
    }

    /** One of so many equal parts, rounded down; of what cannot be divided nothing. */
    static Resources oneOf(int parts, Resources resources) {
        if (parts == 1) {
            return resources;
        }
        var taken = new ArrayList<Resource>();
        for (var resource : resources.toList()) {
            switch (resource.value()) {
                case Scalar(long milli) -> {
                    if (!resource.terms().isWhole()) {
                        taken.add(resource.with(new Scalar(wholeIfSo(resource.name(), milli / parts))));
                    }
                }
                case Ranges ranges -> taken.add(resource.with(ranges.lowest(ranges.size() / parts)));
                case TextSet items -> {}
            }
        }
        return Resources.of(taken);
    }

    private static long wholeIfSo(String name, long milli) {
        return name.equals(GPUS) ? milli / 1_000 * 1_000 : milli;
    }
}
