package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskStatus;
import java.util.List;
import java.util.Optional;

/** What an agent's group answers. */
public sealed interface AgentReply {
    /** Done, or nothing was left to do. */
    record Done() implements AgentReply {
        public static final Done DONE = new Done();
    }

    /**
     * The agent is registered.
     *
     * @param kills what it must stop before it gets anything new: runs that lost their authority, and runs nobody knows
     */
    record Registered(long incarnation, List<KillOrder> kills) implements AgentReply {
        public Registered {
            kills = List.copyOf(kills);
        }
    }

    /** These statuses are durable, and the agent may forget them. */
    record Taken(List<StatusAck> acks) implements AgentReply {
        public Taken {
            acks = List.copyOf(acks);
        }
    }

    /** The tasks that were not admitted; the others were. */
    record Admitted(List<Refusal> refusals) implements AgentReply {
        public Admitted {
            refusals = List.copyOf(refusals);
        }
    }

    /** Why a task was not admitted. */
    record Refusal(TaskId task, Why why, String message) {}

    /** Why a task was not admitted. */
    enum Why {
        /** The agent is not known, unreachable or gone, or gets nothing new. */
        AGENT_AWAY,
        /** It has not enough of something left. */
        INSUFFICIENT
    }

    /** A message from an older registration: it changes nothing. */
    record StaleIncarnation(AgentId agent, long sent, long current) implements AgentReply {}

    /** The agent is in a domain, and the masters are in none: whether it is far away cannot be told, so it is not registered. */
    record NoHome(AgentId agent) implements AgentReply {}

    /** The agent was declared gone and may not return. */
    record AgentGone(AgentId agent) implements AgentReply {}

    /** Nothing is known of the agent. */
    record UnknownAgent(AgentId agent) implements AgentReply {}

    /** The lease asks for more than is free. */
    record LeaseRefused(String message) implements AgentReply {}

    /** An operator's request that does not fit what the agent is; the text is Mesos's. */
    record LifecycleRefused(String message) implements AgentReply {}

    /** That this executor ended is durable, or known since long, and the agent may forget it. */
    record ExitTaken(ExecutorRun executor) implements AgentReply {}

    /** What only an operator's {@link AgentCommand.Convert} is answered. */
    sealed interface ToOperator extends AgentReply {}

    /**
     * It is done.
     *
     * @param rescinded the offers that ended for it
     */
    record Converted(List<Lease> rescinded) implements ToOperator {
        public Converted {
            rescinded = List.copyOf(rescinded);
        }
    }

    /** It makes no sense, and nothing was done; the text is Mesos's. */
    record ConversionInvalid(String message) implements ToOperator {}

    /** The agent does not have what it takes, even without its offers; nothing was done. */
    record ConversionLacks(String message) implements ToOperator {}

    /** What only frameworks' requests are answered. */
    sealed interface ToFramework extends AgentReply {}

    /**
     * The operations were applied, but for those that failed.
     *
     * @param launched the tasks that were launched
     * @param undone the tasks that were not, and what their framework is told; such updates are not acknowledged
     * @param outcomes of the operations that are not launches, in order
     * @param role whose allocation it was
     * @param rest what was given back
     * @param rescinded offers, also of others, that ended because what they held is no more
     */
    record Accepted(
            List<TaskId> launched,
            List<Undone> undone,
            List<Outcome> outcomes,
            Role role,
            Resources rest,
            List<Lease> rescinded)
            implements ToFramework {
        public Accepted {
            launched = List.copyOf(launched);
            undone = List.copyOf(undone);
            outcomes = List.copyOf(outcomes);
            rescinded = List.copyOf(rescinded);
        }
    }

    /**
     * An offer was not valid, so nothing was done; the offers that were are given back.
     *
     * @param released the offers given back
     */
    record OffersInvalid(String message, List<Undone> undone, List<Outcome> outcomes, List<Lease> released)
            implements ToFramework {
        public OffersInvalid {
            undone = List.copyOf(undone);
            outcomes = List.copyOf(outcomes);
            released = List.copyOf(released);
        }
    }

    /**
     * A task that was not launched.
     *
     * @param task as the framework named it, which may be no possible id
     */
    record Undone(String task, TaskStatus status) {}

    /**
     * What became of an operation.
     *
     * @param index of the operation in its ACCEPT, from 0
     * @param id what the framework named it
     * @param message why it failed; empty if it did not
     */
    record Outcome(int index, Optional<String> id, boolean done, String message, Resources made) {}

    /** These offers ended. */
    record Released(List<Lease> leases) implements ToFramework {
        public Released {
            leases = List.copyOf(leases);
        }
    }

    /** The framework has no such task here that has not ended. */
    record UnknownWork(TaskId task) implements ToFramework {}
}
