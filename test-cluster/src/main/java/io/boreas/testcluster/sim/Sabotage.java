package io.boreas.testcluster.sim;

/** Deliberate errors, by which the checks are checked: each must be found by one of them. */
public enum Sabotage {
    /** A group answers and sends as soon as it has decided, before its record is durable. */
    ACT_BEFORE_DURABLE,
    /** A group of agents tells an owner the latest notice only. */
    SKIP_NOTICES,
    /** A group of agents sends kills only when it insists on them, and none with a welcome. */
    KILL_LATER,
    /** A planner does not ask what there is when it starts. */
    PLANNER_DOES_NOT_ASK,
    /** What the allocator asks groups never arrives. */
    ALLOCATOR_DOES_NOT_ASK,
    /** The allocator does not hear of limits. */
    ALLOCATOR_KNOWS_NO_LIMITS,
    /** An agent that starts ends the processes it finds. */
    AGENT_ENDS_WHAT_IT_FINDS,
    /** An agent that starts runs again what it finds on its disk. */
    AGENT_RUNS_AGAIN,
    /** A group remembers commands without a bound. */
    REMEMBER_ALL_COMMANDS
}
