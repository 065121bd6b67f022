package io.boreas.http.mesos.state;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task as it is shown.
 *
 * @param id as its framework names it
 * @param executor empty for a command task
 * @param limits of its specification, where that is known; what its framework said of it is in {@code info}
 * @param statuses what is known of its states, oldest first: the latest at least
 * @param info the {@code TaskInfo} it was launched with; empty if there is none, or it is no longer kept
 * @param container what it runs in; empty if it has ended and that is no longer kept
 * @param address its agent's IP address, if that is known
 */
public record TaskRow(
        TaskId id,
        String name,
        String framework,
        String executor,
        AgentId agent,
        TaskState state,
        Resources resources,
        Optional<ResourceLimits> limits,
        Role role,
        List<TaskStatus> statuses,
        Payload info,
        Optional<ContainerName> container,
        Optional<String> address) {
    public TaskRow {
        statuses = List.copyOf(statuses);
    }

    /** A framework's task of which only its framework's group still knows. What it held is no longer kept. */
    static TaskRow known(String framework, KnownTask known) {
        var run = known.run();
        return new TaskRow(
                run.task(),
                run.name(),
                framework,
                "",
                run.agent(),
                known.latest().state(),
                Resources.empty(),
                Optional.empty(),
                run.role(),
                statuses(run.launchedAt(), known.latest()),
                Payload.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /** Where it runs. */
    public TaskHost host() {
        return new TaskHost(Optional.of(executor).filter(id -> !id.isEmpty()), container, address);
    }

    /** Of the first status that is known. Source: Mesos, which puts tasks in this order. */
    public Instant startedAt() {
        return statuses.getFirst().at();
    }

    /**
     * What came last; and before it the launch, if since then it has run or could have. Of a task that only runs Mesos
     * has no more either, and of those there are many.
     */
    public static List<TaskStatus> statuses(Instant launchedAt, TaskStatus latest) {
        return switch (latest.state()) {
            case STAGING, STARTING, RUNNING -> List.of(latest);
            default -> List.of(TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, launchedAt), latest);
        };
    }
}
