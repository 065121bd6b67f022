package io.boreas.core.job;

import io.boreas.core.job.JobDraft.Occasion;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a job when nothing happens but time. */
final class JobTime {
    static final String PARTITION_OVER = "Its agent stayed unreachable for longer than it is waited for.";

    private static final String TIMED_OUT = "Task timed out";

    private JobTime() {}

    static JobReply tick(JobDraft draft) {
        var job = draft.job();
        int old = 0;
        while (old < job.ended().size() && isOver(forgotten(job.ended().get(old), draft.settings()), draft.now())) {
            old++;
        }
        if (old > 0) {
            draft.add(new JobEvent.HistoryPruned(old));
        }
        for (var task : job.active().values()) {
            if (isOver(due(task, draft.settings()), draft.now())) {
                tick(draft, task);
            }
        }
        return JobReply.Done.DONE;
    }

    private static void tick(JobDraft draft, InstanceTask task) {
        switch (task.status()) {
            case THROTTLED -> draft.move(task, ScheduleStatus.PENDING, Occasion.own(""));
            case ASSIGNED, KILLING, RESTARTING, PREEMPTING, DRAINING ->
                draft.move(task, ScheduleStatus.LOST, Occasion.own(TIMED_OUT));
            case PARTITIONED -> draft.move(task, ScheduleStatus.LOST, Occasion.own(PARTITION_OVER));
            case PENDING, STARTING, RUNNING, FINISHED, FAILED, KILLED, LOST -> {}
        }
    }

    /** When the next tick has something to do. */
    static Optional<Instant> next(Job job, JobSettings settings) {
        var earliest = new Earliest();
        job.active().forEachValue(task -> earliest.add(due(task, settings)));
        if (!job.ended().isEmpty()) {
            earliest.add(forgotten(job.ended().getFirst(), settings));
        }
        return earliest.found.equals(Instant.MAX) ? Optional.empty() : Optional.of(earliest.found);
    }

    private static final class Earliest {
        private Instant found = Instant.MAX;

        private void add(Instant due) {
            found = due.isBefore(found) ? due : found;
        }
    }

    /** When its state must end; {@link Instant#MAX} if it may last. */
    private static Instant due(InstanceTask task, JobSettings settings) {
        return switch (task.status()) {
            case THROTTLED -> task.throttledUntil();
            case ASSIGNED, KILLING, RESTARTING, PREEMPTING, DRAINING ->
                task.since().plus(settings.transientTimeout());
            case PARTITIONED -> task.since().plus(settings.partitionDelay());
            case PENDING, STARTING, RUNNING, FINISHED, FAILED, KILLED, LOST -> Instant.MAX;
        };
    }

    private static Instant forgotten(InstanceTask ended, JobSettings settings) {
        return ended.since().plus(settings.endedKept());
    }

    private static boolean isOver(Instant due, Instant now) {
        return !due.isAfter(now);
    }
}
