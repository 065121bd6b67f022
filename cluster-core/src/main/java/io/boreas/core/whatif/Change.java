package io.boreas.core.whatif;

import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.RoleTerms;
import java.time.Instant;
import java.util.List;

/** One thing in a cell's history that the planner was told of, or that it brought about, in the order of the journal. */
public sealed interface Change {
    /** When the record was decided that it comes from. */
    Instant at();

    /**
     * An agent after a record of its group.
     *
     * @param agent as its group would have reported it; that its link is up is taken for granted
     * @param room what jobs' tasks have there in all: what is available, and what such tasks hold
     * @param admitted jobs' tasks that came to it
     * @param ended jobs' tasks that were on it, or were to be, and hold nothing any more
     */
    record AgentIs(Instant at, PlannerAgent agent, Amounts room, List<Held> admitted, List<Ended> ended)
            implements Change {
        public AgentIs {
            admitted = List.copyOf(admitted);
            ended = List.copyOf(ended);
        }
    }

    /** A task of a job, and what it holds on its agent. */
    record Held(JobKey job, int instance, ActiveTask task) {}

    /**
     * A task that is over.
     *
     * @param byItself whether it ended of its own; otherwise it was stopped, or lost with its agent
     */
    record Ended(JobKey job, TaskId task, boolean byItself) {}

    /** A job that is there when the history begins, without what of it waits; it comes before all else. */
    record JobIs(Instant at, PendingJob job) implements Change {}

    /** What operators say of roles from now on; nothing before the first. */
    record RolesAre(Instant at, RoleTerms terms) implements Change {}

    /** All of a job that waits for a place after a record of its group. */
    record Waits(Instant at, PendingJob job) implements Change {}

    /** A decision of the planner, as the job's group stored it. */
    record Chosen(Instant at, JobKey job, List<Plan.Choice> choices) implements Change {
        public Chosen {
            choices = List.copyOf(choices);
        }
    }

    /** A place that was chosen and not yet admitted when the history begins. */
    record Underway(Instant at, Held held) implements Change {}

    /** A chosen place was refused; the instance waits for another under another task id. */
    record Refused(Instant at, JobKey job, int instance, TaskId task) implements Change {}

    /** A task that no agent has admitted will not run. */
    record Withdrawn(Instant at, JobKey job, TaskId task) implements Change {}
}
