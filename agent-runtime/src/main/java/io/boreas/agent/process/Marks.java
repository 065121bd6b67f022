package io.boreas.agent.process;

/** Variables by which processes of tasks are known, wherever they went. */
public final class Marks {
    /** Holds the task's id. */
    public static final String TASK = "BOREAS_TASK_ID";

    /** Holds what tells this agent from others on the same machine. */
    public static final String AGENT = "BOREAS_AGENT";

    /** Holds which session a process is of, if it is of one. */
    public static final String SESSION = "BOREAS_SESSION";

    private Marks() {}
}
