package io.boreas.core.resource;

import java.util.List;
import java.util.Optional;

/** Terms in JSON: reservations in both of Mesos's forms, disk, and the marks. */
final class TermsJson {
    private TermsJson() {}

    static Terms read(TreeCursor at) {
        List<Reservation> stack = stack(at);
        Optional<DiskInfo> disk = at.field("disk").map(TermsJson::disk);
        boolean revocable = at.field("revocable").isPresent();
        boolean shared = at.field("shared").isPresent();
        Optional<Role> allocation =
                at.field("allocation_info").flatMap(info -> info.field("role")).map(TreeCursor::role);
        Optional<String> provider =
                at.field("provider_id").map(id -> id.required("value").text());
        return at.made(() -> new Terms(stack, disk, revocable, shared, allocation, provider));
    }

    static void writeReservations(Resource resource, ResourceJson.Format format, TreeFields out) {
        List<Reservation> stack = resource.terms().reservations();
        if (format != ResourceJson.Format.STACK && stack.size() <= 1) {
            out.put("role", resource.terms().role().name());
            stack.stream()
                    .filter(reservation -> reservation.type() == Reservation.Type.DYNAMIC)
                    .forEach(reservation -> out.put("reservation", writeMaker(reservation, new TreeFields())));
        }
        if (format == ResourceJson.Format.LEGACY && stack.size() > 1) {
            throw new IllegalArgumentException("the older form cannot say the refined reservation of " + resource);
        }
        if (format != ResourceJson.Format.LEGACY && !stack.isEmpty()) {
            out.put(
                    "reservations",
                    new Tree.Arr(stack.stream().map(TermsJson::write).toList()));
        }
    }

    static TreeFields write(DiskInfo disk) {
        var out = new TreeFields();
        disk.persistence()
                .ifPresent(persistence -> out.put(
                        "persistence",
                        new TreeFields().put("id", persistence.id()).put("principal", persistence.principal())));
        disk.volume()
                .ifPresent(volume -> out.put(
                        "volume",
                        new TreeFields()
                                .put("mode", volume.mode().name())
                                .put("container_path", volume.containerPath())
                                .put("host_path", volume.hostPath())));
        disk.source().ifPresent(source -> out.put("source", write(source)));
        return out;
    }

    private static Tree write(Reservation reservation) {
        var out = new TreeFields()
                .put("type", reservation.type().name())
                .put("role", reservation.role().name());
        return writeMaker(reservation, out).object();
    }

    private static TreeFields writeMaker(Reservation reservation, TreeFields out) {
        out.put("principal", reservation.principal());
        return writeLabels("labels", reservation.labels(), out);
    }

    private static TreeFields write(DiskInfo.Source source) {
        var out = new TreeFields().put("type", source.type().name());
        source.root()
                .ifPresent(root -> out.put(
                        source.type() == DiskInfo.SourceType.PATH ? "path" : "mount",
                        new TreeFields().put("root", root)));
        out.put("vendor", source.vendor()).put("id", source.id());
        return writeLabels("metadata", source.metadata(), out).put("profile", source.profile());
    }

    private static TreeFields writeLabels(String name, Labels labels, TreeFields out) {
        if (labels.isEmpty()) {
            return out;
        }
        var list = labels.labels().stream()
                .<Tree>map(label -> new TreeFields()
                        .put("key", label.key())
                        .put("value", Optional.of(label.value()).filter(value -> !value.isEmpty()))
                        .object())
                .toList();
        return out.put(name, new TreeFields().put("labels", new Tree.Arr(list)));
    }

    private static List<Reservation> stack(TreeCursor at) {
        List<TreeCursor> items = at.items("reservations");
        if (items.isEmpty()) {
            return legacyStack(at);
        }
        List<Reservation> stack = items.stream().map(TermsJson::reservation).toList();
        checkLegacyAgrees(at, stack);
        return stack;
    }

    private static Reservation reservation(TreeCursor at) {
        var type = at.required("type").constant(Reservation.Type.class);
        Role role = at.required("role").role();
        Optional<String> principal = at.text("principal");
        Labels labels = labels(at, "labels");
        return at.made(() -> new Reservation(type, role, principal, labels));
    }

    /** The form before refinement: {@code role} reserves, dynamically if {@code reservation} is there too. */
    private static List<Reservation> legacyStack(TreeCursor at) {
        Role role = at.field("role").map(TreeCursor::role).orElse(Role.STAR);
        Optional<TreeCursor> maker = at.field("reservation");
        if (maker.isEmpty()) {
            return role.isStar() ? List.of() : List.of(Reservation.fixed(role));
        }
        checkLegacyMaker(maker.get());
        if (role.isStar()) {
            throw maker.get().error("a \"role\" other than \"*\" beside it");
        }
        return List.of(maker(maker.get(), role));
    }

    private static Reservation maker(TreeCursor at, Role role) {
        return new Reservation(Reservation.Type.DYNAMIC, role, at.text("principal"), labels(at, "labels"));
    }

    private static void checkLegacyMaker(TreeCursor maker) {
        for (String name : List.of("type", "role")) {
            if (maker.field(name).isPresent()) {
                throw maker.error("no field \"" + name + "\": it belongs into \"reservations\"");
            }
        }
    }

    /** What is said in both forms must be said alike. */
    private static void checkLegacyAgrees(TreeCursor at, List<Reservation> stack) {
        Optional<TreeCursor> role = at.field("role");
        Optional<TreeCursor> maker = at.field("reservation");
        if (role.isEmpty() && maker.isEmpty()) {
            return;
        }
        Reservation only = stack.getFirst();
        if (stack.size() > 1) {
            throw at.error("neither \"role\" nor \"reservation\" beside a refined reservation");
        }
        if (role.isPresent() && !role.get().role().equals(only.role())) {
            throw role.get().error(only.role().name() + ", the role in \"reservations\"");
        }
        boolean dynamic = only.type() == Reservation.Type.DYNAMIC;
        if (dynamic != maker.isPresent() || role.isEmpty()) {
            throw at.error(
                    dynamic
                            ? "both \"role\" and \"reservation\", or neither, beside a dynamic reservation"
                            : "no \"reservation\" beside a static one");
        }
        if (dynamic && !maker(maker.get(), only.role()).equals(only)) {
            throw maker.get().error("the principal and labels in \"reservations\"");
        }
    }

    private static Labels labels(TreeCursor at, String name) {
        return at.field(name)
                .map(labels -> labels.items("labels").stream()
                        .map(label -> new Labels.Label(
                                label.required("key").text(),
                                label.text("value").orElse("")))
                        .toList())
                .map(Labels::of)
                .orElse(Labels.none());
    }

    private static DiskInfo disk(TreeCursor at) {
        return new DiskInfo(
                at.field("persistence").map(TermsJson::persistence),
                at.field("volume").map(TermsJson::mount),
                at.field("source").map(TermsJson::source));
    }

    private static DiskInfo.Persistence persistence(TreeCursor at) {
        String id = at.required("id").text();
        Optional<String> principal = at.text("principal");
        return at.made(() -> new DiskInfo.Persistence(id, principal));
    }

    private static DiskInfo.Mount mount(TreeCursor at) {
        return new DiskInfo.Mount(
                at.required("container_path").text(),
                at.field("mode").map(mode -> mode.constant(DiskInfo.Mode.class)).orElse(DiskInfo.Mode.RW),
                at.text("host_path"));
    }

    private static DiskInfo.Source source(TreeCursor at) {
        DiskInfo.SourceType type = at.required("type").constant(DiskInfo.SourceType.class);
        for (String place : List.of("path", "mount")) {
            if (at.field(place).isPresent() && !place.equalsIgnoreCase(type.name())) {
                throw at.error("no field \"" + place + "\" beside type " + type);
            }
        }
        Optional<String> root = at.field("path").or(() -> at.field("mount")).flatMap(place -> place.text("root"));
        return new DiskInfo.Source(
                type, root, at.text("vendor"), at.text("id"), at.text("profile"), labels(at, "metadata"));
    }
}
