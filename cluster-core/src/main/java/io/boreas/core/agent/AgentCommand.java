package io.boreas.core.agent;

import io.boreas.core.id.OfferId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.util.List;

/** What an agent's group is asked. */
public sealed interface AgentCommand {
    /** The agent dialled in. */
    record Register(FromAgent.Hello hello) implements AgentCommand {}

    /**
     * The link has been silent too long.
     *
     * @param incarnation the registration that went silent; a later one makes this command stale
     */
    record MarkUnreachable(long incarnation, String message) implements AgentCommand {}

    /** The agent reports statuses, under its registration's number. */
    record Report(long incarnation, List<StatusUpdate> updates) implements AgentCommand {
        public Report {
            updates = List.copyOf(updates);
        }
    }

    /** Run these here, each of them or not: every task is admitted or refused by itself. A task already here is admitted. */
    record Admit(List<Admission> admissions) implements AgentCommand {
        public Admit {
            admissions = List.copyOf(admissions);
        }
    }

    /** Stop these; those that are not here, or have ended, count as stopped. */
    record Kill(List<KillOrder> orders) implements AgentCommand {
        public Kill {
            orders = List.copyOf(orders);
        }
    }

    /** An owner has taken notices. */
    record AcknowledgeNotices(List<StatusAck> acks) implements AgentCommand {
        public AcknowledgeNotices {
            acks = List.copyOf(acks);
        }
    }

    /** Set resources aside for an offer. */
    record GrantLease(Lease lease) implements AgentCommand {}

    /** Give an offer's resources back. */
    record EndLease(OfferId offer, String message) implements AgentCommand {}
}
