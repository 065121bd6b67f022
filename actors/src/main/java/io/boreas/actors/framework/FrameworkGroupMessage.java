package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Part;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.framework.Standing;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/** What only groups of frameworks take. */
public sealed interface FrameworkGroupMessage extends GroupMessage {
    /** A scheduler connects; {@code stream} is told what it is to hear. */
    record Connect(
            FrameworkId framework,
            FrameworkCommand.Subscribe subscribe,
            Cause cause,
            ActorRef<ToScheduler> stream,
            ActorRef<FrameworkReply> replyTo)
            implements FrameworkGroupMessage {}

    /** A scheduler's stream stands: a group that has forgotten it takes it over. */
    record StreamHolds(FrameworkId framework, String streamId, ActorRef<ToScheduler> stream)
            implements FrameworkGroupMessage {}

    /** A scheduler's stream has ended. */
    record StreamEnded(FrameworkId framework, String streamId) implements FrameworkGroupMessage {}

    /** A scheduler asks. */
    record Call(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause, ActorRef<FrameworkReply> replyTo)
            implements FrameworkGroupMessage {}

    /** An operator ends a framework. */
    record Teardown(FrameworkId framework, Cause cause, ActorRef<FrameworkReply> replyTo)
            implements FrameworkGroupMessage {}

    /** What agents' groups and the allocator tell. */
    sealed interface News extends FrameworkGroupMessage {}

    /** An agent's group answers what a call of this number made it do. */
    record Answered(FrameworkId framework, long call, AgentId agent, AgentReply reply) implements News {}

    /** An agent's group has leased these to the framework. */
    record Offered(FrameworkId framework, List<FrameworkPush.Offer> offers) implements News {
        public Offered {
            offers = List.copyOf(offers);
        }
    }

    /** A lease of an agent. */
    record Leased(AgentId agent, OfferId offer) {}

    /** Leases that have stood for a while: does the framework know of them? */
    record StillLeased(FrameworkId framework, List<Leased> leases) implements News {
        public StillLeased {
            leases = List.copyOf(leases);
        }
    }

    /** Where a run of a framework's task is. */
    record Hosted(FrameworkId framework, TaskId task, TaskId key, TaskHost host) {}

    /** All of the group's frameworks' tasks that are on an agent, and where. */
    record HostsAre(AgentId agent, List<Hosted> tasks) implements News {
        public HostsAre {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * A group of agents has told of all that is not acknowledged, as it was asked. Behind the commands by which it did.
     *
     * @param asking the number of the question
     */
    record ToldAgain(int agents, long asking) implements News, InOrder {}

    /** A lease has ended, by whatever. */
    record OfferEnded(FrameworkId framework, OfferId offer) implements News {}

    /** The allocator asks the framework to leave agents. */
    record InverseOffered(FrameworkId framework, List<FrameworkPush.InverseOffer> offers) implements News {
        public InverseOffered {
            offers = List.copyOf(offers);
        }
    }

    /** An inverse offer is void. */
    record InverseOfferEnded(FrameworkId framework, OfferId offer) implements News {}

    /** An executor has ended. */
    record ExecutorEnded(FrameworkId framework, AgentId agent, String executor, int status) implements News {}

    /** An executor says something to its framework. */
    record ExecutorSaid(FrameworkId framework, AgentId agent, String executor, Payload data) implements News {}

    /** An agent was found unreachable. */
    record AgentLost(AgentId agent) implements News {}

    /** From the group to itself: how agents stand, so that questions after their tasks can be answered. */
    record AgentsStand(
            FrameworkId framework,
            String streamId,
            List<Reconciliation.Question> questions,
            Map<AgentId, Standing> standings,
            boolean anyRecovering)
            implements News, NoSerializationVerificationNeeded {
        public AgentsStand {
            questions = List.copyOf(questions);
            standings = Map.copyOf(standings);
        }
    }

    record Find(FrameworkId framework, ActorRef<Found> replyTo) implements FrameworkGroupMessage {}

    record Found(Optional<Framework> framework) implements BetweenMasters {}

    /** The frameworks behind this one, or from the first: as many as one message has room for. */
    record FindSome(Optional<FrameworkId> after, ActorRef<Frameworks> replyTo) implements FrameworkGroupMessage {
        /** Asks for those behind this one. */
        public static FrameworkGroupMessage behind(Optional<Framework> last, ActorRef<Frameworks> replyTo) {
            return new FindSome(last.map(Framework::id), replyTo);
        }
    }

    record Frameworks(List<Framework> list, boolean more) implements Part<Framework> {
        public Frameworks {
            list = List.copyOf(list);
        }
    }

    /** The allocator wants to hear of all frameworks. */
    record ReportToAllocator() implements FrameworkGroupMessage {}
}
