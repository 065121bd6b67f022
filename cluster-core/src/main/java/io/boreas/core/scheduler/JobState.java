package io.boreas.core.scheduler;

import io.boreas.core.id.JobKey;
import io.boreas.core.job.Constraint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the planner knows of a job; kept while it waits for places or has tasks. */
final class JobState {
    final JobKey key;
    final RoleQueue role;
    int priority;
    Instant submittedAt = Instant.EPOCH;
    SortedMap<String, Constraint> constraints = new TreeMap<>();
    List<PendingQueue> queues = new ArrayList<>();

    private @Nullable PlacedTask first;

    /** Null if the job has no limits. */
    @Nullable
    LimitCounts limits;

    JobState(JobKey key, RoleQueue role) {
        this.key = key;
        this.role = role;
    }

    boolean isEmpty() {
        return queues.isEmpty() && first == null;
    }

    void link(PlacedTask task) {
        task.next = first;
        if (first != null) {
            first.previous = task;
        }
        first = task;
    }

    void unlink(PlacedTask task) {
        if (task.previous == null) {
            first = task.next;
        } else {
            task.previous.next = task.next;
        }
        if (task.next != null) {
            task.next.previous = task.previous;
        }
        task.previous = null;
        task.next = null;
    }

    /** Its tasks that have a place, the latest first. */
    List<PlacedTask> placed() {
        var placed = new ArrayList<PlacedTask>();
        for (var task = first; task != null; task = task.next) {
            placed.add(task);
        }
        return placed;
    }

    void setConstraints(SortedMap<String, Constraint> asked) {
        if (!constraints.equals(asked)) {
            constraints = asked;
            limits = hasLimits(asked) ? new LimitCounts(asked) : null;
        }
    }

    static boolean hasLimits(Map<String, Constraint> constraints) {
        for (var constraint : constraints.values()) {
            if (constraint instanceof Constraint.Limit) {
                return true;
            }
        }
        return false;
    }
}
