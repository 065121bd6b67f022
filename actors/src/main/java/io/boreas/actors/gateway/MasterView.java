package io.boreas.actors.gateway;

import io.boreas.core.machine.GroupKind;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the masters, as the one that is asked sees it.
 *
 * @param address where the others reach it, {@code host:port}
 * @param self whether it is the one that is asked
 * @param standing how it takes part
 * @param leads whether planner and allocator run there
 * @param groups how many groups of each kind it hosts; without those kinds of which that is not known
 */
public record MasterView(
        String address, boolean self, Standing standing, boolean leads, SortedMap<GroupKind, Integer> groups) {
    /** How a master takes part. */
    public enum Standing {
        /** It comes; it takes part once a majority has come. */
        JOINING,
        /** It takes part. */
        UP,
        /** It hands over what it hosts, and goes. */
        LEAVING,
        /** It is not reached, and not given up yet. */
        UNREACHABLE,
        /** It was given up. */
        DOWN,
        /** It is configured, and no member. */
        ABSENT
    }

    public MasterView {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }
}
