package io.boreas.core.allocator;

import io.boreas.core.resource.Role;
import java.util.SortedMap;

/**
 * What a role and all below it have; amounts are thousandths by name.
 *
 * @param dominantShare the largest fraction of any one resource, in [0, 1], not divided by the weight
 * @param consumed what counts for quota: what may be kept and is offered or used, and what is reserved and is not
 * @param frameworks subscribed directly in the role
 * @param filters that are in force of those frameworks
 */
public record RoleUse(
        Role role,
        double weight,
        double dominantShare,
        Quota quota,
        SortedMap<String, Long> held,
        SortedMap<String, Long> consumed,
        int frameworks,
        int filters) {}
