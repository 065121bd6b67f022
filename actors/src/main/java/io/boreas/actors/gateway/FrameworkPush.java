package io.boreas.actors.gateway;

import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a subscribed scheduler is told. Source: Mesos, {@code scheduler::Event}. */
public sealed interface FrameworkPush {
    /** It is subscribed; the first of all. */
    record Subscribed(FrameworkId framework) implements FrameworkPush {}

    /** It may use these. */
    record Offers(List<Offer> offers) implements FrameworkPush {
        public Offers {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Part of an agent that it may use.
     *
     * @param resources allocated to nobody; the role says whose allocation they are
     * @param executors of the framework that run there
     * @param unavailability when the agent's machine is to be worked on
     */
    record Offer(
            OfferId id,
            FrameworkId framework,
            Role role,
            AgentId agent,
            AgentInfo info,
            Resources resources,
            List<String> executors,
            Optional<Unavailability> unavailability) {
        public Offer {
            executors = List.copyOf(executors);
        }
    }

    /** An offer is void. */
    record Rescind(OfferId offer) implements FrameworkPush {}

    /** It is asked to leave these. */
    record InverseOffers(List<InverseOffer> offers) implements FrameworkPush {
        public InverseOffers {
            offers = List.copyOf(offers);
        }
    }

    /**
     * An agent that it is asked to leave.
     *
     * @param unavailability when the agent's machine is to be worked on
     */
    record InverseOffer(OfferId id, FrameworkId framework, AgentId agent, Unavailability unavailability) {}

    /** It is not asked to leave any more. */
    record RescindInverse(OfferId offer) implements FrameworkPush {}

    /**
     * A task's status.
     *
     * @param unreachableSince for an agent that is unreachable: since when
     * @param host where the task is, if that is known
     * @param repeated for an answer to a question after a task whose executor spoke last: what that said
     */
    record Update(
            TaskUpdate update, Optional<Instant> unreachableSince, Optional<TaskHost> host, Optional<Payload> repeated)
            implements FrameworkPush {
        /** What an agent's group has told. */
        public static Update of(TaskUpdate update, Optional<TaskHost> host) {
            return new Update(update, Optional.empty(), host, Optional.empty());
        }
    }

    /**
     * A task that it wanted to launch, and that was not; this is not to be acknowledged.
     *
     * @param task as it named it, which may be no possible id
     */
    record Undone(String task, AgentId agent, TaskStatus status) implements FrameworkPush {}

    /** What became of an operation that it named. */
    record OperationUpdate(AgentId agent, AgentReply.Outcome outcome) implements FrameworkPush {}

    /** An agent is lost. */
    record AgentLost(AgentId agent) implements FrameworkPush {}

    /**
     * An executor ended.
     *
     * @param status its wait status
     */
    record ExecutorEnded(AgentId agent, String executor, int status) implements FrameworkPush {}

    /** What an executor says. */
    record Message(AgentId agent, String executor, Payload data) implements FrameworkPush {}

    /**
     * Nothing comes any more; the last of all.
     *
     * @param error why, to be told; empty if it knows
     */
    record End(String error) implements FrameworkPush {}
}
