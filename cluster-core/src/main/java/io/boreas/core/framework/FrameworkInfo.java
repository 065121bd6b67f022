package io.boreas.core.framework;

import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a framework says of itself, checked. Source: Mesos, {@code FrameworkInfo}.
 *
 * @param checkpoint whether its executors outlive their agent's restart
 * @param failoverTimeout how long its tasks outlive its scheduler's connection
 * @param roles those it subscribes to, at least one unless it has {@link Capability#MULTI_ROLE}
 * @param payload all it said, as it said it
 */
public record FrameworkInfo(
        String name,
        String user,
        Optional<String> principal,
        boolean checkpoint,
        Duration failoverTimeout,
        SortedSet<Role> roles,
        SortedSet<Capability> capabilities,
        Payload payload) {
    public FrameworkInfo {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
