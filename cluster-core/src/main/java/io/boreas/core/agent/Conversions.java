package io.boreas.core.agent;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import java.util.Optional;

/** What dynamic reservations and persistent volumes make of resources, and what they were before. */
final class Conversions {
    private Conversions() {}

    /** Resources of which each went through an operation. */
    static Resources converted(Resources resources) {
        return resources.isPlain() ? Resources.empty() : resources.filter(r -> isConverted(r.terms()));
    }

    /**
     * An agent's own resources as the operations on them have left them; nothing if it has not enough any more.
     *
     * @param converted what the operations have made
     */
    static Optional<Resources> applied(Resources own, Resources converted) {
        if (converted.isEmpty()) {
            return Optional.of(own);
        }
        return own.minusIfContained(converted.onTerms(Conversions::original)).map(rest -> rest.plus(converted));
    }

    /** Without what several tasks may use at once. */
    static Resources exclusive(Resources resources) {
        return resources.isPlain()
                ? resources
                : resources.filter(r -> !r.terms().shared());
    }

    /** The disk a volume is made of. */
    static Resource disk(Resource volume) {
        var terms = volume.terms();
        var bare = terms.disk().flatMap(DiskInfo::source).map(DiskInfo::on);
        return volume.on(
                new Terms(terms.reservations(), bare, terms.revocable(), false, terms.allocation(), terms.provider()));
    }

    private static boolean isConverted(Terms terms) {
        return terms.isPersistentVolume()
                || terms.reservations().stream().anyMatch(layer -> layer.type() == Reservation.Type.DYNAMIC);
    }

    private static Terms original(Terms terms) {
        var fixed = terms.reservations().stream()
                .filter(layer -> layer.type() == Reservation.Type.STATIC)
                .toList();
        var disk = terms.disk().flatMap(DiskInfo::source).map(DiskInfo::on);
        return new Terms(fixed, disk, terms.revocable(), false, terms.allocation(), terms.provider());
    }
}
