package io.boreas.agent.gateway;

import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.List;

/** What an agent says to an executor. Source: Mesos, the executor API's events. */
public sealed interface ExecutorEvent {
    /**
     * It is subscribed.
     *
     * @param framework what its framework said of itself, as it said it; {@link Payload#NONE} if that is not known
     * @param container which run of it this is
     */
    record Subscribed(HostedExecutor executor, Payload framework, AgentId agent, AgentInfo info, String container)
            implements ExecutorEvent {}

    /** Run this task. */
    record Launch(Work work) implements ExecutorEvent {}

    /** Run these tasks, all of them or none. */
    record LaunchGroup(List<Work> works) implements ExecutorEvent {
        public LaunchGroup {
            works = List.copyOf(works);
        }
    }

    /** Stop this task within the grace. */
    record Kill(TaskId task, Duration grace) implements ExecutorEvent {}

    /** The update of this uuid is stored. */
    record Acknowledged(TaskId task, Payload uuid) implements ExecutorEvent {}

    /** Its framework says this. */
    record Message(Payload data) implements ExecutorEvent {}

    /** End, and all that runs in you. */
    record Shutdown() implements ExecutorEvent {}

    /** The agent serves it no more. */
    record Failed(String message) implements ExecutorEvent {}
}
