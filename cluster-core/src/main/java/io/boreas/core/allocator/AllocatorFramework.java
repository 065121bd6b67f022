package io.boreas.core.allocator;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A framework as it subscribed.
 *
 * @param roles those it takes part in
 * @param suppressed those of them it wants no offers for until it revives them
 * @param active whether it is connected; it gets no offers while it is not, and its filters go
 * @param minAllocatable by role, what is worth an offer instead of what the settings say; see {@link AllocatorSettings}
 * @param constraints of which agents it wants offers; of every agent if there are none
 */
public record AllocatorFramework(
        FrameworkId id,
        SortedSet<Role> roles,
        SortedSet<Role> suppressed,
        boolean active,
        Set<Capability> capabilities,
        SortedMap<Role, List<SortedMap<String, Long>>> minAllocatable,
        Optional<OfferConstraints> constraints) {
    public AllocatorFramework {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        var copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(copy);
        minAllocatable = Collections.unmodifiableSortedMap(new TreeMap<>(minAllocatable));
    }

    /** An active framework in these roles that can handle what every framework can. */
    public static AllocatorFramework of(FrameworkId id, Role... roles) {
        return new AllocatorFramework(
                id,
                new TreeSet<>(Arrays.asList(roles)),
                new TreeSet<>(),
                true,
                Set.of(),
                new TreeMap<>(),
                Optional.empty());
    }

    /** The same with these capabilities. */
    public AllocatorFramework with(Capability... others) {
        return new AllocatorFramework(id, roles, suppressed, active, Set.of(others), minAllocatable, constraints);
    }

    /** The same with these roles suppressed and no others. */
    public AllocatorFramework suppressing(Collection<Role> others) {
        return new AllocatorFramework(
                id, roles, new TreeSet<>(others), active, capabilities, minAllocatable, constraints);
    }

    /** The same, connected or not. */
    public AllocatorFramework active(boolean other) {
        return new AllocatorFramework(id, roles, suppressed, other, capabilities, minAllocatable, constraints);
    }

    /** The same with something else being worth an offer in a role; nothing in the list, and anything is. */
    public AllocatorFramework worthwhile(Role role, List<SortedMap<String, Long>> enough) {
        var others = new TreeMap<>(minAllocatable);
        others.put(role, List.copyOf(enough));
        return new AllocatorFramework(id, roles, suppressed, active, capabilities, others, constraints);
    }

    /** The same with other constraints. */
    public AllocatorFramework constrained(OfferConstraints others) {
        return new AllocatorFramework(id, roles, suppressed, active, capabilities, minAllocatable, Optional.of(others));
    }

    /** The same with every agent wanted. */
    public AllocatorFramework unconstrained() {
        return new AllocatorFramework(id, roles, suppressed, active, capabilities, minAllocatable, Optional.empty());
    }
}
