package io.boreas.persistence.codec;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Labels;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The terms of resources; see {@code boreas/v1/values.proto}. */
final class TermsValues {
    private TermsValues() {}

    static void write(Encoder out, int field, Terms terms) {
        int mark = out.begin(field);
        terms.reservations().forEach(reservation -> write(out, 1, reservation));
        terms.disk().ifPresent(disk -> write(out, 2, disk));
        out.flag(3, terms.revocable());
        out.flag(4, terms.shared());
        terms.allocation().ifPresent(role -> out.text(5, role.name()));
        optional(out, 6, terms.provider());
        out.end(mark);
    }

    static Terms read(Decoder in) {
        var reservations = new ArrayList<Reservation>();
        var disk = Optional.<DiskInfo>empty();
        boolean revocable = false;
        boolean shared = false;
        var allocation = Optional.<Role>empty();
        var provider = Optional.<String>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> reservations.add(reservation(in));
                case 2 -> disk = Optional.of(disk(in));
                case 3 -> revocable = in.bool();
                case 4 -> shared = in.bool();
                case 5 -> allocation = Optional.of(new Role(in.sharedText()));
                case 6 -> provider = Optional.of(in.sharedText());
                default -> in.unknown("Terms");
            }
        }
        in.close(outer);
        return new Terms(reservations, disk, revocable, shared, allocation, provider);
    }

    private static void write(Encoder out, int field, Reservation reservation) {
        int mark = out.begin(field);
        out.number(
                1,
                switch (reservation.type()) {
                    case STATIC -> 0;
                    case DYNAMIC -> 1;
                });
        out.text(2, reservation.role().name());
        optional(out, 3, reservation.principal());
        write(out, 4, reservation.labels());
        out.end(mark);
    }

    private static Reservation reservation(Decoder in) {
        var type = Reservation.Type.STATIC;
        String role = "";
        var principal = Optional.<String>empty();
        var labels = new ArrayList<Labels.Label>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 ->
                    type = switch (in.int32()) {
                        case 0 -> Reservation.Type.STATIC;
                        case 1 -> Reservation.Type.DYNAMIC;
                        default -> throw in.malformed("a reservation has an unknown type");
                    };
                case 2 -> role = in.sharedText();
                case 3 -> principal = Optional.of(in.sharedText());
                case 4 -> labels.add(label(in));
                default -> in.unknown("Reservation");
            }
        }
        in.close(outer);
        return new Reservation(type, new Role(role), principal, Labels.of(labels));
    }

    private static void write(Encoder out, int field, Labels labels) {
        labels.labels().forEach(label -> SpecValues.pair(out, field, label.key(), label.value()));
    }

    private static Labels.Label label(Decoder in) {
        var pair = SpecValues.pair(in);
        return new Labels.Label(pair.key(), pair.value());
    }

    private static void write(Encoder out, int field, DiskInfo disk) {
        int mark = out.begin(field);
        disk.persistence().ifPresent(persistence -> {
            int inner = out.begin(1);
            out.text(1, persistence.id());
            optional(out, 2, persistence.principal());
            out.end(inner);
        });
        disk.volume().ifPresent(mount -> {
            int inner = out.begin(2);
            out.text(1, mount.containerPath());
            out.flag(2, mount.mode() == DiskInfo.Mode.RO);
            optional(out, 3, mount.hostPath());
            out.end(inner);
        });
        disk.source().ifPresent(source -> {
            int inner = out.begin(3);
            out.number(
                    1,
                    switch (source.type()) {
                        case PATH -> 0;
                        case MOUNT -> 1;
                        case BLOCK -> 2;
                        case RAW -> 3;
                    });
            optional(out, 2, source.root());
            optional(out, 3, source.vendor());
            optional(out, 4, source.id());
            optional(out, 5, source.profile());
            write(out, 6, source.metadata());
            out.end(inner);
        });
        out.end(mark);
    }

    private static DiskInfo disk(Decoder in) {
        var persistence = Optional.<DiskInfo.Persistence>empty();
        var volume = Optional.<DiskInfo.Mount>empty();
        var source = Optional.<DiskInfo.Source>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> persistence = Optional.of(persistence(in));
                case 2 -> volume = Optional.of(mount(in));
                case 3 -> source = Optional.of(source(in));
                default -> in.unknown("DiskInfo");
            }
        }
        in.close(outer);
        return new DiskInfo(persistence, volume, source);
    }

    private static DiskInfo.Persistence persistence(Decoder in) {
        String id = "";
        var principal = Optional.<String>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.text();
                case 2 -> principal = Optional.of(in.sharedText());
                default -> in.unknown("DiskInfo.Persistence");
            }
        }
        in.close(outer);
        return new DiskInfo.Persistence(id, principal);
    }

    private static DiskInfo.Mount mount(Decoder in) {
        String containerPath = "";
        boolean readOnly = false;
        var hostPath = Optional.<String>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> containerPath = in.sharedText();
                case 2 -> readOnly = in.bool();
                case 3 -> hostPath = Optional.of(in.sharedText());
                default -> in.unknown("DiskInfo.Mount");
            }
        }
        in.close(outer);
        return new DiskInfo.Mount(containerPath, readOnly ? DiskInfo.Mode.RO : DiskInfo.Mode.RW, hostPath);
    }

    private static DiskInfo.Source source(Decoder in) {
        var type = DiskInfo.SourceType.PATH;
        var root = Optional.<String>empty();
        var vendor = Optional.<String>empty();
        var id = Optional.<String>empty();
        var profile = Optional.<String>empty();
        List<Labels.Label> metadata = new ArrayList<>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 ->
                    type = switch (in.int32()) {
                        case 0 -> DiskInfo.SourceType.PATH;
                        case 1 -> DiskInfo.SourceType.MOUNT;
                        case 2 -> DiskInfo.SourceType.BLOCK;
                        case 3 -> DiskInfo.SourceType.RAW;
                        default -> throw in.malformed("a disk has an unknown type");
                    };
                case 2 -> root = Optional.of(in.text());
                case 3 -> vendor = Optional.of(in.sharedText());
                case 4 -> id = Optional.of(in.text());
                case 5 -> profile = Optional.of(in.sharedText());
                case 6 -> metadata.add(label(in));
                default -> in.unknown("DiskInfo.Source");
            }
        }
        in.close(outer);
        return new DiskInfo.Source(type, root, vendor, id, profile, Labels.of(metadata));
    }

    private static void optional(Encoder out, int field, Optional<String> value) {
        value.ifPresent(text -> out.present(field, out.index(text)));
    }
}
