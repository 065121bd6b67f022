package io.boreas.core.scheduler;

import java.util.LinkedHashSet;
import java.util.TreeSet;

/** What a role's jobs want placed, most urgent first, and what they have. */
final class RoleQueue implements Comparable<RoleQueue> {
    final String name;

    /** Those that are not known to be unplaceable. */
    final TreeSet<PendingQueue> ready = new TreeSet<>();

    /** Those that wait until the role has less, or may have more. */
    final LinkedHashSet<PendingQueue> overQuota = new LinkedHashSet<>();

    /** How many jobs of the role are known. */
    int jobs;

    /** What its jobs' tasks may hold. */
    RoleRoom room;

    private final long[] held = new long[Amounts.SCALARS];

    RoleQueue(String name, RoleRoom room) {
        this.name = name;
        this.room = room;
    }

    /** Its tasks hold so much more; less if negative. */
    void hold(Amounts needs, int sign) {
        for (int kind = 0; kind < Amounts.SCALARS; kind++) {
            held[kind] += sign * needs.kind(kind);
        }
    }

    /** Of a kind it may not have so much more of: its number; {@link RoleRoom#NONE} if there is none. */
    int exceeded(Amounts needs) {
        return room.exceeded(held, needs);
    }

    @Override
    public int compareTo(RoleQueue other) {
        return name.compareTo(other.name);
    }
}
