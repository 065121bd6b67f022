package io.boreas.testcluster.bench.placement;

import java.util.BitSet;

/**
 * Who was placed where, and how long it took.
 *
 * @param agentOf the agent of each task
 * @param wallNanos the clock's time
 * @param cpuNanos the thread's time: what a core would need that does nothing else
 */
record Outcome(int[] agentOf, long wallNanos, long cpuNanos) {
    double perSecond() {
        return agentOf.length / (wallNanos / 1e9);
    }

    double perCoreSecond() {
        return agentOf.length / (cpuNanos / 1e9);
    }

    /** How many agents have a task. */
    int agentsUsed() {
        var used = new BitSet();
        for (int agent : agentOf) {
            used.set(agent);
        }
        return used.cardinality();
    }

    /**
     * Every task has a place, no agent is given more than it has, and each constraint holds.
     *
     * @throws IllegalStateException if not
     */
    void check(Workload workload) {
        var cpus = workload.cpusOfAgents();
        var mem = workload.memOfAgents();
        var jobsOn = new BitSet();
        for (int i = 0; i < agentOf.length; i++) {
            int agent = agentOf[i];
            cpus[agent] -= workload.cpusMilli[i];
            mem[agent] -= workload.memMb[i];
            if (cpus[agent] < 0 || mem[agent] < 0) {
                throw new IllegalStateException("agent " + agent + " is given more than it has by task " + i);
            }
            if (workload.rack[i] >= 0 && workload.rack[i] != Workload.rackOf(agent)) {
                throw new IllegalStateException("task " + i + " is in another rack than it asks for");
            }
            if (workload.shape.limit) {
                int place = i / workload.shape.jobSize * workload.agents + agent;
                if (jobsOn.get(place)) {
                    throw new IllegalStateException("two tasks of the job of task " + i + " are on agent " + agent);
                }
                jobsOn.set(place);
            }
        }
    }
}
