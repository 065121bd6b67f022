package io.boreas.core.link;

import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
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

    /**
     * Run these in an executor, which is started unless it runs, all at once if they are a group. An agent that already knows
     * one of them lets it be.
     *
     * @param framework what the framework said of itself, as it said it; {@link Payload#NONE} if that is not known
     */
    record LaunchWorks(List<Work> works, HostedExecutor executor, Payload framework) implements FromMaster {
        public LaunchWorks {
            works = List.copyOf(works);
        }
    }

    /**
     * End an executor and what runs in it. Of an executor the agent does not hold it answers that it ended.
     *
     * @param grace how long it may take to end by itself, unless it was given a grace of its own
     */
    record StopExecutor(ExecutorRun executor, Duration grace) implements FromMaster {}

    /** That this executor ended is durable: the agent forgets it. */
    record ForgetExecutor(ExecutorRun executor) implements FromMaster {}

    /** Delete the data of these, in order. What the agent deleted already it lets be, and says so again. */
    record DeleteVolumes(List<DestroyedVolume> volumes) implements FromMaster {
        public DeleteVolumes {
            volumes = List.copyOf(volumes);
        }
    }

    /** What a framework says to its executor; it may get lost. */
    record TellExecutor(ExecutorKey executor, Payload data) implements FromMaster {}

    /** Look into the sandbox of a task. */
    record SandboxQuestion(long request, TaskId task, SandboxQuery query) implements FromMaster {}
}
