package io.boreas.core.task;

import java.time.Instant;

/**
 * What was seen of a task at a moment.
 *
 * @param message for people; empty if there is nothing to add
 * @param at when it was seen, by the clock of who saw it, to the millisecond
 */
public record TaskStatus(TaskState state, TaskReason reason, StatusSource source, String message, Instant at) {
    /** Characters a message keeps; what is longer is cut where it is made. */
    public static final int MESSAGE_LENGTH_MAX = 1_024;

    public TaskStatus {
        if (message.length() > MESSAGE_LENGTH_MAX) {
            int kept = MESSAGE_LENGTH_MAX - 1;
            // Never between the halves of a character outside the basic plane: what is left could not be encoded.
            message = message.substring(0, Character.isHighSurrogate(message.charAt(kept - 1)) ? kept - 1 : kept) + "…";
        }
    }

    /** A state with nothing to explain. */
    public static TaskStatus of(TaskState state, StatusSource source, Instant at) {
        return new TaskStatus(state, TaskReason.NONE, source, "", at);
    }
}
