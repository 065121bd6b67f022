package io.boreas.core.framework;

import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a framework says of itself, checked. Source: Mesos, {@code FrameworkInfo}.
 *
 * @param checkpoint whether its executors outlive their agent's restart
 * @param failoverTimeout how long its tasks outlive its scheduler's connection
 * @param roles those it subscribes to, at least one unless it has {@link Capability#MULTI_ROLE}
 * @param payload all it said, as it said it
 * @param constraints of which agents it wants offers, by role; of every agent if there are none
 * @param minimums what is worth an offer, by role; any of them suffices, anything if there are none in the list, and what the cell says in roles that
 *     are not named
 */
public record FrameworkInfo(
        String name,
        String user,
        Optional<String> principal,
        boolean checkpoint,
        Duration failoverTimeout,
        SortedSet<Role> roles,
        SortedSet<Capability> capabilities,
        Payload payload,
        Optional<OfferConstraints> constraints,
        SortedMap<Role, List<OfferMinimum>> minimums) {
    public FrameworkInfo {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        minimums = Collections.unmodifiableSortedMap(new TreeMap<>(minimums));
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /** As any record's, but for constraints and minimums, which are named only where there are some: they came later. */
    @Override
    public String toString() {
        return "FrameworkInfo[name=" + name + ", user=" + user + ", principal=" + principal + ", checkpoint="
                + checkpoint
                + ", failoverTimeout=" + failoverTimeout + ", roles=" + roles + ", capabilities=" + capabilities
                + ", payload=" + payload
                + constraints.map(some -> ", constraints=" + some).orElse("")
                + (minimums.isEmpty() ? "" : ", minimums=" + minimums) + "]";
    }
}
