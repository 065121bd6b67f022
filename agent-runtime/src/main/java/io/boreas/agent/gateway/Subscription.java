package io.boreas.agent.gateway;

import io.boreas.core.id.TaskId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an executor says when it subscribes, also for the first time.
 *
 * @param tasks those it was told to launch, as its framework calls them, and of which no update was acknowledged
 * @param updates those it holds unacknowledged, in order
 */
public record Subscription(SortedSet<TaskId> tasks, List<ExecutorUpdate> updates) {
    public Subscription {
        tasks = Collections.unmodifiableSortedSet(new TreeSet<>(tasks));
        updates = List.copyOf(updates);
    }
}
