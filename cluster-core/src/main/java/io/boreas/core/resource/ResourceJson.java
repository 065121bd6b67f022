package io.boreas.core.resource;

import java.util.List;

/**
 * The JSON grammar of resources, both ways: an array of objects as in Mesos's v1 API.
 *
 * <p>Reservations are read in each of the forms that Mesos accepts, see {@link Format}; fields of no meaning here are
 * ignored. Source: Mesos, {@code Resources::validate} and {@code upgradeResource}.
 */
public final class ResourceJson {

    /** How reservations are written. */
    public enum Format {
        /** As a stack in {@code reservations}: for frameworks with RESERVATION_REFINEMENT. */
        STACK,
        /**
         * As {@code role}, and {@code reservation} if dynamic: for other frameworks. Cannot say a refined
         * one, nor who made a static one.
         */
        LEGACY,
        /** Both, as far as the older form can say it: for endpoints that people read. */
        BOTH
    }

    private ResourceJson() {}

    /**
     * The resources that an array of resource objects stands for.
     *
     * @throws ResourceSyntaxException if it is not of this form; the place is a path such as {@code [2].scalar.value}
     */
    public static Resources read(Tree tree) {
        var top = new TreeCursor("", tree);
        List<Resource> resources =
                top.items().stream().map(ResourceJson::resource).toList();
        try {
            return Resources.of(resources);
        } catch (ArithmeticException e) {
            throw top.error("amounts that add up to at most " + Scalar.format(Scalar.MAX_MILLI));
        }
    }

    /**
     * The resource that one object stands for; it may be empty.
     *
     * @throws ResourceSyntaxException if it is not of this form
     */
    public static Resource readOne(Tree tree) {
        return resource(new TreeCursor("", tree));
    }

    /**
     * Writes resources as an array; a shared one as often as it is there.
     *
     * @throws IllegalArgumentException if the format cannot say a refined reservation
     */
    public static Tree.Arr write(Resources resources, Format format) {
        return new Tree.Arr(resources.toList().stream()
                .<Tree>map(resource -> write(resource, format))
                .toList());
    }

    /** Writes one resource; see {@link #write(Resources, Format)}. */
    public static Tree.Obj write(Resource resource, Format format) {
        var terms = resource.terms();
        var out = new TreeFields();
        terms.provider().ifPresent(id -> out.put("provider_id", new TreeFields().put("value", id)));
        out.put("name", resource.name());
        ValueJson.write(resource.value(), out);
        TermsJson.writeReservations(resource, format, out);
        terms.allocation().ifPresent(role -> out.put("allocation_info", new TreeFields().put("role", role.name())));
        terms.disk().ifPresent(disk -> out.put("disk", TermsJson.write(disk)));
        if (terms.revocable()) {
            out.put("revocable", new TreeFields());
        }
        if (terms.shared()) {
            out.put("shared", new TreeFields());
        }
        return out.object();
    }

    private static Resource resource(TreeCursor at) {
        String name = at.required("name").text();
        Value value = ValueJson.resourceValue(at);
        Terms terms = TermsJson.read(at);
        return at.made(() -> new Resource(name, value, terms));
    }
}
