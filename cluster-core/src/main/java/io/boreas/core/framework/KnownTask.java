package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.task.TaskStatus;
import java.util.List;

/**
 * A task as its framework's group knows it. It leaves when the framework has acknowledged its terminal state.
 *
 * @param run which run of the task this is
 * @param latest the newest status heard
 * @param heard the number of the newest notice heard
 * @param pending what the framework has not acknowledged, in order; at most {@link io.boreas.core.agent.Task#NOTICES_MAX},
 *     beyond which the oldest goes
 */
public record KnownTask(TaskRun run, TaskStatus latest, long heard, List<Notice> pending) {
    public KnownTask {
        pending = List.copyOf(pending);
    }

    /** Notices up to this number need not be told again; 0 if all must. */
    public long settled() {
        return pending.isEmpty() ? heard : pending.getFirst().sequence() - 1;
    }
}
