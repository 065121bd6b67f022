package io.boreas.core.agent;

import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an agent's group is asked. */
public sealed interface AgentCommand {
    /**
     * The agent dialled in.
     *
     * @param stranger what becomes of an agent that the ledger has never seen, but that holds something; if empty, the answer is
     *     {@link AgentReply.UnknownAgent}
     * @param home where the masters are; if empty, an agent that is in a domain is answered {@link AgentReply.NoHome}
     */
    record Register(FromAgent.Hello hello, Optional<Stranger> stranger, Optional<FaultDomain> home)
            implements AgentCommand {
        /** The masters are in no domain. */
        public Register(FromAgent.Hello hello, Optional<Stranger> stranger) {
            this(hello, stranger, Optional.empty());
        }

        /** An agent that comes from another ledger is not registered; the masters are in no domain. */
        public Register(FromAgent.Hello hello) {
            this(hello, Optional.empty());
        }
    }

    /** What may become of an agent of another ledger. */
    enum Stranger {
        /** It is registered, and what it holds is ended. */
        TAKEN
    }

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

    /** The agent has deleted the data of destroyed volumes up to this number, under its registration's number. */
    record VolumesDeleted(long incarnation, long upTo) implements AgentCommand {}

    /** The agent has so much to give besides its own resources, under its registration's number; see {@link Oversubscription}. */
    record Oversubscribe(long incarnation, Resources revocable) implements AgentCommand {}

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

    /**
     * Set resources aside for an offer.
     *
     * @param unavailability when the agent's machine is to be worked on, for the offer to say; the ledger does not keep it
     */
    record GrantLease(Lease lease, Optional<Unavailability> unavailability) implements AgentCommand {
        public GrantLease(Lease lease) {
            this(lease, Optional.empty());
        }
    }

    /** Give an offer's resources back. */
    record EndLease(OfferId offer, String message) implements AgentCommand {}

    /** What only frameworks, or those who end them, ask. */
    sealed interface ForFramework extends AgentCommand {
        FrameworkId framework();
    }

    /**
     * Use offers: apply the operations in order on what they hold together, and give the rest back.
     *
     * @param principal who the framework is, for what it reserves and creates
     * @param partitionAware whether it knows {@code DROPPED}
     * @param sharing whether it may create shared volumes
     * @param taken ids among its tasks' that are in use, as far as its group knows
     */
    record Accept(
            FrameworkId framework,
            List<OfferId> offers,
            List<Operation> operations,
            Optional<String> principal,
            boolean partitionAware,
            boolean sharing,
            SortedSet<TaskId> taken)
            implements ForFramework {
        public Accept {
            offers = List.copyOf(offers);
            operations = List.copyOf(operations);
            taken = Collections.unmodifiableSortedSet(new TreeSet<>(taken));
        }
    }

    /** Give these offers of the framework back: declined, rescinded or lost with its connection. */
    record ReleaseOffers(FrameworkId framework, List<OfferId> offers, String message) implements ForFramework {
        public ReleaseOffers {
            offers = List.copyOf(offers);
        }
    }

    /** Give back all offers of the framework. */
    record ReleaseAllOffers(FrameworkId framework, String message) implements ForFramework {}

    /**
     * Stop a task.
     *
     * @param grace how long it may take, if the kill says; else its own kill policy does
     */
    record KillWork(FrameworkId framework, TaskId task, Optional<Duration> grace) implements ForFramework {}

    /** End an executor and its tasks. */
    record StopExecutor(FrameworkId framework, String executor) implements ForFramework {}

    /**
     * The agent saw an executor end.
     *
     * @param startedAt which run of it
     * @param status the wait status
     */
    record ExecutorExited(long incarnation, FrameworkId framework, String executor, Instant startedAt, int status)
            implements ForFramework {}

    /** The framework is over: stop all it has here. */
    record RemoveFramework(FrameworkId framework, String message) implements ForFramework {}

    /** What operators ask. */
    sealed interface Lifecycle extends AgentCommand {}

    /** Give it nothing new; what runs there goes on. */
    record Deactivate() implements Lifecycle {}

    /** Let it take work again. */
    record Reactivate() implements Lifecycle {}

    /**
     * Give it nothing new and stop all that runs there. Asked again, the last terms count.
     *
     * @param graceMax how long a task may take to stop at most, in place of a longer grace of its own or of none
     * @param thenGone whether it is gone once it runs nothing
     */
    record Drain(Optional<Duration> graceMax, boolean thenGone) implements Lifecycle {}

    /** It will never return: its tasks are over, and it is refused if it does. */
    record MarkGone() implements Lifecycle {}

    /**
     * An operator makes resources into others. Offers that hold what it takes are rescinded, no more of them than it takes.
     *
     * @param principal who the operator is, for what is reserved and created
     */
    record Convert(Operation.OnResources operation, Optional<String> principal) implements AgentCommand {}

    /** Offers granted before this moment, of whichever framework, have lasted too long. */
    record ExpireOffers(Instant grantedBefore, String message) implements AgentCommand {}
}
