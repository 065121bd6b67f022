package io.boreas.core.allocator;

import io.boreas.core.resource.Role;

/** A framework in one role: what competes, is offered to, and declines. */
final class Client implements Comparable<Client> {
    final FrameworkState framework;
    final RoleNode node;
    final Competitor<Client> entry;

    boolean subscribed;
    boolean suppressed;

    /** What is worth an offer: all of one of these. */
    long[][] minAllocatable = {};

    /** Of what it holds, what may be kept. */
    long[] firm = {};

    /** Filters made under a lower number say nothing any more. */
    long filterEpoch;

    int filters;

    Client(FrameworkState framework, RoleNode node) {
        this.framework = framework;
        this.node = node;
        this.entry = new Competitor<>(this, 1);
    }

    Role role() {
        return node.role;
    }

    boolean mayCompete() {
        return framework.active && subscribed && !suppressed;
    }

    /** Nothing is left to remember. */
    boolean isOver() {
        return !subscribed && entry.allocations == 0;
    }

    boolean isWorthOffering(long[] milli) {
        for (var enough : minAllocatable) {
            if (holds(milli, enough)) {
                return true;
            }
        }
        return minAllocatable.length == 0;
    }

    private static boolean holds(long[] milli, long[] enough) {
        for (int i = 0; i < enough.length; i++) {
            if (Kinds.at(milli, i) < enough[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Client other) {
        int order = framework.id.compareTo(other.framework.id);
        return order != 0 ? order : role().compareTo(other.role());
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return 31 * framework.id.hashCode() + role().hashCode();
    }
}
