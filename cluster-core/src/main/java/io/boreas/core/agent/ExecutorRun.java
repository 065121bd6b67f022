package io.boreas.core.agent;

import io.boreas.core.id.TaskId;
import java.time.Instant;
import java.util.Comparator;

/**
 * One run of an executor: an id may be used again once its executor ended.
 *
 * @param startedAt when it was first asked for, to the millisecond
 */
public record ExecutorRun(ExecutorKey key, Instant startedAt) implements Comparable<ExecutorRun> {
    /** No task's name ends so: that of each run ends with a number. */
    private static final String MARK = "~";

    private static final Comparator<ExecutorRun> ORDER =
            Comparator.comparing(ExecutorRun::key).thenComparing(ExecutorRun::startedAt);

    /** What its process is called among its agent's tasks. */
    public TaskId process() {
        return new TaskId(TaskKeys.run(key.framework(), new TaskId(key.executor()), startedAt) + MARK);
    }

    /** Whether a process is called as those of executors are, and not as tasks. */
    public static boolean isProcess(TaskId name) {
        return name.value().endsWith(MARK);
    }

    @Override
    public int compareTo(ExecutorRun other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return key.executor() + " of " + key.framework() + " since " + startedAt;
    }
}
