package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.Ranking;
import io.boreas.core.scheduler.RoleTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small histories, written by hand: every task needs one cpu. */
final class Histories {
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    static final Amounts CPU = cpus(1);
    static final AgentId A = new AgentId("a");
    static final AgentId B = new AgentId("b");

    private Histories() {}

    static Instant at(int second) {
        return START.plusSeconds(second);
    }

    static Amounts cpus(int count) {
        return new Amounts(1_000L * count, 0, 0, 0, 0);
    }

    static JobKey job(String role, String name) {
        return new JobKey(role, "prod", name);
    }

    static TaskId task(JobKey job, int instance) {
        return new TaskId(job.role() + "-" + job.name() + "-" + instance);
    }

    static Policy policy(Ranking ranking) {
        return policy(ranking, Map.of());
    }

    static Policy policy(Ranking ranking, Map<String, Double> weights) {
        return new Policy(ranking, new TreeMap<>(weights), 1_000, Optional.empty());
    }

    static PlannerAgent agent(AgentId id, int total, int available) {
        return new PlannerAgent(id, id.value(), Attributes.none(), cpus(total), cpus(available), true, 0);
    }

    /** Operators let roles have so many thousandths of a cpu. */
    static Change roles(int second, Map<String, Long> cpusMilli) {
        var limits = new TreeMap<String, SortedMap<String, Long>>();
        cpusMilli.forEach((role, milli) -> limits.put(role, new TreeMap<>(Map.of("cpus", milli))));
        return new Change.RolesAre(at(second), new RoleTerms(new TreeMap<>(), limits));
    }

    /** An agent as it registers. */
    static Change fresh(int second, AgentId id, int total) {
        return new Change.AgentIs(at(second), agent(id, total, total), cpus(total), List.of(), List.of());
    }

    /** An agent after these came to it and those ended. */
    static Change agentIs(
            int second, AgentId id, int total, int available, List<Change.Held> admitted, List<Change.Ended> ended) {
        return new Change.AgentIs(at(second), agent(id, total, available), cpus(total), admitted, ended);
    }

    static Change.Held held(JobKey job, int instance, AgentId agent) {
        return new Change.Held(job, instance, new ActiveTask(task(job, instance), agent, CPU));
    }

    static Change.Ended ended(JobKey job, int instance) {
        return new Change.Ended(job, task(job, instance), true);
    }

    /** These instances of a job wait, and no others. */
    static Change waits(int second, JobKey job, int... instances) {
        var tasks = new ArrayList<PendingJob.PendingTask>();
        for (int instance : instances) {
            tasks.add(new PendingJob.PendingTask(instance, task(job, instance)));
        }
        var groups =
                tasks.isEmpty() ? List.<PendingJob.PendingGroup>of() : List.of(new PendingJob.PendingGroup(CPU, tasks));
        return new Change.Waits(at(second), new PendingJob(job, 0, START, new TreeMap<>(), groups));
    }

    static Plan.Choice choice(JobKey job, int instance, AgentId agent) {
        return new Plan.Choice(job, instance, task(job, instance), agent, agent.value());
    }

    static Change chosen(int second, Plan.Choice... choices) {
        return new Change.Chosen(at(second), choices[0].job(), List.of(choices));
    }
}
