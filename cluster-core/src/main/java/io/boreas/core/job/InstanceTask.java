package io.boreas.core.job;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run of an instance, as its job knows it. Source: Aurora's {@code ScheduledTask}.
 *
 * @param spec what this run was started from: instances of one job may differ
 * @param status its state, the last in {@code history}
 * @param history every state it had, oldest first, at most {@link #HISTORY_MAX}: beyond that the second-oldest goes
 * @param failures failed runs of this instance before this one, itself included once it failed
 * @param flaps how many runs in a row before this one ended too fast
 * @param ancestor the run it replaces
 * @param placement where it runs; while PENDING, where it is to run and is not yet admitted
 * @param throttledUntil when a THROTTLED one becomes PENDING; otherwise {@link Instant#EPOCH}
 * @param noticeSequence the number of the last notice taken from its agent's group
 */
public record InstanceTask(
        TaskId id,
        int instance,
        TaskSpec spec,
        ScheduleStatus status,
        List<StatusChange> history,
        int failures,
        int flaps,
        Optional<TaskId> ancestor,
        Optional<Placement> placement,
        Instant throttledUntil,
        long noticeSequence) {
    public static final int HISTORY_MAX = 50;

    public InstanceTask {
        history = List.copyOf(history);
    }
}
