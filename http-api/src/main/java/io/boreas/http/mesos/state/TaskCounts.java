package io.boreas.http.mesos.state;

import io.boreas.core.task.TaskState;
import java.util.EnumMap;
import java.util.Map;

/** How many tasks are in each state. Not thread-safe. */
public final class TaskCounts {
    private final Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);

    public void add(TaskState state) {
        counts.merge(state, 1, Integer::sum);
    }

    public int of(TaskState state) {
        return counts.getOrDefault(state, 0);
    }

    /** Counts all tasks of a framework: those that ended and are remembered, too. */
    public void add(FrameworkRow framework) {
        framework.tasks().forEach(task -> add(task.state()));
        framework.unreachable().forEach(task -> add(TaskState.UNREACHABLE));
        framework.ended().forEach(task -> add(task.state()));
    }
}
