package io.boreas.actors.job;

import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What only groups of jobs take. */
public sealed interface JobGroupMessage extends GroupMessage {
    record Find(JobKey job, ActorRef<Optional<Job>> replyTo) implements JobGroupMessage {}

    record FindAll(ActorRef<List<Job>> replyTo) implements JobGroupMessage {}

    record FindPage(JobPage page, ActorRef<List<Job>> replyTo) implements JobGroupMessage {}

    /** The job that has, or had and remembers, this task. */
    record FindByTask(TaskId task, ActorRef<Optional<Job>> replyTo) implements JobGroupMessage {}

    /** The planner gave up on choices it has heard nothing of: tell it what of this job waits. */
    record ReportJob(JobKey job) implements JobGroupMessage {}

    /** The planner has forgotten everything: tell it of all that waits. */
    record ReportToPlanner() implements JobGroupMessage {}
}
