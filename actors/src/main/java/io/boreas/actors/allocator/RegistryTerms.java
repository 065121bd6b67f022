package io.boreas.actors.allocator;

import io.boreas.core.allocator.Allocator;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Role;
import java.util.Map;
import java.util.TreeSet;

/** What operators have said of roles, as far as the allocator has heard of it. */
final class RegistryTerms {
    private final Map<String, Double> weightsConfigured;
    private Registry known = Registry.EMPTY;

    /**
     * @param weightsConfigured by role, for those of which no operator has said anything
     */
    RegistryTerms(Map<String, Double> weightsConfigured) {
        this.weightsConfigured = Map.copyOf(weightsConfigured);
    }

    /** Tells the allocator what has changed; whether anything has. */
    boolean apply(Registry now, Allocator allocator) {
        if (now.revision() <= known.revision()) {
            return false;
        }
        var weighed = new TreeSet<Role>(known.weights().keySet());
        weighed.addAll(now.weights().keySet());
        for (var role : weighed) {
            allocator.setWeight(
                    role, now.weights().getOrDefault(role, weightsConfigured.getOrDefault(role.name(), 1.0)));
        }
        var limited = new TreeSet<Role>(known.quotas().keySet());
        limited.addAll(now.quotas().keySet());
        for (var role : limited) {
            if (!known.quota(role).equals(now.quota(role))) {
                allocator.setQuota(role, now.quota(role));
            }
        }
        known = now;
        return true;
    }
}
