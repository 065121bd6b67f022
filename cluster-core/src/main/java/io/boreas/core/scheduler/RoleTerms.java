package io.boreas.core.scheduler;

import io.boreas.core.allocator.Quota;
import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What operators have said of roles, as far as it concerns jobs.
 *
 * @param weights how much more than others a role may have; of the roles of which something was said
 * @param limits what a role may have at most, of the roles that have a limit: thousandths by name
 */
public record RoleTerms(SortedMap<String, Double> weights, SortedMap<String, SortedMap<String, Long>> limits) {
    /** Nothing was said. */
    public static final RoleTerms NONE = new RoleTerms(new TreeMap<>(), new TreeMap<>());

    public RoleTerms {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        var copy = new TreeMap<String, SortedMap<String, Long>>();
        limits.forEach((role, limit) -> copy.put(role, Collections.unmodifiableSortedMap(new TreeMap<>(limit))));
        limits = Collections.unmodifiableSortedMap(copy);
    }

    /** These, but of each role that the others name what they say of it. */
    public RoleTerms overlaid(RoleTerms others) {
        var weighed = new TreeMap<>(weights);
        weighed.putAll(others.weights);
        var limited = new TreeMap<>(limits);
        limited.putAll(others.limits);
        return new RoleTerms(weighed, limited);
    }

    /** What operators have said that concerns jobs: weights and limits. Guarantees concern frameworks alone. */
    public static RoleTerms of(SortedMap<Role, Double> weights, SortedMap<Role, Quota> quotas) {
        var weighed = new TreeMap<String, Double>();
        weights.forEach((role, weight) -> weighed.put(role.name(), weight));
        var limits = new TreeMap<String, SortedMap<String, Long>>();
        quotas.forEach((role, quota) -> {
            if (!quota.limits().isEmpty()) {
                limits.put(role.name(), quota.limits());
            }
        });
        return new RoleTerms(weighed, limits);
    }
}
