package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.TaskTransitions.Action;
import io.boreas.core.job.TaskTransitions.Verdict;
import io.boreas.core.machine.Decision;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decision in the making: the events so far, and the job as they leave it. Lives for one command. */
final class JobDraft {
    private static final String ACTED_ON_PARTITIONED = "Action performed on partitioned task, marking as LOST.";

    private final JobSettings settings;
    private final Instant now;
    private final List<JobEvent> events = new ArrayList<>();
    private Job job;

    JobDraft(Job job, JobSettings settings, Instant now) {
        this.job = job;
        this.settings = settings;
        this.now = now;
    }

    /**
     * What brings a change of state.
     *
     * @param noticeSequence the number of the notice; 0 if the job decides by itself
     * @param placement where the task turned out to be; empty if that is known
     */
    record Occasion(long noticeSequence, Optional<Placement> placement, String message) {
        /** The job decides by itself, without word from the agent. */
        static Occasion own(String message) {
            return new Occasion(0, Optional.empty(), message);
        }

        /** The agent's group told so. */
        static Occasion notice(long sequence, String message) {
            return new Occasion(sequence, Optional.empty(), message);
        }

        private boolean isOwn() {
            return noticeSequence == 0;
        }
    }

    /** The job as the events so far leave it. */
    Job job() {
        return job;
    }

    JobSettings settings() {
        return settings;
    }

    Instant now() {
        return now;
    }

    Decision<JobEvent, JobReply> reply(JobReply reply) {
        return Decision.of(events, reply);
    }

    void add(JobEvent event) {
        job = JobEvolution.evolve(job, event);
        events.add(event);
    }

    /** Changes the state of an active task, with all that this entails, if the rules allow it. */
    Verdict move(InstanceTask task, ScheduleStatus to, Occasion occasion) {
        var verdict = TaskTransitions.of(JobEvolution.point(task, to), to, JobEvolution.facts(job, task));
        if (verdict instanceof Verdict.Allowed allowed) {
            move(task, to, occasion, allowed);
        }
        return verdict;
    }

    private void move(InstanceTask task, ScheduleStatus to, Occasion occasion, Verdict.Allowed allowed) {
        for (var action : allowed.actions()) {
            switch (action) {
                case COUNT_FAILURE -> {} // said by the Moved that follows
                case SAVE ->
                    add(new JobEvent.Moved(
                            task.instance(),
                            task.id(),
                            to,
                            occasion.noticeSequence(),
                            occasion.placement(),
                            allowed.entails(Action.COUNT_FAILURE),
                            cut(occasion.message()),
                            now));
                case RESCHEDULE -> reschedule(job.ended().getLast());
                case MARK_LOST ->
                    job.active(task.instance(), task.id())
                            .ifPresent(moved -> move(moved, ScheduleStatus.LOST, Occasion.own(ACTED_ON_PARTITIONED)));
                case KILL -> {} // below
                case DELETE -> add(new JobEvent.Withdrawn(task.instance(), task.id()));
            }
        }
        // A state that stops owes the kill by itself. A run that ended owes it if the rules say so, and also whenever
        // the job
        // gave it up without the agent's word: it may still be there (I2).
        if (to.isTerminal() && (allowed.entails(Action.KILL) || occasion.isOwn())) {
            task.placement().ifPresent(place -> oweKill(task.id(), place.agent()));
        }
    }

    /** The agent's group is to be told that this run must not be; once is enough. */
    void oweKill(TaskId task, AgentId agent) {
        if (!job.owedKills().get(task).equals(Optional.of(agent))) {
            add(new JobEvent.KillOwed(task, agent));
        }
    }

    private void reschedule(InstanceTask ended) {
        var penalty = Flapping.penaltyAfter(ended, settings);
        add(new JobEvent.Rescheduled(
                ended.instance(),
                ended.id(),
                Flapping.flapsAfter(ended, settings),
                penalty.compareTo(Duration.ZERO) > 0 ? now.plus(penalty) : Instant.EPOCH,
                now));
    }

    private static String cut(String message) {
        int max = TaskStatus.MESSAGE_LENGTH_MAX;
        return message.length() > max ? message.substring(0, max - 1) + "…" : message;
    }
}
