package io.boreas.core.allocator;

import io.boreas.core.resource.Role;

/** Why quotas cannot be set; amounts are thousandths. Source: Mesos, {@code UPDATE_QUOTA}, and hierarchy besides. */
public sealed interface QuotaProblem {
    /** The role whose quota it is, or would be. */
    Role role();

    /** The resource it is about. */
    String resource();

    /** It is guaranteed more than it may have. */
    record GuaranteeOverLimit(Role role, String resource, long guarantee, long limit) implements QuotaProblem {}

    /** It may have, or is guaranteed, more than a role above it may have. */
    record OverAncestorLimit(Role role, Role ancestor, String resource, long wanted, long limit)
            implements QuotaProblem {}

    /** The roles below it are guaranteed more than it is. */
    record ChildrenOverGuarantee(Role role, String resource, long children, long guarantee) implements QuotaProblem {}

    /** It has more than it may have; forced, nothing more is offered to it until it has less. */
    record ConsumedOverLimit(Role role, String resource, long consumed, long limit) implements QuotaProblem {}

    /** All guarantees together are more than there is; forced, those are served that can be. */
    record OverCapacity(Role role, String resource, long guaranteed, long capacity) implements QuotaProblem {}
}
