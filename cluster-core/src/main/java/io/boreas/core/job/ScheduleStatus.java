package io.boreas.core.job;

/**
 * The states of an instance's task. Source: Aurora's {@code ScheduleStatus}; the codes are its numbers, and are stored. INIT
 * and DELETED are not states of a task that exists.
 */
public enum ScheduleStatus implements TaskPoint {
    /** Waits out a penalty for ending too fast too often. */
    THROTTLED(16),
    /** Waits for a place. */
    PENDING(0),
    /** Has a place; its agent has not spoken of it yet. */
    ASSIGNED(9),
    /** Its agent prepares it. */
    STARTING(1),
    RUNNING(2),
    /** Is stopped on request, and not replaced. */
    KILLING(6),
    /** Is stopped on request, and replaced. */
    RESTARTING(12),
    /** Is stopped to make room, and replaced. */
    PREEMPTING(13),
    /** Is stopped because its host is emptied, and replaced. */
    DRAINING(17),
    /** Its agent is silent. */
    PARTITIONED(18),
    FINISHED(3),
    FAILED(4),
    KILLED(5),
    LOST(7);

    private final int code;

    ScheduleStatus(int code) {
        this.code = code;
    }

    /** The number it is stored and sent under. */
    public int code() {
        return code;
    }

    /** The status of a stored number. */
    public static ScheduleStatus ofCode(int code) {
        for (var status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("no schedule status has the code " + code);
    }

    /** Whether nothing follows. */
    public boolean isTerminal() {
        return switch (this) {
            case FINISHED, FAILED, KILLED, LOST -> true;
            case THROTTLED,
                    PENDING,
                    ASSIGNED,
                    STARTING,
                    RUNNING,
                    KILLING,
                    RESTARTING,
                    PREEMPTING,
                    DRAINING,
                    PARTITIONED -> false;
        };
    }

    /** Whether its agent is asked to stop it for as long as it is in this state. */
    public boolean isStopping() {
        return switch (this) {
            case KILLING, RESTARTING, PREEMPTING, DRAINING -> true;
            case THROTTLED, PENDING, ASSIGNED, STARTING, RUNNING, PARTITIONED, FINISHED, FAILED, KILLED, LOST -> false;
        };
    }

    /**
     * Whether it should not last: what lasts longer than the transient timeout is LOST. STARTING is not among them, for a task
     * may prepare itself for long. Source: Aurora's {@code TaskTimeout}.
     */
    public boolean isTransient() {
        return this == ASSIGNED || isStopping();
    }
}
