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
 * @param owedKills runs that lost their authority, LOST to the job, that their agents' groups must still be told to stop
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
}
