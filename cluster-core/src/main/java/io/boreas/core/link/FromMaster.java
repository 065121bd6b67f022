package io.boreas.core.link;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.time.Duration;
import java.util.List;

/** What a master says. */
public sealed interface FromMaster extends LinkMessage {
    /**
     * The answer to a {@link FromAgent.Hello}: the agent is registered.
     *
     * @param incarnation this registration's number, larger than any before
     * @param pingInterval how often a {@link Ping} comes; silence of several of them means the master is gone
     */
    record Welcome(long incarnation, Duration pingInterval) implements FromMaster {}

    /**
     * The other answer to a {@link FromAgent.Hello}.
     *
     * @param permanent whether trying again is useless: the agent stops and says why
     */
    record Refused(String reason, boolean permanent) implements FromMaster {}

    /** Run these. An agent that already knows one of them lets it be. */
    record Launch(List<TaskLaunch> tasks) implements FromMaster {
        public Launch {
            tasks = List.copyOf(tasks);
        }
    }

    /** Stop this one. Of a task the agent does not hold it answers, as status number 1, that it is {@code KILLED} and never ran. */
    record Kill(KillOrder order) implements FromMaster {}

    /** These statuses are durable: the agent forgets them, and each task whose terminal status is among them. */
    record Acknowledge(List<StatusAck> acks) implements FromMaster {
        public Acknowledge {
            acks = List.copyOf(acks);
        }
    }

    /** Are you there? */
    record Ping(long nonce) implements FromMaster {}

    /** Look into the sandbox of a task. */
    record SandboxQuestion(long request, TaskId task, SandboxQuery query) implements FromMaster {}
}
