package io.boreas.http.mesos.translate;

import io.boreas.core.framework.Capability;
import io.boreas.core.resource.ResourceJson.Format;
import io.boreas.core.resource.Role;
import java.util.Optional;
import java.util.Set;

/**
 * How resources are written.
 *
 * @param reservations in which of the forms that Mesos has had
 * @param allocation whose allocation they are said to be; empty for what they say themselves
 */
public record ResourceForm(Format reservations, Optional<Role> allocation) {
    /** For operators' tools, which read both forms. */
    public static final ResourceForm ENDPOINT = new ResourceForm(Format.BOTH, Optional.empty());

    /** For agents and executors, and frameworks that know refinement. */
    public static final ResourceForm STACK = new ResourceForm(Format.STACK, Optional.empty());

    /**
     * What a framework is offered in a role. One that is not of several roles is not told whose allocation it is. Source: Mesos,
     * {@code Master::offer}.
     */
    public static ResourceForm offered(Set<Capability> capabilities, Role role) {
        return new ResourceForm(
                capabilities.contains(Capability.RESERVATION_REFINEMENT) ? Format.STACK : Format.LEGACY,
                capabilities.contains(Capability.MULTI_ROLE) ? Optional.of(role) : Optional.empty());
    }
}
