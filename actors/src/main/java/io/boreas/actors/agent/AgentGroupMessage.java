package io.boreas.actors.agent;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Part;
import io.boreas.actors.link.ToLink;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.task.Payload;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What only groups of agents take. */
public sealed interface AgentGroupMessage extends GroupMessage {
    /**
     * An agent dialled in.
     *
     * @param link the connection it is on
     * @param replyTo hears {@link AgentReply.Registered} before anything that is owed to the agent goes to {@code link}
     */
    record Dialled(FromAgent.Hello hello, ActorRef<ToLink> link, ActorRef<AgentReply> replyTo)
            implements AgentGroupMessage {}

    /** A connection is over. */
    record LinkClosed(AgentId agent, ActorRef<ToLink> link) implements AgentGroupMessage {}

    /**
     * A connection holds, under this registration.
     *
     * @param replyTo hears if it is not the agent's any more
     */
    record LinkHolds(AgentId agent, long incarnation, ActorRef<ToLink> link, ActorRef<AgentReply> replyTo)
            implements AgentGroupMessage {}

    /** What other parts of the cell say to a group of agents, and wait for no answer. */
    sealed interface Said extends AgentGroupMessage {}

    record Find(AgentId agent, ActorRef<Found> replyTo) implements AgentGroupMessage {}

    record Found(Optional<AgentView> agent) implements BetweenMasters {}

    /** The agents behind this one, or from the first: as many as one message has room for. */
    record FindSome(Optional<AgentId> after, ActorRef<Agents> replyTo) implements AgentGroupMessage {
        /** Asks for those behind this one. */
        public static AgentGroupMessage behind(Optional<AgentView> last, ActorRef<Agents> replyTo) {
            return new FindSome(last.map(view -> view.agent().id()), replyTo);
        }
    }

    record Agents(List<AgentView> list, boolean more) implements Part<AgentView> {
        public Agents {
            list = List.copyOf(list);
        }
    }

    /** How many there are. */
    record Count(ActorRef<AgentCounts> replyTo) implements AgentGroupMessage {}

    record AskSandbox(AgentId agent, TaskId task, SandboxQuery query, ActorRef<SandboxAnswer> replyTo)
            implements AgentGroupMessage {}

    /**
     * The allocator wants to hear of all agents, and of every change from now on.
     *
     * @param upTo the number of the last offer that was granted before it asked; empty if an earlier master asks
     */
    record ReportToAllocator(Optional<Long> upTo) implements Said, InOrder {}

    /**
     * The allocator has granted something of these agents, and has heard nothing of it.
     *
     * @param upTo the number of the last offer that was granted before it asked
     */
    record ReportAgents(List<AgentId> agents, long upTo) implements Said, InOrder {
        public ReportAgents {
            agents = List.copyOf(agents);
        }
    }

    /** A job waits for what offers of the agent hold. */
    record TakeBackOffers(AgentId agent) implements Said {}

    /** A framework says something to its executor; it may be lost. */
    record TellExecutor(AgentId agent, ExecutorKey executor, Payload data) implements Said {}

    /** A framework's group has forgotten its offers: tell it of all of them. */
    record OfferAgain(FrameworkId framework) implements Said {}

    /** A group of frameworks has forgotten where the tasks of its frameworks are: tell it of those on these agents. */
    record TellHosts(int frameworks, List<AgentId> agents) implements Said {
        public TellHosts {
            agents = List.copyOf(agents);
        }
    }

    /**
     * A group of frameworks has started: tell it of all that its frameworks' tasks did and that is not acknowledged, and then that this was all. Behind
     * the commands that came before, for one of them may launch.
     *
     * @param asking which of its starts this is of
     */
    record TellAgain(int frameworks, long asking) implements Said, InOrder {}

    /** The planner has forgotten everything: tell it of all agents. */
    record ReportToPlanner() implements Said {}
}
