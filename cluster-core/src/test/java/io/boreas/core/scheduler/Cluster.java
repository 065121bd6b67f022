package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.resource.Attributes;
import io.boreas.core.scheduler.PendingJob.PendingGroup;
import io.boreas.core.scheduler.PendingJob.PendingTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Words for tests of the planner. */
final class Cluster {
    private Cluster() {}

    static AgentId id(String name) {
        return new AgentId(name);
    }

    static JobKey job(String key) {
        return JobKey.parse(key);
    }

    static TaskId task(JobKey job, int instance) {
        return new TaskId(job.role() + "-" + job.environment() + "-" + job.name() + "-" + instance);
    }

    /** Cpus and GB. */
    static Amounts needs(double cpus, int gb) {
        return new Amounts((long) (1_000 * cpus), gb * 1_000L * 1_024, 0, 0, 0);
    }

    static PlannerAgent agent(String name, double cpus, int gb) {
        return agent(name, cpus, gb, "");
    }

    static PlannerAgent agent(String name, double cpus, int gb, String attributes) {
        return agent(name, needs(cpus, gb), attributes);
    }

    static PlannerAgent agent(String name, Amounts all, String attributes) {
        return new PlannerAgent(id(name), name + ".example", Attributes.parse(attributes), all, all, true, 1);
    }

    static PlannerAgent with(PlannerAgent agent, Amounts available, long revision) {
        return agent.with(available, revision);
    }

    static PlannerAgent closed(PlannerAgent agent, long revision) {
        return new PlannerAgent(
                agent.id(), agent.host(), agent.attributes(), agent.total(), agent.available(), false, revision);
    }

    static Constraint values(String... values) {
        return new Constraint.Values(false, new TreeSet<>(List.of(values)));
    }

    static Constraint not(String... values) {
        return new Constraint.Values(true, new TreeSet<>(List.of(values)));
    }

    static Constraint limit(int max) {
        return new Constraint.Limit(max);
    }

    static SortedMap<String, Constraint> constraints(Map<String, Constraint> constraints) {
        return new TreeMap<>(constraints);
    }

    static PendingJob pending(String key, Amounts needs, int count) {
        return pending(key, needs, count, Map.of());
    }

    static PendingJob pending(String key, Amounts needs, int count, Map<String, Constraint> constraints) {
        return pending(key, needs, count, constraints, 0, 0);
    }

    static PendingJob pending(
            String key, Amounts needs, int count, Map<String, Constraint> constraints, int priority, long second) {
        var job = job(key);
        var tasks = IntStream.range(0, count)
                .mapToObj(i -> new PendingTask(i, task(job, i)))
                .toList();
        return new PendingJob(
                job,
                priority,
                Instant.ofEpochSecond(second),
                constraints(constraints),
                List.of(new PendingGroup(needs, tasks)));
    }

    /** Agents of the choices, in order. */
    static List<String> places(Plan plan) {
        return plan.choices().stream().map(choice -> choice.agent().value()).toList();
    }
}
