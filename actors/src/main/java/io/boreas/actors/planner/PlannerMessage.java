package io.boreas.actors.planner;

import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobSpec;
import io.boreas.core.resource.Role;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** What the planner takes. */
public interface PlannerMessage extends BetweenMasters {
    /** What groups and the allocator report. */
    sealed interface Report extends PlannerMessage {}

    /**
     * An agent as its group has it now.
     *
     * @param agent the agent, counting all that {@code admitted} names and nothing that {@code ended} names
     * @param admitted tasks that have come to it since the last report of its group
     * @param ended tasks that have ended there since
     */
    record AgentChanged(PlannerAgent agent, List<OnAgent> admitted, List<OnAgent> ended) implements Report {
        public AgentChanged {
            admitted = List.copyOf(admitted);
            ended = List.copyOf(ended);
        }
    }

    /**
     * An agent as its group has it now, in place of all that was known of it: a group that starts cannot tell what changed.
     *
     * @param tasks all tasks that hold something there
     */
    record AgentRestated(PlannerAgent agent, List<OnAgent> tasks) implements Report {
        public AgentRestated {
            tasks = List.copyOf(tasks);
        }
    }

    /** All agents of a group have been restated since the planner asked for them. */
    record AgentsRestated(int group) implements Report {}

    /**
     * What roles with a limit have that is not their jobs': offered to frameworks, used by them, or reserved.
     *
     * @param milli thousandths by the names that are limited, with what roles below have
     */
    record RolesElsewhere(SortedMap<Role, SortedMap<String, Long>> milli) implements Report {
        public RolesElsewhere {
            milli = Collections.unmodifiableSortedMap(new TreeMap<>(milli));
        }
    }

    /** What an agent would have free without the offers it holds resources for; {@link Amounts#NONE} if there are none. */
    record AgentOffers(AgentId agent, Amounts free) implements Report {}

    /** A job's task on an agent, and what it holds there. */
    record OnAgent(JobKey job, TaskId task, Amounts needs) {}

    /**
     * What of a job waits for a place.
     *
     * @param spec the job, for its constraints and priority; empty if it is gone
     * @param waiting all that waits, replacing what was said before
     * @param round the last of the planner's rounds that the job has decided on
     */
    record JobChanged(JobKey job, Optional<JobSpec> spec, Instant createdAt, List<Waiting> waiting, long round)
            implements Report {
        public JobChanged {
            waiting = List.copyOf(waiting);
        }
    }

    /** All jobs of a group of which something waits have been told of since the planner asked for them. */
    record JobsRestated(int group) implements Report {}

    /** A task that waits. */
    record Waiting(int instance, TaskId task, TaskSpec spec) {}

    record Why(JobKey job, TaskId task, ActorRef<Reasons> replyTo) implements PlannerMessage {}

    /** Why a task waits; empty if the planner does not know that it does. */
    record Reasons(Optional<PendingReasons> reasons) implements BetweenMasters {}

    record Preview(JobSpec spec, int instances, ActorRef<PlacementPreview> replyTo) implements PlannerMessage {}
}
