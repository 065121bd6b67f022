package io.boreas.core.framework;

import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.task.Payload;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a framework says of itself in SUBSCRIBE and UPDATE_FRAMEWORK, before it is checked.
 *
 * @param failoverSeconds as sent, which may be no time at all
 * @param role the one role of a framework without {@link Capability#MULTI_ROLE}
 * @param roles the roles of one with it
 * @param suppressed roles it does not want offers for, for now
 * @param payload all it said, as it said it
 * @param constraints by the names of roles, of which agents it wants offers; the roles alone count if there is a fault
 * @param constraintsFault why its constraints are none, as its door found; empty if they are
 * @param minimums by the names of roles, what is worth an offer; roles that it does not subscribe to do not count
 * @param minimumsFault why its minimums are none, as its door found; empty if they are
 */
public record FrameworkWish(
        String name,
        String user,
        Optional<String> principal,
        boolean checkpoint,
        double failoverSeconds,
        Optional<String> role,
        List<String> roles,
        SortedSet<Capability> capabilities,
        List<String> suppressed,
        Payload payload,
        SortedMap<String, List<OfferConstraints.Group>> constraints,
        String constraintsFault,
        SortedMap<String, List<OfferMinimum>> minimums,
        String minimumsFault) {
    public FrameworkWish {
        roles = List.copyOf(roles);
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        suppressed = List.copyOf(suppressed);
        constraints = Collections.unmodifiableSortedMap(new TreeMap<>(constraints));
        minimums = Collections.unmodifiableSortedMap(new TreeMap<>(minimums));
    }

    /** A framework that wants offers of every agent. */
    public FrameworkWish(
            String name,
            String user,
            Optional<String> principal,
            boolean checkpoint,
            double failoverSeconds,
            Optional<String> role,
            List<String> roles,
            SortedSet<Capability> capabilities,
            List<String> suppressed,
            Payload payload) {
        this(
                name,
                user,
                principal,
                checkpoint,
                failoverSeconds,
                role,
                roles,
                capabilities,
                suppressed,
                payload,
                Collections.emptySortedMap(),
                "",
                Collections.emptySortedMap(),
                "");
    }

    /**
     * The same with these constraints.
     *
     * @param fault see {@link #constraintsFault}
     */
    public FrameworkWish constrained(SortedMap<String, List<OfferConstraints.Group>> others, String fault) {
        return of(others, fault, minimums, minimumsFault);
    }

    /**
     * The same with other minimums.
     *
     * @param fault see {@link #minimumsFault}
     */
    public FrameworkWish worthwhile(SortedMap<String, List<OfferMinimum>> others, String fault) {
        return of(constraints, constraintsFault, others, fault);
    }

    private FrameworkWish of(
            SortedMap<String, List<OfferConstraints.Group>> otherConstraints,
            String otherConstraintsFault,
            SortedMap<String, List<OfferMinimum>> otherMinimums,
            String otherMinimumsFault) {
        return new FrameworkWish(
                name,
                user,
                principal,
                checkpoint,
                failoverSeconds,
                role,
                roles,
                capabilities,
                suppressed,
                payload,
                otherConstraints,
                otherConstraintsFault,
                otherMinimums,
                otherMinimumsFault);
    }
}
