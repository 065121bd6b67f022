package io.boreas.core.allocator;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * Who is how far from their fair share: roles among each other, and the frameworks of each role.
 *
 * <p>Roles compete at one level yet. With hierarchical roles this becomes a tree with a sorter at each inner node; nobody
 * else changes.
 */
final class Shares {
    private final AllocatorSettings settings;
    private final Kinds kinds;
    private final Sorter<Role> roles;
    private final TreeMap<Role, Sorter<FrameworkId>> frameworks = new TreeMap<>();
    private final TreeMap<Role, Integer> members = new TreeMap<>();
    private final TreeMap<Role, Integer> competing = new TreeMap<>();
    private final TreeMap<Role, Double> weights = new TreeMap<>();
    private long[] totalMilli = {};

    Shares(AllocatorSettings settings) {
        this.settings = settings;
        this.kinds = new Kinds(settings.unshared());
        this.roles = settings.roles().sorter(settings.seed());
    }

    void setWeight(Role role, double weight) {
        weights.put(role, Weights.checked(weight));
        if (roles.contains(role)) {
            roles.setWeight(role, weight);
        }
    }

    void addTotal(Resources resources, int sign) {
        totalMilli = Kinds.sum(totalMilli, kinds.vector(resources), sign);
        roles.setTotal(totalMilli);
        frameworks.values().forEach(sorter -> sorter.setTotal(totalMilli));
    }

    /** The framework is in the role from now on, and does not compete yet. */
    void join(Role role, FrameworkId framework) {
        if (members.merge(role, 1, Integer::sum) == 1) {
            roles.add(role, weights.getOrDefault(role, 1.0));
            roles.deactivate(role);
            Sorter<FrameworkId> sorter =
                    settings.frameworks().sorter(settings.seed() + role.name().hashCode());
            sorter.setTotal(totalMilli);
            frameworks.put(role, sorter);
        }
        var sorter = sorter(role);
        sorter.add(framework, 1);
        sorter.deactivate(framework);
    }

    /** The framework, which does not compete and holds nothing, is in the role no more. */
    void leave(Role role, FrameworkId framework) {
        sorter(role).remove(framework);
        if (members.merge(role, -1, Integer::sum) == 0) {
            members.remove(role);
            frameworks.remove(role);
            roles.remove(role);
        }
    }

    void compete(Role role, FrameworkId framework, boolean competes) {
        if (competes) {
            sorter(role).activate(framework);
            if (competing.merge(role, 1, Integer::sum) == 1) {
                roles.activate(role);
            }
        } else {
            sorter(role).deactivate(framework);
            if (competing.merge(role, -1, Integer::sum) == 0) {
                competing.remove(role);
                roles.deactivate(role);
            }
        }
    }

    long[] allocated(Role role, FrameworkId framework, Resources resources) {
        var milli = kinds.vector(resources);
        roles.allocated(role, milli);
        sorter(role).allocated(framework, milli);
        return milli;
    }

    long[] released(Role role, FrameworkId framework, Resources resources) {
        var milli = kinds.vector(resources);
        released(role, framework, milli, 1);
        return milli;
    }

    void released(Role role, FrameworkId framework, long[] milli, long allocations) {
        roles.released(role, milli, allocations);
        sorter(role).released(framework, milli, allocations);
    }

    Iterator<Role> roles() {
        return roles.inOrder();
    }

    Iterator<FrameworkId> frameworks(Role role) {
        return sorter(role).inOrder();
    }

    private Sorter<FrameworkId> sorter(Role role) {
        var sorter = frameworks.get(role);
        if (sorter == null) {
            throw new IllegalStateException("no framework is in role " + role);
        }
        return sorter;
    }
}
