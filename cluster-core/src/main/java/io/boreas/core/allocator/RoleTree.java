package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is how far from their fair share and from their quota: roles among their siblings, and the frameworks of each role.
 *
 * <p>A change costs a move at each level above it. What guarantees still lack is kept at each role, so that whether an
 * offer would eat into what is held back for others is known from the roles above the taker alone.
 */
final class RoleTree {
    final Kinds kinds = new Kinds();
    final RoleNode root;

    private final AllocatorSettings settings;
    private final Totals totals = new Totals();
    private final Map<Role, RoleNode> nodes = new HashMap<>(); // looked up, never walked
    private final TreeMap<Role, Double> weights = new TreeMap<>();
    private final TreeMap<Role, Quota> quotas = new TreeMap<>();
    private long[] totalMilli = {};
    private boolean guarantees;

    RoleTree(AllocatorSettings settings) {
        this.settings = settings;
        this.root = newNode(Role.STAR, null);
    }

    void setWeight(Role role, double weight) {
        weights.put(role, Weights.checked(weight));
        var node = nodes.get(role);
        if (node != null && node.parent != null) {
            node.parent.contest.setWeight(node.entry, weight);
        }
    }

    double weight(Role role) {
        return weights.getOrDefault(role, 1.0);
    }

    SortedMap<Role, Quota> quotas() {
        return Collections.unmodifiableSortedMap(quotas);
    }

    boolean hasQuotas() {
        return !quotas.isEmpty();
    }

    boolean hasGuarantees() {
        return guarantees;
    }

    /** Roles that are guaranteed more than they have, with someone in them or below who wants it. */
    List<RoleNode> lacking() {
        var lacking = new ArrayList<RoleNode>();
        for (var role : guarantees ? quotas.keySet() : Set.<Role>of()) {
            var node = node(role);
            if (node.competingBelow > 0 && node.hasSlack()) {
                lacking.add(node);
            }
        }
        return lacking;
    }

    void setQuota(Role role, Quota quota) {
        var node = node(role);
        node.quota = quota;
        node.guarantee = quota.guarantees().isEmpty() ? new long[0] : kinds.vector(quota.guarantees());
        long[] limits = kinds.vector(quota.limits());
        for (int i = 0; i < limits.length; i++) {
            limits[i] = quota.limits().getOrDefault(kinds.name(i), Long.MAX_VALUE);
        }
        node.limit = quota.limits().isEmpty() ? new long[0] : limits;
        if (quota.isNone()) {
            quotas.remove(role);
        } else {
            quotas.put(role, quota);
        }
        guarantees =
                quotas.values().stream().anyMatch(each -> !each.guarantees().isEmpty());
        // What had been kept for guarantees may be stale from the time when there was none.
        nodes.values().forEach(each -> {
            each.unmet = new long[0];
            each.unmetBelow = new long[0];
        });
        root.unmetBelow = new long[0];
        for (var each : quotas.keySet()) {
            refreshUnmet(node(each));
        }
        forgetIfOver(node);
    }

    void addTotal(Resources resources, int sign) {
        totalMilli = Kinds.addTo(totalMilli, kinds.vector(resources), sign);
        var counted = totalMilli.clone();
        for (var name : settings.unshared()) {
            int index = kinds.index(name);
            if (index < counted.length) {
                counted[index] = 0;
            }
        }
        totals.set(counted);
    }

    long[] total() {
        return totalMilli;
    }

    double dominantShare(RoleNode node) {
        return node.entry.shareOf(totals.milli) * node.entry.weight;
    }

    @Nullable
    RoleNode find(Role role) {
        return nodes.get(role);
    }

    Collection<RoleNode> all() {
        return new TreeMap<>(nodes).values();
    }

    /** The node of a role, made with all above it if need be. */
    RoleNode node(Role role) {
        var known = nodes.get(role);
        if (known != null) {
            return known;
        }
        RoleNode parent = root;
        var path = role.ancestors();
        for (int i = path.size() - 1; i >= 0; i--) {
            parent = child(parent, path.get(i));
        }
        return child(parent, role);
    }

    /** Forgets a role that nobody would miss, and those above it that were there for its sake. */
    void forgetIfOver(RoleNode node) {
        for (var each = node; each.parent != null && each.isOver(); each = each.parent) {
            each.parent.children.remove(each.role);
            nodes.remove(each.role);
        }
    }

    void compete(Client client, boolean competes) {
        var node = client.node;
        if (competes) {
            node.clients.enter(client.entry);
            if (++node.competingClients == 1) {
                node.contest.enter(node.own);
                rise(node);
            }
        } else {
            node.clients.leave(client.entry);
            if (--node.competingClients == 0) {
                node.contest.leave(node.own);
                sink(node);
            }
        }
    }

    /** The client was given this, or gave it back. */
    void hold(Client client, long[] milli, long[] firm, int sign, long allocations) {
        var node = client.node;
        node.clients.hold(client.entry, milli, sign, allocations);
        client.firm = Kinds.addTo(client.firm, firm, sign);
        if (!node.children.isEmpty()) {
            node.contest.hold(node.own, milli, sign, allocations);
        }
        for (var each = node; each.parent != null; each = each.parent) {
            each.parent.contest.hold(each.entry, milli, sign, allocations);
        }
        consume(node, firm, sign);
    }

    /** The role and all above it have consumed more, or less. */
    void consume(RoleNode node, long[] firm, int sign) {
        for (var each = node; each.parent != null; each = each.parent) {
            each.consumed = Kinds.addTo(each.consumed, firm, sign);
        }
        if (guarantees) {
            refreshUnmet(node);
        }
    }

    private void refreshUnmet(RoleNode node) {
        int count = kinds.count();
        for (var each = node; each.parent != null; each = each.parent) {
            each.unmet = longEnough(each.unmet, count);
            each.parent.unmetBelow = longEnough(each.parent.unmetBelow, count);
            for (int i = 0; i < count; i++) {
                long unmet = Math.max(
                        Kinds.at(each.unmetBelow, i), Kinds.at(each.guarantee, i) - Kinds.at(each.consumed, i));
                unmet = Math.max(0, unmet);
                each.parent.unmetBelow[i] += unmet - each.unmet[i];
                each.unmet[i] = unmet;
            }
        }
    }

    private static long[] longEnough(long[] vector, int count) {
        return vector.length < count ? Arrays.copyOf(vector, count) : vector;
    }

    private RoleNode child(RoleNode parent, Role role) {
        var known = parent.children.get(role);
        if (known != null) {
            return known;
        }
        if (parent.children.isEmpty() && !parent.isRoot()) {
            // Until now nobody looked at what the role's own frameworks hold apart from the role.
            boolean competes = parent.own.competes;
            if (competes) {
                parent.contest.leave(parent.own);
            }
            parent.own.heldMilli = parent.entry.heldMilli.clone();
            parent.own.allocations = parent.entry.allocations;
            if (competes) {
                parent.contest.enter(parent.own);
            }
        }
        var node = newNode(role, parent);
        parent.children.put(role, node);
        nodes.put(role, node);
        return node;
    }

    private RoleNode newNode(Role role, @Nullable RoleNode parent) {
        long seed = settings.seed() + (parent == null ? 0 : role.name().hashCode());
        return new RoleNode(
                role,
                parent,
                weight(role),
                settings.roles().contest(totals, seed),
                settings.frameworks().contest(totals, seed + 1));
    }

    private static void rise(RoleNode node) {
        for (var each = node; ++each.competingBelow == 1 && each.parent != null; each = each.parent) {
            each.parent.contest.enter(each.entry);
        }
    }

    private static void sink(RoleNode node) {
        for (var each = node; --each.competingBelow == 0 && each.parent != null; each = each.parent) {
            each.parent.contest.leave(each.entry);
        }
    }
}
