package io.boreas.actors.planner;

import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobSpec;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the planner takes. */
public interface PlannerMessage {
    /**
     * An agent as its group has just committed it.
     *
     * @param available what is neither used nor leased
     * @param accepting whether it may get tasks: it is registered and its link is up
     * @param admitted tasks whose resources {@code available} no longer contains, but did when the group last reported
     */
    record AgentChanged(
            AgentId agent,
            String host,
            Attributes attributes,
            Resources available,
            boolean accepting,
            List<TaskId> admitted)
            implements PlannerMessage {
        public AgentChanged {
            admitted = List.copyOf(admitted);
        }
    }

    /**
     * What of a job waits for a place.
     *
     * @param spec the job, for its constraints and priority; empty if it is gone
     * @param waiting all that waits, replacing what was said before
     * @param active how many of its tasks each agent has; told only if the job limits that
     * @param round the last of the planner's rounds that the job has decided on
     */
    record JobChanged(
            JobKey job, Optional<JobSpec> spec, List<Waiting> waiting, Map<AgentId, Integer> active, long round)
            implements PlannerMessage {
        public JobChanged {
            waiting = List.copyOf(waiting);
            active = Map.copyOf(active);
        }
    }

    /** A task that waits. */
    record Waiting(int instance, TaskId task, TaskSpec spec) {}

    record Why(JobKey job, TaskId task, ActorRef<Optional<PendingReasons>> replyTo) implements PlannerMessage {}

    record Preview(JobSpec spec, int instances, ActorRef<PlacementPreview> replyTo) implements PlannerMessage {}
}
