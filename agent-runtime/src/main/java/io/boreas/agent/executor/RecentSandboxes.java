package io.boreas.agent.executor;

import io.boreas.core.id.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;

/** In whose sandbox a task is, for those asked for last. Safe for use by any thread. */
final class RecentSandboxes {
    private static final int TASKS_MAX = 20_000;

    private final LinkedHashMap<TaskId, TaskId> owners = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, TaskId> eldest) {
            return size() > TASKS_MAX;
        }
    };

    synchronized void put(TaskId task, TaskId owner) {
        owners.put(task, owner);
    }

    /** Whose sandbox it is: the task's own, unless it is in an executor with one. */
    synchronized TaskId of(TaskId task) {
        return owners.getOrDefault(task, task);
    }
}
