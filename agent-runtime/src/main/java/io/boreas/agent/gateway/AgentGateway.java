package io.boreas.agent.gateway;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.TaskSight;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** An agent, as its own doors see it. Safe for use by any thread; nothing blocks but {@link #sandbox} and what is {@link #nested}. */
public interface AgentGateway {
    /** Who this agent is; empty until it knows what it held before it was started. */
    Optional<AgentId> agent();

    /** What it is and has. */
    AgentInfo info();

    /** The name of the master that has welcomed it, as it dialled it; empty while there is none. */
    Optional<String> master();

    /** What it gives besides its own resources: revocable scalars. */
    Resources oversubscribed();

    /**
     * Whether executors' calls with this token are looked at.
     *
     * @param token what a caller shows; empty if it shows none
     */
    boolean admits(Optional<String> token);

    /**
     * Whose a token is.
     *
     * @return the container of the executor for which this agent made it; empty of any other, and where executors get none
     */
    Optional<ContainerName> containerOf(String token);

    /**
     * An executor subscribes; an earlier stream of it is closed.
     *
     * @param stream hears of everything from then on; it is not used if the answer is not {@link ExecutorAnswer#TAKEN}
     */
    CompletionStage<ExecutorAnswer> subscribe(
            ExecutorKey executor, Optional<String> token, Subscription subscription, ExecutorStream stream);

    /** Its stream is closed from its other end. */
    void unsubscribed(ExecutorKey executor, ExecutorStream stream);

    /** It says how one of its tasks is; that is acknowledged on its stream when it is stored. */
    CompletionStage<ExecutorAnswer> update(ExecutorKey executor, Optional<String> token, ExecutorUpdate update);

    /** It says something to its framework; it may get lost. */
    CompletionStage<ExecutorAnswer> message(ExecutorKey executor, Optional<String> token, Payload data);

    /** It says that it is there. */
    CompletionStage<ExecutorAnswer> heartbeat(ExecutorKey executor, Optional<String> token);

    /** All executors held, and their tasks. */
    CompletionStage<List<HostedState>> executors();

    /** All tasks without an executor that are held, for they live or their end was not acknowledged; and some that were over last. */
    CompletionStage<List<CommandTask>> commandTasks();

    /** Looks into the sandbox of a task; it reads files, and may block. */
    SandboxAnswer sandbox(TaskId task, SandboxQuery query);

    /**
     * Looks into a sandbox, by the name of its folder: whose task it was need not be known any more. It reads files, and may
     * block.
     */
    SandboxAnswer sandbox(String folder, SandboxQuery query);

    /** What a task or executor used when it was last looked at; empty of one that was not. */
    Optional<TaskSight.Point> usage(TaskId process);

    /** What it had read from block devices then, and written to them; empty if that is not counted. */
    Optional<BlockIo> blockIo(TaskId process);

    /** What it took on disk when that was last looked at; empty if it was not, for it is not limited or nobody counts. */
    Optional<SandboxUse> disk(TaskId process);

    /** What was started within tasks and executors, and can be. */
    Nested nested();

    /** The folder of all sandboxes, as tasks see it. */
    Path sandboxes();

    /** Where a task runs that is a process of its own, or an executor. */
    Path directory(TaskId process);

    /**
     * Its settings, under the names that Mesos's flags for them have; and what came of that: how tasks are kept within their limits,
     * and what of it is not to be had.
     */
    SortedMap<String, String> flags();
}
