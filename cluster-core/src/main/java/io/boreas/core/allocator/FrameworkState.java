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

    FrameworkState(FrameworkId id) {
        this.id = id;
        this.terms = AllocatorFramework.of(id);
        this.constraints = ConstraintFilter.NONE;
    }
}
