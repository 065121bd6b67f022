package io.boreas.http.agent;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.TaskRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What runs tasks on an agent, as it is shown: a command task is one, too, as in Mesos.
 *
 * @param process whose sandbox is its directory; that of a built-in executor is there if its tasks share something
 * @param account as whom it runs; empty if that is not known
 * @param info what was said of it; empty for a command task
 * @param ended whether it is over
 */
record AgentExecutor(
        FrameworkId framework,
        String id,
        String name,
        String source,
        String container,
        TaskId process,
        Path directory,
        Resources resources,
        Role role,
        Optional<String> account,
        Optional<Mesos.ExecutorInfo> info,
        boolean ended,
        List<AgentTask> tasks) {
    AgentExecutor {
        tasks = List.copyOf(tasks);
    }

    /**
     * A task in it.
     *
     * @param key the process it is, if it is one of its own
     * @param queued whether its executor does not have it yet
     */
    record AgentTask(TaskId key, TaskRow row, Optional<String> account, boolean queued) {
        boolean terminated() {
            return row.state().isTerminal();
        }
    }

    boolean isCommand() {
        return info.isEmpty();
    }

    /** Whether its container has that name. */
    boolean isAt(ContainerName name) {
        return name.parent().isEmpty() && name.value().equals(container);
    }

    /** Whether a container is within its own, however far. */
    boolean holds(ContainerName name) {
        return name.parent().filter(outer -> isAt(outer) || holds(outer)).isPresent();
    }

    boolean isBuiltIn() {
        return info.filter(said -> said.getType() == Mesos.ExecutorInfo.Type.DEFAULT)
                .isPresent();
    }

    List<TaskRow> queued() {
        return tasks.stream()
                .filter(task -> task.queued() && !task.terminated())
                .map(AgentTask::row)
                .toList();
    }

    List<TaskRow> launched() {
        return tasks.stream()
                .filter(task -> !task.queued() && !task.terminated())
                .map(AgentTask::row)
                .toList();
    }

    List<TaskRow> terminated() {
        return tasks.stream().filter(AgentTask::terminated).map(AgentTask::row).toList();
    }

    /** What it and its tasks hold together. Source: Mesos, {@code Executor::allocatedResources}. */
    Resources allocated() {
        var sum = resources;
        for (var task : tasks) {
            sum = task.terminated() ? sum : sum.plus(task.row().resources());
        }
        return sum;
    }

    AgentExecutor with(List<AgentTask> some) {
        return new AgentExecutor(
                framework, id, name, source, container, process, directory, resources, role, account, info, ended,
                some);
    }
}
