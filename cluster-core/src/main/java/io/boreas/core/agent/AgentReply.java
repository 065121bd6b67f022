package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.util.List;

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
        /** The agent is not known, unreachable or gone. */
        AGENT_AWAY,
        /** It has not enough of something left. */
        INSUFFICIENT
    }

    /** A message from an older registration: it changes nothing. */
    record StaleIncarnation(AgentId agent, long sent, long current) implements AgentReply {}

    /** The agent was declared gone and may not return. */
    record AgentGone(AgentId agent) implements AgentReply {}

    /** Nothing is known of the agent. */
    record UnknownAgent(AgentId agent) implements AgentReply {}

    /** The lease asks for more than is free. */
    record LeaseRefused(String message) implements AgentReply {}
}
