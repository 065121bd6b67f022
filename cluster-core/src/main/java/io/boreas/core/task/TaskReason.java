package io.boreas.core.task;

/**
 * Why a task is in its state. Source: Mesos's {@code TaskStatus.Reason}; the codes are its numbers where it has one,
 * and are stored. {@link #NONE} stands for "no reason was given".
 */
public enum TaskReason {
    NONE(-1),
    AGENT_DISCONNECTED(10),
    AGENT_DRAINING(34),
    AGENT_REMOVED(11),
    AGENT_REMOVED_BY_OPERATOR(31),
    AGENT_REREGISTERED(32),
    AGENT_RESTARTED(12),
    AGENT_UNKNOWN(13),
    COMMAND_EXECUTOR_FAILED(0),
    CONTAINER_LAUNCH_FAILED(21),
    CONTAINER_LIMITATION(19),
    CONTAINER_LIMITATION_DISK(20),
    CONTAINER_LIMITATION_MEMORY(8),
    CONTAINER_PREEMPTED(17),
    CONTAINER_UPDATE_FAILED(22),
    EXECUTOR_REGISTRATION_TIMEOUT(23),
    EXECUTOR_REREGISTRATION_TIMEOUT(24),
    EXECUTOR_TERMINATED(1),
    EXECUTOR_UNREGISTERED(2),
    FRAMEWORK_REMOVED(3),
    GC_ERROR(4),
    INVALID_FRAMEWORKID(5),
    INVALID_OFFERS(6),
    IO_SWITCHBOARD_EXITED(27),
    MASTER_DISCONNECTED(7),
    MAX_COMPLETION_TIME_REACHED(33),
    RECONCILIATION(9),
    RESOURCES_UNKNOWN(18),
    TASK_CHECK_STATUS_UPDATED(28),
    TASK_GROUP_INVALID(25),
    TASK_GROUP_UNAUTHORIZED(26),
    TASK_HEALTH_CHECK_STATUS_UPDATED(29),
    TASK_INVALID(14),
    TASK_KILLED_DURING_LAUNCH(30),
    TASK_UNAUTHORIZED(15),
    TASK_UNKNOWN(16);

    private final int code;

    TaskReason(int code) {
        this.code = code;
    }

    /** The number it is stored and sent under. */
    public int code() {
        return code;
    }

    /** The reason of a stored number. */
    public static TaskReason ofCode(int code) {
        for (var reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no task reason has the code " + code);
    }
}
