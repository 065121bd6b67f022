package io.boreas.testcluster.bench.placement;

import java.util.Arrays;

/** The plain way: best fit by free cpus, a look at every agent for every task, on two arrays. */
final class ScanFloor {
    private ScanFloor() {}

    static Outcome run(Workload workload) {
        var cpus = workload.cpusOfAgents();
        var mem = workload.memOfAgents();
        var agentOf = new int[workload.count];
        var lastJob = new int[workload.agents];
        Arrays.fill(lastJob, -1);
        var watch = new Stopwatch();
        for (int i = 0; i < workload.count; i++) {
            int best = find(workload, i, cpus, mem, lastJob);
            cpus[best] -= workload.cpusMilli[i];
            mem[best] -= workload.memMb[i];
            lastJob[best] = i / workload.shape.jobSize;
            agentOf[i] = best;
        }
        return watch.stop(agentOf);
    }

    private static int find(Workload workload, int task, int[] cpus, int[] mem, int[] lastJob) {
        int wantedCpus = workload.cpusMilli[task];
        int wantedMem = workload.memMb[task];
        int rack = workload.rack[task];
        int job = workload.shape.limit ? task / workload.shape.jobSize : -2;
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int agent = 0; agent < cpus.length; agent++) {
            int left = cpus[agent] - wantedCpus;
            if (left >= 0
                    && mem[agent] >= wantedMem
                    && left < least
                    && (rack < 0 || Workload.rackOf(agent) == rack)
                    && lastJob[agent] != job) {
                least = left;
                best = agent;
            }
        }
        return best;
    }
}
