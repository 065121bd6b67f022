package io.boreas.core.task;

import io.boreas.core.check.CheckStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What was seen of a task at a moment.
 *
 * @param message for people; empty if there is nothing to add
 * @param at when it was seen, by the clock of who saw it, to the millisecond
 * @param said all that an executor of a framework's own said, as it said it; {@link Payload#NONE} for all others
 * @param healthy what its agent's health check said last; empty if there is none, or it has said nothing yet
 * @param checked what its agent's other check found last; empty if there is none
 */
public record TaskStatus(
        TaskState state,
        TaskReason reason,
        StatusSource source,
        String message,
        Instant at,
        Payload said,
        Optional<Boolean> healthy,
        Optional<CheckStatus> checked) {
    /** Characters a message keeps; what is longer is cut where it is made. */
    public static final int MESSAGE_LENGTH_MAX = 1_024;

    /** Bytes an executor may say of a task at once. */
    public static final int SAID_BYTES_MAX = 256 * 1024;

    public TaskStatus {
        if (said.size() > SAID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a status says " + said.size() + " bytes, and at most " + SAID_BYTES_MAX + " are kept");
        }
        if (message.length() > MESSAGE_LENGTH_MAX) {
            int kept = MESSAGE_LENGTH_MAX - 1;
            // Never between the halves of a character outside the basic plane: what is left could not be encoded.
            message = message.substring(0, Character.isHighSurrogate(message.charAt(kept - 1)) ? kept - 1 : kept) + "…";
        }
    }

    /** What was seen of a task that nobody checks. */
    public TaskStatus(
            TaskState state, TaskReason reason, StatusSource source, String message, Instant at, Payload said) {
        this(state, reason, source, message, at, said, Optional.empty(), Optional.empty());
    }

    /** What was seen by those who say no more. */
    public TaskStatus(TaskState state, TaskReason reason, StatusSource source, String message, Instant at) {
        this(state, reason, source, message, at, Payload.NONE);
    }

    /** The same in another state, for another reason. */
    public TaskStatus in(TaskState other, TaskReason why) {
        return new TaskStatus(other, why, source, message, at, said, healthy, checked);
    }

    /** The same at another time. */
    public TaskStatus seenAt(Instant other) {
        return new TaskStatus(state, reason, source, message, other, said, healthy, checked);
    }

    /** The same, with what checks said last. */
    public TaskStatus checked(Optional<Boolean> itsHealth, Optional<CheckStatus> itsCheck) {
        return new TaskStatus(state, reason, source, message, at, said, itsHealth, itsCheck);
    }

    /** A state with nothing to explain. */
    public static TaskStatus of(TaskState state, StatusSource source, Instant at) {
        return new TaskStatus(state, TaskReason.NONE, source, "", at);
    }
}
