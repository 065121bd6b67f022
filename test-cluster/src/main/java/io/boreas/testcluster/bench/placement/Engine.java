package io.boreas.testcluster.bench.placement;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.resource.Attribute;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Text;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.PendingJob.PendingGroup;
import io.boreas.core.scheduler.PendingJob.PendingTask;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.Ranking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Our planner as its actor drives it: jobs are submitted, a round is planned, and each agent that got something reports what
 * it has left and what it has admitted. All of this is on the clock; that tasks and agents are described is not.
 */
final class Engine {
    private static final long MB = 1_000;

    private final Workload workload;
    private final int batch;
    private final Planner planner = new Planner(Ranking.PACK);
    private final List<PlannerAgent> agents = new ArrayList<>();
    private final List<PendingJob> jobs = new ArrayList<>();
    private final long[] cpusMilli;
    private final long[] memMilli;
    private final List<List<TaskId>> admitted = new ArrayList<>();
    private long revision = 1;

    /** The engine of a workload's agents. */
    static Engine of(Workload workload, int batch) {
        return new Engine(workload, batch, workload.cpusOfAgents(), workload.memOfAgents());
    }

    private Engine(Workload workload, int batch, int[] cpusMilli, int[] memMb) {
        this.workload = workload;
        this.batch = batch;
        this.cpusMilli = new long[workload.agents];
        this.memMilli = new long[workload.agents];
        for (int i = 0; i < workload.agents; i++) {
            this.cpusMilli[i] = cpusMilli[i];
            this.memMilli[i] = memMb[i] * MB;
            admitted.add(new ArrayList<>());
            agents.add(new PlannerAgent(
                    new AgentId("h" + i),
                    "h" + i,
                    Attributes.of(
                            new Attribute("host", new Text("h" + i)),
                            new Attribute("rack", new Text("r" + Workload.rackOf(i)))),
                    amounts(Workload.CPUS * 1_000L, Workload.MEM_MB * MB),
                    amounts(cpusMilli[i], memMb[i] * MB),
                    true,
                    revision));
            planner.upsertAgent(agents.get(i));
        }
        for (int i = 0; i < workload.count; i += workload.shape.jobSize) {
            jobs.add(job(i));
        }
    }

    Outcome run() {
        var agentOf = new int[workload.count];
        int perRound = Math.max(1, batch / workload.shape.jobSize);
        var watch = new Stopwatch();
        for (int from = 0; from < jobs.size(); from += perRound) {
            for (var job : jobs.subList(from, Math.min(from + perRound, jobs.size()))) {
                planner.upsertPending(job);
            }
            var plan = planner.plan(Integer.MAX_VALUE);
            settle(plan, agentOf);
        }
        return watch.stop(agentOf);
    }

    /** Every task has ended, and its agent says so. */
    void endAll(int[] agentOf) {
        revision++;
        for (int task = 0; task < agentOf.length; task++) {
            int agent = agentOf[task];
            cpusMilli[agent] += workload.cpusMilli[task];
            memMilli[agent] += workload.memMb[task] * MB;
            var job = jobs.get(task / workload.shape.jobSize);
            planner.ended(
                    job.job(),
                    job.groups()
                            .get(0)
                            .tasks()
                            .get(task % workload.shape.jobSize)
                            .task());
            report(agent);
        }
    }

    private void report(int agent) {
        var old = agents.get(agent);
        planner.upsertAgent(
                new PlannerAgent(
                        old.id(),
                        old.host(),
                        old.attributes(),
                        old.total(),
                        amounts(cpusMilli[agent], memMilli[agent]),
                        true,
                        revision),
                admitted.get(agent));
        admitted.get(agent).clear();
    }

    /** The agents' groups admit everything. */
    private void settle(Plan plan, int[] agentOf) {
        revision++;
        var touched = new ArrayList<Integer>();
        for (var choice : plan.choices()) {
            int task = Integer.parseInt(
                    choice.task().value(), 1, choice.task().value().length(), 10);
            int agent = Integer.parseInt(choice.host(), 1, choice.host().length(), 10);
            agentOf[task] = agent;
            cpusMilli[agent] -= workload.cpusMilli[task];
            memMilli[agent] -= workload.memMb[task] * MB;
            if (admitted.get(agent).isEmpty()) {
                touched.add(agent);
            }
            admitted.get(agent).add(choice.task());
        }
        for (int agent : touched) {
            report(agent);
        }
        if (!plan.unplaced().isEmpty()) {
            throw new IllegalStateException("no agent has room for " + plan.unplaced());
        }
    }

    private PendingJob job(int first) {
        var constraints = new TreeMap<String, Constraint>();
        if (workload.rack[first] >= 0) {
            constraints.put("rack", new Constraint.Values(false, new TreeSet<>(List.of("r" + workload.rack[first]))));
        }
        if (workload.shape.limit) {
            constraints.put("host", new Constraint.Limit(1));
        }
        var tasks = new ArrayList<PendingTask>();
        for (int i = 0; i < workload.shape.jobSize && first + i < workload.count; i++) {
            tasks.add(new PendingTask(i, new TaskId("t" + (first + i))));
        }
        return new PendingJob(
                new JobKey("www", "prod", "job" + first),
                0,
                Instant.ofEpochSecond(first),
                constraints,
                List.of(new PendingGroup(amounts(workload.cpusMilli[first], workload.memMb[first] * MB), tasks)));
    }

    private static Amounts amounts(long cpusMilli, long memMilli) {
        return new Amounts(cpusMilli, memMilli, 0, 0, 0);
    }
}
