package io.boreas.agent.oversubscription;

import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.TaskId;

/** Who holds resources of the agent, and is ended as a whole if they are taken back. */
public sealed interface Holder {
    /** A task without an executor. */
    record OfTask(TaskId task) implements Holder {
        @Override
        public String toString() {
            return "task " + task;
        }
    }

    /** An executor, with all tasks in it. */
    record OfExecutor(ExecutorRun executor) implements Holder {
        @Override
        public String toString() {
            return "executor " + executor;
        }
    }
}
