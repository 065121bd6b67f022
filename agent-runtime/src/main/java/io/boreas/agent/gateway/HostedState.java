package io.boreas.agent.gateway;

import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskState;
import java.util.List;
import java.util.Optional;

/**
 * An executor on an agent at a moment.
 *
 * @param process the process it is, by the name its sandbox has; one that is built in has one if its tasks share something
 * @param framework what its framework said of itself, as it said it; {@link Payload#NONE} if that is not known
 * @param exit the wait status it ended with
 */
public record HostedState(
        HostedExecutor executor,
        TaskId process,
        Payload framework,
        String container,
        boolean subscribed,
        Optional<Integer> exit,
        List<RunningWork> works) {
    public HostedState {
        works = List.copyOf(works);
    }

    /** The same with these tasks. */
    public HostedState with(List<RunningWork> some) {
        return new HostedState(executor, process, framework, container, subscribed, exit, some);
    }

    /**
     * A task of it.
     *
     * @param sent whether its executor has it
     * @param latest what was last seen of it
     */
    public record RunningWork(Work work, TaskState state, boolean sent, Optional<StatusUpdate> latest) {}
}
