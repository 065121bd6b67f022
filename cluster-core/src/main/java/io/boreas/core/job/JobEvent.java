package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happened to a job. Task ids of new runs are not in the events: they follow from the job's seed and run count. */
public sealed interface JobEvent {
    /** The job exists, and each of its instances waits for a place. */
    record Created(JobSpec spec, long seed, Instant at) implements JobEvent {}

    /** {@code count} more instances wait for a place, numbered from {@code first}, as copies of {@code template}. */
    record InstancesAdded(int template, int first, int count, Instant at) implements JobEvent {}

    /** Places were chosen; the tasks stay PENDING until they are admitted there. */
    record PlacesChosen(List<JobCommand.Choice> choices, Instant at) implements JobEvent {
        public PlacesChosen {
            choices = List.copyOf(choices);
        }
    }

    /** A place was refused; the instance waits for another, under a new task id: an id never meets a second agent. */
    record PlaceRefused(int instance, TaskId task, String message, Instant at) implements JobEvent {}

    /**
     * An active task changed state.
     *
     * @param noticeSequence the number of the notice that brought it; 0 if none did
     * @param placement set when the task was admitted, with its ports
     * @param failed whether the change counts as a failure of the instance
     */
    record Moved(
            int instance,
            TaskId task,
            ScheduleStatus to,
            long noticeSequence,
            Optional<Placement> placement,
            boolean failed,
            String message,
            Instant at)
            implements JobEvent {}

    /** A notice was taken that changes nothing for the job. */
    record NoticeNoted(int instance, TaskId task, long noticeSequence) implements JobEvent {}

    /**
     * An instance, whose task ended, has a new task.
     *
     * @param flaps runs in a row that ended too fast, the penalty's measure
     * @param throttledUntil when the penalty is over; {@link Instant#EPOCH} if there is none and it is PENDING at once
     */
    record Rescheduled(int instance, TaskId ancestor, int flaps, Instant throttledUntil, Instant at)
            implements JobEvent {}

    /** A task that was not admitted as far as the job knows was stopped: it leaves no trace. */
    record Withdrawn(int instance, TaskId task) implements JobEvent {}

    /** The run lost its authority, or never had any, without its agent's word that it ended: it must be stopped there. */
    record KillOwed(TaskId task, AgentId agent) implements JobEvent {}

    /** The agents' groups took these kills. */
    record KillsTaken(List<TaskId> tasks) implements JobEvent {
        public KillsTaken {
            tasks = List.copyOf(tasks);
        }
    }

    /** The oldest ended tasks, so many of them, are forgotten. */
    record HistoryPruned(int count) implements JobEvent {}
}
