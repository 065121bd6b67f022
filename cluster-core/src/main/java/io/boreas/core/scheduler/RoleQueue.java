package io.boreas.core.scheduler;

import java.util.TreeSet;

/** What a role's jobs want placed, most urgent first. */
final class RoleQueue implements Comparable<RoleQueue> {
    final String name;

    /** Those that are not known to be unplaceable. */
    final TreeSet<PendingQueue> ready = new TreeSet<>();

    /** How many jobs of the role are known. */
    int jobs;

    RoleQueue(String name) {
        this.name = name;
    }

    @Override
    public int compareTo(RoleQueue other) {
        return name.compareTo(other.name);
    }
}
