package io.boreas.actors.allocator;

import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.InverseOffers;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.agent.Lease;
import io.boreas.core.allocator.AllocatorAgent;
import io.boreas.core.allocator.AllocatorFramework;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.pekko.actor.typed.ActorRef;

/** What the allocator takes. */
public interface AllocatorMessage extends BetweenMasters {
    /** Whose Boreas's own jobs are where shares are counted. */
    FrameworkId JOBS = new FrameworkId("boreas");

    /** What groups report. */
    sealed interface Report extends AllocatorMessage {}

    /**
     * An agent as its group has committed it, and what has changed since the last report.
     *
     * @param agent without what is leased and used
     * @param leased offers leased since
     * @param ended offers that ended since
     * @param begun what is used since
     * @param over who uses nothing there any more
     */
    record AgentChanged(
            AllocatorAgent agent, List<OfferId> leased, List<OfferId> ended, List<Use> begun, List<String> over)
            implements Report {
        public AgentChanged {
            leased = List.copyOf(leased);
            ended = List.copyOf(ended);
            begun = List.copyOf(begun);
            over = List.copyOf(over);
        }
    }

    /**
     * An agent as its group has it, in place of all that was known of it.
     *
     * @param upTo all offers up to this number are in its leases, or over, or were lost; empty if that is not known
     */
    record AgentRestated(AllocatorAgent agent, List<Lease> leases, List<Use> uses, Optional<Long> upTo)
            implements Report {
        public AgentRestated {
            leases = List.copyOf(leases);
            uses = List.copyOf(uses);
        }
    }

    /** All agents of a group have been restated since the allocator asked for them. */
    record AgentsRestated(int group) implements Report {}

    /** An agent takes part no more. */
    record AgentLost(AgentId agent) implements Report {}

    /**
     * What is used on an agent.
     *
     * @param holder by whom: a name that nobody else has there
     */
    record Use(String holder, FrameworkId framework, Role role, Resources resources) {}

    /** The agent's group did not lease this. */
    record LeaseRefused(OfferId offer) implements Report {}

    /** A framework is like this now. */
    record FrameworkChanged(AllocatorFramework framework) implements Report {}

    /** All frameworks of one group, in place of all that was known of them. */
    record FrameworksRestated(int group, List<AllocatorFramework> frameworks) implements Report {
        public FrameworksRestated {
            frameworks = List.copyOf(frameworks);
        }
    }

    /** A framework is no more. */
    record FrameworkOver(FrameworkId framework) implements Report {}

    /** A framework wants offers for these roles again, whatever it has declined. */
    record Revived(FrameworkId framework, SortedSet<Role> roles) implements Report {}

    /** A framework does not want this, or less, of the agent for so long. */
    record Declined(FrameworkId framework, Role role, AgentId agent, Resources resources, Duration refusal)
            implements Report {}

    /** A framework has answered an inverse offer, and is not asked again for so long. */
    record InverseAnswered(FrameworkId framework, OfferId offer, boolean accepted, Duration refusal)
            implements Report {}

    /** Another scheduler of the framework has subscribed, and knows of no inverse offer. */
    record SchedulerReplaced(FrameworkId framework) implements Report {}

    /** What have frameworks said to inverse offers? */
    record AskInverseAnswers(ActorRef<InverseAnswers> replyTo) implements AllocatorMessage {}

    /** What are frameworks asked to leave? */
    record AskInverseOffers(ActorRef<InverseOffers> replyTo) implements AllocatorMessage {}

    /** A group has replayed its journal, and knows not what the allocator knows. */
    record GroupStarted(GroupKind kind, int number) implements Report {}
}
