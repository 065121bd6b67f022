package io.boreas.http.mesos.translate;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Labels;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.ResourceJson;
import io.boreas.core.resource.ResourceJson.Format;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import io.boreas.core.resource.TextSet;
import io.boreas.http.mesos.proto.Mesos;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Resources. */
public final class ResourceMessages {
    private ResourceMessages() {}

    /**
     * The sum of the resources.
     *
     * @throws ResourceSyntaxException if one of them is none, or their amounts are beyond bounds; the place is a path such as
     *     {@code [2].scalar.value}
     */
    public static Resources read(List<Mesos.Resource> resources) {
        return resources.isEmpty() ? Resources.empty() : ResourceJson.read(MessageTree.of(resources));
    }

    /**
     * One resource; it may be empty.
     *
     * @throws ResourceSyntaxException if it is none
     */
    public static Resource readOne(Mesos.Resource resource) {
        return ResourceJson.readOne(MessageTree.of(resource));
    }

    /** The roles that resources say they are allocated to, each once. */
    public static List<String> allocationRoles(List<Mesos.Resource> resources) {
        return resources.stream()
                .filter(resource -> resource.getAllocationInfo().hasRole())
                .map(resource -> resource.getAllocationInfo().getRole())
                .distinct()
                .toList();
    }

    /** Each resource, a shared one as often as it is there. */
    public static List<Mesos.Resource> write(Resources resources, ResourceForm form) {
        return resources.toList().stream()
                .map(resource -> write(resource, form))
                .toList();
    }

    public static Mesos.Resource write(Resource resource, ResourceForm form) {
        var terms = resource.terms();
        var out = Mesos.Resource.newBuilder().setName(resource.name());
        terms.provider().ifPresent(id -> out.getProviderIdBuilder().setValue(id));
        switch (resource.value()) {
            case Scalar scalar -> out.setType(Mesos.Value.Type.SCALAR).setScalar(write(scalar));
            case Ranges ranges -> out.setType(Mesos.Value.Type.RANGES).setRanges(write(ranges));
            case TextSet set ->
                out.setType(Mesos.Value.Type.SET)
                        .setSet(Mesos.Value.Set.newBuilder().addAllItem(set.items()));
        }
        writeReservations(terms, form.reservations(), out);
        form.allocation().or(terms::allocation).ifPresent(role -> out.getAllocationInfoBuilder()
                .setRole(role.name()));
        terms.disk().ifPresent(disk -> out.setDisk(write(disk)));
        if (terms.revocable()) {
            out.getRevocableBuilder();
        }
        if (terms.shared()) {
            out.getSharedBuilder();
        }
        return out.build();
    }

    /** Amounts by name, in thousandths, as scalars. */
    public static SortedMap<String, Mesos.Value.Scalar> quantities(SortedMap<String, Long> milli) {
        var out = new TreeMap<String, Mesos.Value.Scalar>();
        milli.forEach((name, amount) -> out.put(name, write(new Scalar(amount))));
        return out;
    }

    static Mesos.Value.Scalar write(Scalar scalar) {
        return Mesos.Value.Scalar.newBuilder().setValue(scalar.units()).build();
    }

    static Mesos.Value.Ranges write(Ranges ranges) {
        var out = Mesos.Value.Ranges.newBuilder();
        for (int i = 0; i < ranges.spanCount(); i++) {
            out.addRangeBuilder().setBegin(ranges.begin(i)).setEnd(ranges.end(i));
        }
        return out.build();
    }

    /** The older form cannot say a refined reservation: that is written as a stack in any form. */
    @SuppressWarnings("deprecation") // the older form
    private static void writeReservations(Terms terms, Format format, Mesos.Resource.Builder out) {
        var stack = terms.reservations();
        if (format != Format.STACK && stack.size() <= 1) {
            out.setRole(terms.role().name());
            stack.stream()
                    .filter(reservation -> reservation.type() == Reservation.Type.DYNAMIC)
                    .forEach(reservation -> writeMaker(reservation, out.getReservationBuilder()));
        }
        if (format != Format.LEGACY || stack.size() > 1) {
            for (var reservation : stack) {
                var type =
                        switch (reservation.type()) {
                            case STATIC -> Mesos.Resource.ReservationInfo.Type.STATIC;
                            case DYNAMIC -> Mesos.Resource.ReservationInfo.Type.DYNAMIC;
                        };
                var layer = out.addReservationsBuilder()
                        .setType(type)
                        .setRole(reservation.role().name());
                writeMaker(reservation, layer);
            }
        }
    }

    private static void writeMaker(Reservation reservation, Mesos.Resource.ReservationInfo.Builder out) {
        reservation.principal().ifPresent(out::setPrincipal);
        if (!reservation.labels().isEmpty()) {
            out.setLabels(write(reservation.labels()));
        }
    }

    private static Mesos.Labels write(Labels labels) {
        var out = Mesos.Labels.newBuilder();
        for (var label : labels.labels()) {
            var one = out.addLabelsBuilder().setKey(label.key());
            if (!label.value().isEmpty()) {
                one.setValue(label.value());
            }
        }
        return out.build();
    }

    private static Mesos.Resource.DiskInfo write(DiskInfo disk) {
        var out = Mesos.Resource.DiskInfo.newBuilder();
        disk.persistence().ifPresent(persistence -> {
            var one = out.getPersistenceBuilder().setId(persistence.id());
            persistence.principal().ifPresent(one::setPrincipal);
        });
        disk.volume().ifPresent(volume -> {
            var mode =
                    switch (volume.mode()) {
                        case RW -> Mesos.Volume.Mode.RW;
                        case RO -> Mesos.Volume.Mode.RO;
                    };
            var one = out.getVolumeBuilder().setMode(mode).setContainerPath(volume.containerPath());
            volume.hostPath().ifPresent(one::setHostPath);
        });
        disk.source().ifPresent(source -> out.setSource(write(source)));
        return out.build();
    }

    private static Mesos.Resource.DiskInfo.Source write(DiskInfo.Source source) {
        var out = Mesos.Resource.DiskInfo.Source.newBuilder();
        switch (source.type()) {
            case PATH -> {
                out.setType(Mesos.Resource.DiskInfo.Source.Type.PATH);
                source.root().ifPresent(root -> out.getPathBuilder().setRoot(root));
            }
            case MOUNT -> {
                out.setType(Mesos.Resource.DiskInfo.Source.Type.MOUNT);
                source.root().ifPresent(root -> out.getMountBuilder().setRoot(root));
            }
            case BLOCK -> out.setType(Mesos.Resource.DiskInfo.Source.Type.BLOCK);
            case RAW -> out.setType(Mesos.Resource.DiskInfo.Source.Type.RAW);
        }
        source.vendor().ifPresent(out::setVendor);
        source.id().ifPresent(out::setId);
        source.profile().ifPresent(out::setProfile);
        if (!source.metadata().isEmpty()) {
            out.setMetadata(write(source.metadata()));
        }
        return out.build();
    }
}
