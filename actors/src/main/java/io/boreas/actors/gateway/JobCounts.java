package io.boreas.actors.gateway;

import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.job.Job;
import io.boreas.core.job.ScheduleStatus;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many jobs there are.
 *
 * @param jobs all that are remembered
 * @param tasks theirs by state, ended ones as long as they are remembered; without states that none is in
 */
public record JobCounts(long jobs, SortedMap<ScheduleStatus, Long> tasks) implements BetweenMasters {
    public JobCounts {
        tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    }

    /** Counts jobs. */
    public static JobCounts of(Collection<Job> jobs) {
        var tasks = new TreeMap<ScheduleStatus, Long>();
        for (var job : jobs) {
            job.active().forEachValue(task -> tasks.merge(task.status(), 1L, Long::sum));
            job.ended().forEach(task -> tasks.merge(task.status(), 1L, Long::sum));
        }
        return new JobCounts(jobs.size(), tasks);
    }

    /** Both together. */
    public JobCounts plus(JobCounts other) {
        var sum = new TreeMap<>(tasks);
        other.tasks.forEach((state, count) -> sum.merge(state, count, Long::sum));
        return new JobCounts(jobs + other.jobs, sum);
    }
}
