package io.boreas.core.allocator;

import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Of which agents a framework wants offers at all. A role that is not named wants offers of every agent; one that is, of
 * those that meet all of one of its groups. Source: Mesos, {@code OfferConstraints}.
 *
 * @param byRole the groups of a role: at least one each
 */
public record OfferConstraints(SortedMap<Role, List<Group>> byRole) {
    public OfferConstraints {
        var copy = new TreeMap<Role, List<Group>>();
        byRole.forEach((role, groups) -> copy.put(role, List.copyOf(groups)));
        byRole = Collections.unmodifiableSortedMap(copy);
    }

    /** An agent meets it that meets all of these; at least one. */
    public record Group(List<AttributeConstraint> all) {
        public Group {
            all = List.copyOf(all);
        }
    }
}
