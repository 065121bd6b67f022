package io.boreas.http.mesos.state;

import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Mesos would have known of a task of Aurora's. */
public final class JobStatuses {
    private JobStatuses() {}

    /** The states of a run since it was placed, oldest first. That it was launched is none, as in Mesos, once there is another. */
    static List<TaskStatus> of(InstanceTask task) {
        var statuses = new ArrayList<TaskStatus>(task.history().size());
        for (var change : task.history()) {
            state(change.status()).ifPresent(state -> {
                var base = TaskStatus.of(state, source(state), change.at());
                statuses.add(new TaskStatus(state, base.reason(), base.source(), change.message(), change.at()));
            });
        }
        boolean more = statuses.size() > 1 && statuses.getFirst().state() == TaskState.STAGING;
        return more ? statuses.subList(1, statuses.size()) : statuses;
    }

    /** Whose word it is: Mesos has what became of a command task from its executor. */
    private static StatusSource source(TaskState state) {
        return switch (state) {
            case STAGING, UNREACHABLE, LOST -> StatusSource.MASTER;
            default -> StatusSource.EXECUTOR;
        };
    }

    /** The state of a task in that status; none for what waits for a place. */
    public static Optional<TaskState> state(ScheduleStatus status) {
        return switch (status) {
            case THROTTLED, PENDING -> Optional.empty();
            case ASSIGNED -> Optional.of(TaskState.STAGING);
            case STARTING -> Optional.of(TaskState.STARTING);
            case RUNNING -> Optional.of(TaskState.RUNNING);
            case KILLING, RESTARTING, PREEMPTING, DRAINING -> Optional.of(TaskState.KILLING);
            case PARTITIONED -> Optional.of(TaskState.UNREACHABLE);
            case FINISHED -> Optional.of(TaskState.FINISHED);
            case FAILED -> Optional.of(TaskState.FAILED);
            case KILLED -> Optional.of(TaskState.KILLED);
            case LOST -> Optional.of(TaskState.LOST);
        };
    }
}
