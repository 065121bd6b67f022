package io.boreas.actors.job;

import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Part;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What only groups of jobs take. */
public sealed interface JobGroupMessage extends GroupMessage {
    record Find(JobKey job, ActorRef<Found> replyTo) implements JobGroupMessage {}

    record Found(Optional<Job> job) implements BetweenMasters {}

    /** The first jobs of this page: as many as one message has room for. */
    record FindSome(JobPage page, ActorRef<Jobs> replyTo) implements JobGroupMessage {}

    record Jobs(List<Job> list, boolean more) implements Part<Job> {
        public Jobs {
            list = List.copyOf(list);
        }
    }

    /** How many there are. */
    record Count(ActorRef<JobCounts> replyTo) implements JobGroupMessage {}

    /** The job that has, or had and remembers, this task. */
    record FindByTask(TaskId task, ActorRef<Found> replyTo) implements JobGroupMessage {}

    /** What other parts of the cell say to a group of jobs, and wait for no answer. */
    sealed interface Said extends JobGroupMessage {}

    /**
     * The planner has made choices that it has heard nothing of: tell it what of this job waits.
     *
     * @param round the last of its rounds in which it made some; empty if an earlier master asks
     */
    record ReportJob(JobKey job, Optional<Long> round) implements Said, InOrder {}

    /** The planner has forgotten everything: tell it of all that waits. */
    record ReportToPlanner() implements Said {}
}
