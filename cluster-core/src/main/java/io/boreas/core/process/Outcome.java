package io.boreas.core.process;

import io.boreas.core.task.TaskState;

/**
 * How a task ended.
 *
 * @param state a terminal state
 * @param message why, for people; may be empty
 */
public record Outcome(TaskState state, String message) {
    public Outcome {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException("a task does not end " + state);
        }
    }
}
