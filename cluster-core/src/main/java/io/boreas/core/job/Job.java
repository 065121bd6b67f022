package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.OrderedMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job: what was asked for and each of its instances.
 *
 * @param spec empty while the job does not exist; kept while it has active instances or history
 * @param seed what its task ids are made from, drawn when it was created
 * @param runs how many task ids it has made
 * @param active the active task of each instance
 * @param ended ended tasks, oldest first, at most {@link #ENDED_MAX}
 * @param owedKills runs without authority that their agents' groups must still be told to stop: LOST, or refused there
 */
public record Job(
        JobKey key,
        Optional<JobSpec> spec,
        long seed,
        long runs,
        Instant createdAt,
        OrderedMap<Integer, InstanceTask> active,
        List<InstanceTask> ended,
        OrderedMap<TaskId, AgentId> owedKills) {
    /** Ended tasks kept. Source: Aurora's {@code -history_max_per_job_threshold}. */
    public static final int ENDED_MAX = 100;

    /** A job of which nothing is known. */
    static Job vacant(JobKey key) {
        return new Job(key, Optional.empty(), 0, 0, Instant.EPOCH, OrderedMap.empty(), List.of(), OrderedMap.empty());
    }

    boolean isVacant() {
        return spec.isEmpty() && owedKills.isEmpty();
    }

    /** The run of this id, if it is the active one of that instance. */
    public Optional<InstanceTask> active(int instance, TaskId task) {
        var found = active.get(instance);
        return found.isPresent() && found.get().id().equals(task) ? found : Optional.empty();
    }

    Job with(InstanceTask task) {
        return new Job(key, spec, seed, runs, createdAt, active.with(task.instance(), task), ended, owedKills);
    }

    Job withNew(InstanceTask task) {
        return new Job(key, spec, seed, runs + 1, createdAt, active.with(task.instance(), task), ended, owedKills);
    }

    /** With so many new runs among the active ones. */
    Job withNew(OrderedMap<Integer, InstanceTask> grown, int count) {
        return new Job(key, spec, seed, runs + count, createdAt, grown, ended, owedKills);
    }

    Job withActive(OrderedMap<Integer, InstanceTask> tasks) {
        return new Job(key, spec, seed, runs, createdAt, tasks, ended, owedKills);
    }

    Job withEnded(List<InstanceTask> tasks) {
        return new Job(key, spec, seed, runs, createdAt, active, tasks, owedKills);
    }

    Job withOwedKills(OrderedMap<TaskId, AgentId> kills) {
        return new Job(key, spec, seed, runs, createdAt, active, ended, kills);
    }

    /** This job, without what was asked for once nothing of it is left. */
    Job settled() {
        return active.isEmpty() && ended.isEmpty() && spec.isPresent()
                ? vacant(key).withOwedKills(owedKills)
                : this;
    }
}
