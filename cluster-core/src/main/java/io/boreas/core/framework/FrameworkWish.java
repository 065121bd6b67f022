package io.boreas.core.framework;

import io.boreas.core.task.Payload;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a framework says of itself in SUBSCRIBE and UPDATE_FRAMEWORK, before it is checked.
 *
 * @param failoverSeconds as sent, which may be no time at all
 * @param role the one role of a framework without {@link Capability#MULTI_ROLE}
 * @param roles the roles of one with it
 * @param suppressed roles it does not want offers for, for now
 * @param payload all it said, as it said it
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
        Payload payload) {
    public FrameworkWish {
        roles = List.copyOf(roles);
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        suppressed = List.copyOf(suppressed);
    }
}
