package io.boreas.core.scheduler;

import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All of a job that waits for a place.
 *
 * @param priority decides among jobs of one role: higher first
 * @param submittedAt decides among jobs of one role and priority: earlier first
 * @param constraints attribute name to what is asked of it
 * @param groups equal instances together: each group is decided as one
 */
public record PendingJob(
        JobKey job,
        int priority,
        Instant submittedAt,
        SortedMap<String, Constraint> constraints,
        List<PendingGroup> groups) {
    public PendingJob {
        constraints = constraints.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(constraints));
        groups = List.copyOf(groups);
    }

    /** Instances with equal needs, in the order they are to be placed. */
    public record PendingGroup(Amounts needs, List<PendingTask> tasks) {
        public PendingGroup {
            tasks = List.copyOf(tasks);
        }
    }

    /** A run that waits for a place. */
    public record PendingTask(int instance, TaskId task) {}
}
