package io.boreas.core.allocator;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Role;
import java.util.TreeMap;

/** What the allocator knows of a framework. */
final class FrameworkState {
    final FrameworkId id;
    final TreeMap<Role, Share> shares = new TreeMap<>();
    boolean active;

    FrameworkState(FrameworkId id) {
        this.id = id;
    }

    /** What it is in one role. */
    static final class Share {
        boolean active;
        boolean subscribed;
        boolean suppressed;
        long allocations;
        long[] heldMilli = {};

        boolean competes() {
            return active && subscribed && !suppressed;
        }

        /** Nothing is left to remember. */
        boolean isOver() {
            return !subscribed && allocations == 0;
        }
    }
}
