package io.boreas.core.job;

import io.boreas.core.id.JobKey;
import io.boreas.core.task.TaskSpec;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job's owner asked for. It is checked by {@link JobSpecCheck} at the door; a value of this type inside the cell is a
 * good one.
 *
 * @param instances how many at creation, 1 to 4,000 (Aurora's {@code -max_tasks_per_job})
 * @param constraints attribute name to what is asked of it
 * @param priority decides only among jobs of one role
 * @param maxTaskFailures failed runs of an instance before an ad hoc job gives up on it; -1 for any number, by default 1
 * @param contact whom to ask; may be empty
 * @param metadata free pairs, kept and shown
 */
public record JobSpec(
        JobKey key,
        JobKind kind,
        int instances,
        TaskSpec task,
        SortedMap<String, Constraint> constraints,
        int priority,
        int maxTaskFailures,
        String contact,
        SortedMap<String, String> metadata) {
    public static final int INSTANCES_MAX = 4_000;
    public static final int MAX_TASK_FAILURES_DEFAULT = 1;

    public JobSpec {
        constraints = Collections.unmodifiableSortedMap(new TreeMap<>(constraints));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** The same job with another number of instances. */
    public JobSpec withInstances(int count) {
        return new JobSpec(key, kind, count, task, constraints, priority, maxTaskFailures, contact, metadata);
    }
}
