package io.boreas.core.scheduler;

/**
 * Which of the agents that could take a task gets it.
 *
 * <p>Agents are compared by what they have left of cpus and memory together, {@link #CPU_IN_MB} MB counting as much as a
 * cpu; equal ones by id.
 */
public enum Ranking {
    /** The agent with least left: few agents are used, large ones stay free for large tasks. */
    PACK,
    /** The agent with most left: load is even. */
    SPREAD;

    /** MB of memory that weigh as much as one cpu: the usual ratio of machines for services. */
    static final long CPU_IN_MB = 4_096;

    /** What an agent has left, in MB/1000; no overflow up to the bound of a scalar, 10^15 thousandths. */
    static long left(long cpusMilli, long memMilli) {
        return cpusMilli * CPU_IN_MB + memMilli;
    }
}
