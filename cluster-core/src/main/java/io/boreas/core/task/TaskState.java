package io.boreas.core.task;

/**
 * The states of a task. Source: Mesos's {@code TaskState}; the codes are its numbers, and are stored.
 *
 * <p>{@link #UNREACHABLE} and {@link #UNKNOWN} are neither live nor terminal: the task may come back.
 */
public enum TaskState {
    /** Promised to its agent, which has not spoken of it yet. */
    STAGING(6),
    /** The agent prepares it. */
    STARTING(0),
    /** It runs. */
    RUNNING(1),
    /** It was told to stop and has not yet. */
    KILLING(8),
    /** It ended by itself, well. */
    FINISHED(2),
    /** It ended by itself, badly. */
    FAILED(3),
    /** It was stopped on request. */
    KILLED(4),
    /** It could not be started as described. */
    ERROR(7),
    /** It is not known what became of it; told to those who do not know the finer states below. */
    LOST(5),
    /** It never reached its agent, or the agent had no trace of it. */
    DROPPED(9),
    /** Its agent's silence outlasted the deadline. */
    UNREACHABLE(10),
    /** Its agent is there, the task is not. */
    GONE(11),
    /** An operator declared its agent gone. */
    GONE_BY_OPERATOR(12),
    /** Nobody knows of it. */
    UNKNOWN(13);

    private final int code;

    TaskState(int code) {
        this.code = code;
    }

    /** The number it is stored and sent under. */
    public int code() {
        return code;
    }

    /** The state of a stored number. */
    public static TaskState ofCode(int code) {
        for (var state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no task state has the code " + code);
    }

    /** Whether it is final: nothing follows, and the task's resources are free. */
    public boolean isTerminal() {
        return switch (this) {
            case FINISHED, FAILED, KILLED, ERROR, LOST, DROPPED, GONE, GONE_BY_OPERATOR -> true;
            case STAGING, STARTING, RUNNING, KILLING, UNREACHABLE, UNKNOWN -> false;
        };
    }
}
