package io.boreas.http.mesos.state;

import io.boreas.core.resource.Role;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A role and what is held in it and in the roles below it. Amounts are in thousandths, by the name of the resource.
 *
 * @param frameworks ids of those that are subscribed to it or hold something in it
 * @param allocated what tasks and executors hold
 * @param reserved what is reserved for it
 * @param consumed what counts against its quota: what is allocated, and what is reserved and is not
 */
public record RoleRow(
        Role role,
        SortedSet<String> frameworks,
        SortedMap<String, Long> allocated,
        SortedMap<String, Long> offered,
        SortedMap<String, Long> reserved,
        SortedMap<String, Long> consumed) {}
