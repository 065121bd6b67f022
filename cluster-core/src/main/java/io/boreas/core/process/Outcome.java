package io.boreas.core.process;

import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;

/**
 * How a task ended.
 *
 * @param state a terminal state
 * @param reason why, for programs
 * @param message why, for people; may be empty
 */
public record Outcome(TaskState state, TaskReason reason, String message) {
    public Outcome {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException("a task does not end " + state);
        }
    }

    /** An end that the message alone explains. */
    public Outcome(TaskState state, String message) {
        this(state, TaskReason.NONE, message);
    }
}
