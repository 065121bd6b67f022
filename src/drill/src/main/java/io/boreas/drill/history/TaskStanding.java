package io.boreas.drill.history;

/** What a state says of a task, to a framework that is aware of partitions. */
public enum TaskStanding {
    /** It runs, or is about to. */
    ALIVE,
    /** Its agent is out of reach, and may come back with it. */
    AWAY,
    /** It has ended, for good. */
    OVER,
    /** The cell knows nothing of it. */
    UNKNOWN;

    /**
     * Source: Mesos, {@code TaskState}.
     *
     * @param state without its prefix
     * @throws IllegalArgumentException if Mesos has no such state
     */
    public static TaskStanding of(String state) {
        return switch (state) {
            case "STAGING", "STARTING", "RUNNING", "KILLING" -> ALIVE;
            case "UNREACHABLE" -> AWAY;
            case "FINISHED", "FAILED", "KILLED", "ERROR", "LOST", "DROPPED", "GONE", "GONE_BY_OPERATOR" -> OVER;
            case "UNKNOWN" -> UNKNOWN;
            default -> throw new IllegalArgumentException("no state of a task: " + state);
        };
    }
}
