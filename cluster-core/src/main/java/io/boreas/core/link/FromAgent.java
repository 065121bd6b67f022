package io.boreas.core.link;

import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.Payload;
import java.util.List;

/** What an agent says. */
public sealed interface FromAgent extends LinkMessage {
    /**
     * The first message of every connection.
     *
     * @param bootId the machine's boot: another one means that no process of before lives
     * @param tasks all tasks it holds
     * @param executors all executors it holds: they live, or no master has acknowledged their end
     */
    record Hello(AgentId agent, String bootId, AgentInfo info, List<TaskReport> tasks, List<ExecutorRun> executors)
            implements FromAgent {
        public Hello {
            tasks = List.copyOf(tasks);
            executors = List.copyOf(executors);
        }

        /** The first message of an agent without executors. */
        public Hello(AgentId agent, String bootId, AgentInfo info, List<TaskReport> tasks) {
            this(agent, bootId, info, tasks, List.of());
        }
    }

    /** Statuses not acknowledged yet, those of one task in order. */
    record Statuses(List<StatusUpdate> updates) implements FromAgent {
        public Statuses {
            updates = List.copyOf(updates);
        }
    }

    /**
     * An executor ended; said again until it is acknowledged.
     *
     * @param status the wait status
     */
    record ExecutorExited(ExecutorRun executor, int status) implements FromAgent {}

    /** What an executor says to its framework; it may get lost. */
    record ExecutorSaid(ExecutorKey executor, Payload data) implements FromAgent {}

    /** The data of destroyed volumes up to this number is gone. */
    record VolumesDeleted(long upTo) implements FromAgent {}

    /**
     * What it has to give besides its own resources, until it says otherwise: what its tasks hold and do not use. Said after
     * each welcome if it is anything, and whenever it changes.
     *
     * @param revocable revocable scalars on no other terms
     */
    record Oversubscribed(Resources revocable) implements FromAgent {
        public Oversubscribed {
            for (var resource : revocable.toList()) {
                if (!(resource.value() instanceof Scalar) || !resource.terms().equals(Terms.PLAIN.asRevocable())) {
                    throw new IllegalArgumentException(
                            "revocable scalars alone can be given besides an agent's own resources, not " + resource);
                }
            }
        }
    }

    /** The answer to a {@link FromMaster.Ping}. */
    record Pong(long nonce) implements FromAgent {}

    /** The answer to a {@link FromMaster.SandboxQuestion} of this number. */
    record SandboxAnswered(long request, SandboxAnswer answer) implements FromAgent {}
}
