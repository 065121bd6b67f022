package io.boreas.testcluster.sim;

/** What can go wrong. Each is switched on by itself, and drawn from the seed how and when. */
public enum Fault {
    /** A message between groups, links and clients is lost. */
    DROP,
    /** A message to or from planner or allocator is lost. */
    DROP_REPORTS,
    /** Messages and writes take up to two seconds. */
    DELAY,
    /** A message between groups, or of a client, arrives twice in its place. */
    DUPLICATE,
    /** Some pairs are much slower than others for a while, so messages of different pairs overtake each other. */
    REORDER,
    /** All groups, planner, allocator, links and streams are gone at once, and what was not durable with them; later they start again. */
    MASTER_CRASH,
    /** The planner alone is gone, and starts again; or another starts, and for a while there are two. */
    PLANNER_CRASH,
    /** The allocator alone is gone, and starts again; or another starts, and for a while there are two. */
    ALLOCATOR_CRASH,
    /** A scheduler's connection breaks, of which one side may learn late. */
    SCHEDULER_LOSS,
    /** A scheduler's process is gone, and another subscribes in its place that knows nothing of its tasks. */
    SCHEDULER_CRASH,
    /** An agent's process is gone, its tasks' processes are not; later it starts again. */
    AGENT_CRASH,
    /** An agent's machine starts anew: nothing of before runs. */
    MACHINE_REBOOT,
    /** One agent's machine is gone for good. */
    AGENT_DEATH,
    /** A connection breaks, and what was on its way is lost. */
    LINK_LOSS,
    /** An agent cannot be reached for longer than it is waited for, and is back then. */
    AGENT_AWAY,
    /** A write of the journal fails; whether it is on the disk all the same is left to chance. */
    JOURNAL_FAILURE,
    /** An agent gives up a connection whose other end goes on listening, and hears what was said before. */
    STALE_CONNECTION,
    /** Pairs stop one by one and go on in another order. Source: FoundationDB's "swizzle-clogging". */
    SWIZZLE_CLOG,
    /** An operator drains, deactivates or reactivates agents; once all is well again, agents may work. */
    OPERATOR
}
