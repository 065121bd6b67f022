package io.boreas.core.allocator;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Role;
import java.util.TreeMap;

/** What the allocator knows of a framework. */
final class FrameworkState {
    final FrameworkId id;
    final TreeMap<Role, Client> clients = new TreeMap<>();
    AllocatorFramework terms;
    ConstraintFilter constraints;
    boolean active;

    /** Whether it has subscribed and was not removed; of others there is only what they hold. */
    boolean known;

    FrameworkState(FrameworkId id) {
        this.id = id;
        this.terms = AllocatorFramework.of(id);
        this.constraints = ConstraintFilter.NONE;
    }
}
