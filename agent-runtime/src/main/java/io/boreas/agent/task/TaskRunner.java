package io.boreas.agent.task;

import io.boreas.agent.oversubscription.Holder;
import io.boreas.agent.oversubscription.Holding;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What runs an agent's tasks. Safe for use by any thread.
 *
 * <p>What it reports it has stored before, and reports again after a restart until it is acknowledged.
 */
public interface TaskRunner extends AutoCloseable {
    /**
     * Adopts all tasks held on disk and goes on with them; called once, before anything else.
     *
     * @param listener hears every status observed from now on, those of one task in order; not the ones returned here
     */
    List<HeldTask> recover(StatusListener listener);

    /** Takes a task; it is durable when this returns. A task already held is let be. */
    void launch(TaskLaunch launch);

    /** Takes tasks, all made durable together; like {@link #launch(TaskLaunch)} for each. */
    default void launch(List<TaskLaunch> launches) {
        launches.forEach(this::launch);
    }

    /** Whose runner this is; called once, before {@link #recover}. */
    default void belongsTo(AgentId agent) {}

    /**
     * How to learn which master has welcomed the agent; called once, before {@link #recover}.
     *
     * @param master its host, and empty while there is none; may be asked on any thread
     */
    default void servedBy(Supplier<Optional<String>> master) {}

    /** All executors held on disk; called once, after {@link #recover}. */
    default List<ExecutorRun> heldExecutors() {
        return List.of();
    }

    /**
     * Takes tasks to be run in an executor, which is started unless it runs; all is durable when this returns. A task already
     * held is let be.
     *
     * @throws IllegalStateException if they cannot be taken
     */
    default void launchWorks(FromMaster.LaunchWorks launch) {
        throw new IllegalStateException("this agent runs no executors");
    }

    /** Ends an executor and what runs in it. Unknown and ended ones are ignored. */
    default void stopExecutor(FromMaster.StopExecutor order) {}

    /** That this executor ended need not be said again. */
    default void forgetExecutor(ExecutorRun executor) {}

    /**
     * Deletes the data of destroyed volumes, in order.
     *
     * @return the number up to which all is gone; 0 if nothing is
     */
    default long deleteVolumes(List<DestroyedVolume> volumes) {
        return 0;
    }

    /** Says something to an executor, if it listens. */
    default void deliver(FromMaster.TellExecutor message) {}

    /** Stops a task. Unknown and ended tasks are ignored; a repeated order may shorten the grace. */
    void kill(KillOrder order);

    /**
     * Statuses up to this number need not be reported again. A task whose terminal status is among them is forgotten;
     * its sandbox stays until it is collected.
     */
    void acknowledge(StatusAck ack);

    /** What is held by tasks that are not over, and by executors with tasks in them; nothing if this is not told. */
    default CompletionStage<List<Holding>> holdings() {
        return CompletableFuture.completedStage(List.of());
    }

    /** So much is given besides the agent's own resources, for those who ask: revocable scalars. */
    default void oversubscribe(Resources revocable) {}

    /** Ends a task, or an executor and all tasks in it, because what it holds is needed. Unknown and ended ones are ignored. */
    default void preempt(Holder holder, String why) {}

    /** Reads a sandbox, also of a task that has ended and is not collected yet. It reads files: it may block. */
    SandboxAnswer sandbox(TaskId task, SandboxQuery query);

    /** Stops looking; the processes live on. */
    @Override
    void close();
}
