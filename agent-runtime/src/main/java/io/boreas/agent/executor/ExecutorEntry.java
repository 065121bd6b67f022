package io.boreas.agent.executor;

import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;

/** One thing that happened to an executor of the agent, or to a task in it. */
sealed interface ExecutorEntry {
    /** These were to be run in it. */
    record Launched(FromMaster.LaunchWorks launch) implements ExecutorEntry {}

    /** It subscribed for the first time. */
    record Subscribed(ExecutorRun executor) implements ExecutorEntry {}

    /**
     * One of its tasks came into a state.
     *
     * @param uuid what the executor calls this update; {@link Payload#NONE} if the agent says it
     */
    record Observed(StatusUpdate update, Payload uuid) implements ExecutorEntry {}

    /** A task that has a process of its own is over; its statuses are kept with that process. */
    record Over(StatusUpdate last) implements ExecutorEntry {}

    /** Statuses of a task were acknowledged up to a number. */
    record Acknowledged(StatusAck ack) implements ExecutorEntry {}

    /** One of its tasks was to be killed. */
    record KillOrdered(KillOrder order) implements ExecutorEntry {}

    /** It was to end. */
    record StopOrdered(FromMaster.StopExecutor order) implements ExecutorEntry {}

    /** It ended. */
    record Exited(FromAgent.ExecutorExited exited) implements ExecutorEntry {}

    /** That it ended was acknowledged. */
    record Forgotten(ExecutorRun executor) implements ExecutorEntry {}
}
