package io.boreas.core.link;

import io.boreas.core.id.AgentId;
import java.util.List;

/** What an agent says. */
public sealed interface FromAgent extends LinkMessage {
    /**
     * The first message of every connection.
     *
     * @param bootId the machine's boot: another one means that no process of before lives
     * @param tasks all tasks it holds
     */
    record Hello(AgentId agent, String bootId, AgentInfo info, List<TaskReport> tasks) implements FromAgent {
        public Hello {
            tasks = List.copyOf(tasks);
        }
    }

    /** Statuses not acknowledged yet, those of one task in order. */
    record Statuses(List<StatusUpdate> updates) implements FromAgent {
        public Statuses {
            updates = List.copyOf(updates);
        }
    }

    /** The answer to a {@link FromMaster.Ping}. */
    record Pong(long nonce) implements FromAgent {}

    /** The answer to a {@link FromMaster.SandboxQuestion} of this number. */
    record SandboxAnswered(long request, SandboxAnswer answer) implements FromAgent {}
}
