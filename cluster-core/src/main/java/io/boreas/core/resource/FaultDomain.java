package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.Optional;

/**
 * Where a machine is: what is in one zone may fail together, and to be in another region is to be far away.
 *
 * @param region by its name, for which the rules of attributes' names hold
 * @param zone within the region, likewise
 */
public record FaultDomain(String region, String zone) {
    private static final String REGION = "region";
    private static final String ZONE = "zone";

    /** By these names constraints of jobs see a domain, whatever the agent's attributes are. Source: Marathon. */
    private static final String AT = "@";

    public FaultDomain {
        Names.checked(REGION, region);
        Names.checked(ZONE, zone);
    }

    /**
     * What two texts say, of which an empty one says nothing.
     *
     * @param what they are together, for errors
     * @throws IllegalArgumentException if one is empty and the other is not, or they are no names
     */
    public static Optional<FaultDomain> of(String what, String region, String zone) {
        if (region.isEmpty() && zone.isEmpty()) {
            return Optional.empty();
        }
        if (region.isEmpty() || zone.isEmpty()) {
            throw new IllegalArgumentException(what + " has both, region and zone, or none; it has region \"" + region
                    + "\", zone \"" + zone + "\"");
        }
        try {
            return Optional.of(new FaultDomain(region, zone));
        } catch (ResourceSyntaxException e) {
            throw e.in(what, ".");
        }
    }

    /** Whether a constraint of this name is on where an agent is. */
    public static boolean isRegion(String constraint) {
        return constraint.equals(REGION) || constraint.equals(AT + REGION);
    }

    /**
     * What constraints of jobs see of an agent here: its attributes, and {@code @region} and {@code @zone}; {@code region} and
     * {@code zone} too, unless it has attributes of these names.
     */
    public Attributes over(Attributes own) {
        var all = new ArrayList<Attribute>();
        for (var attribute : own.list()) {
            if (!attribute.name().equals(AT + REGION) && !attribute.name().equals(AT + ZONE)) {
                all.add(attribute);
            }
        }
        all.add(new Attribute(AT + REGION, new Text(region)));
        all.add(new Attribute(AT + ZONE, new Text(zone)));
        if (own.first(REGION).isEmpty()) {
            all.add(new Attribute(REGION, new Text(region)));
        }
        if (own.first(ZONE).isEmpty()) {
            all.add(new Attribute(ZONE, new Text(zone)));
        }
        return Attributes.of(all);
    }

    /** {@code region/zone}. */
    @Override
    public String toString() {
        return region + "/" + zone;
    }
}
