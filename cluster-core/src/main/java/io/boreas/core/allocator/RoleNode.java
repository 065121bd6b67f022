package io.boreas.core.allocator;

import io.boreas.core.resource.Role;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A role, the roles below it and the frameworks directly in it. Where there are roles below, those frameworks compete
 * with them as one, as Mesos's virtual leaf {@code a/.} does: an entry in the own contest that carries the node itself.
 */
final class RoleNode implements Comparable<RoleNode> {
    final Role role;
    final @Nullable RoleNode parent;

    /** In the parent's contest. */
    final Competitor<RoleNode> entry;

    /** Of the frameworks directly in it, in the own contest. */
    final Competitor<RoleNode> own = new Competitor<>(this, 1);

    final Contest<RoleNode> contest;
    final Contest<Client> clients;
    final TreeMap<Role, RoleNode> children = new TreeMap<>();

    int clientCount;
    int competingClients;

    /** Contests below that have someone in their order: child roles and, if any competes, the own clients. */
    int competingBelow;

    Quota quota = Quota.NONE;
    long[] guarantee = {};

    /** The largest long where there is no limit. */
    long[] limit = {};

    /** Firm resources held by the role and all below, and those reserved for them that nobody holds. */
    long[] consumed = {};

    /** What of the guarantees here and below has nobody yet. */
    long[] unmet = {};

    /** Of that, what roles below are guaranteed. */
    long[] unmetBelow = {};

    RoleNode(Role role, @Nullable RoleNode parent, double weight, Contest<RoleNode> contest, Contest<Client> clients) {
        this.role = role;
        this.parent = parent;
        this.entry = new Competitor<>(this, weight);
        this.contest = contest;
        this.clients = clients;
    }

    boolean isRoot() {
        return parent == null;
    }

    boolean isAtOrBelow(Role other) {
        return role.equals(other) || role.isStrictChildOf(other);
    }

    /** Whether nobody would miss it. */
    boolean isOver() {
        return clientCount == 0 && children.isEmpty() && quota.isNone() && Kinds.isZero(consumed);
    }

    /** What is guaranteed here beyond what roles below are guaranteed. */
    long slack(int kind) {
        return Math.max(0, Kinds.at(guarantee, kind) - Kinds.at(consumed, kind) - Kinds.at(unmetBelow, kind));
    }

    boolean hasSlack() {
        for (int kind = 0; kind < guarantee.length; kind++) {
            if (guarantee[kind] > 0 && slack(kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** How much more the role and all below it may have. */
    long room(int kind) {
        return isLimited(kind) ? Math.max(0, limit[kind] - Kinds.at(consumed, kind)) : Long.MAX_VALUE;
    }

    /**
     * How much more someone below may have, so that roles below still can have what they are guaranteed.
     *
     * @param slack what that one is guaranteed itself, by roles below this one
     */
    long room(int kind, long slack) {
        return isLimited(kind)
                ? Math.max(0, limit[kind] - Kinds.at(consumed, kind) - Kinds.at(unmetBelow, kind) + slack)
                : Long.MAX_VALUE;
    }

    private boolean isLimited(int kind) {
        return kind < limit.length && limit[kind] < Long.MAX_VALUE;
    }

    @Override
    public int compareTo(RoleNode other) {
        return role.compareTo(other.role);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return role.hashCode();
    }
}
