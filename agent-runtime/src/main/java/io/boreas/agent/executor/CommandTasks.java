package io.boreas.agent.executor;

import io.boreas.agent.checkpoint.StoredTask;
import io.boreas.agent.gateway.CommandTask;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of an agent's processes are frameworks' tasks without an executor. */
final class CommandTasks {
    private CommandTasks() {}

    /**
     * Those of what is held.
     *
     * @param alone whether a process is not of an executor
     */
    static List<CommandTask> of(List<StoredTask> held, Predicate<TaskId> alone) {
        return held.stream()
                .filter(task -> alone.test(task.launch().task()))
                .flatMap(task -> of(task).stream())
                .toList();
    }

    /** Empty of a job's task, which is no framework's. */
    private static Optional<CommandTask> of(StoredTask task) {
        var launch = task.launch();
        if (!(launch.owner() instanceof Owner.Framework(var framework))) {
            return Optional.empty();
        }
        var latest = task.updates().isEmpty()
                ? Optional.<StatusUpdate>empty()
                : Optional.of(task.updates().getLast());
        var processes = launch.spec().processes();
        return TaskKeys.task(framework, launch.task())
                .map(id -> new CommandTask(
                        launch.task(),
                        framework,
                        id,
                        processes.isEmpty() ? "" : processes.getFirst().cmdline(),
                        launch.spec().user(),
                        launch.resources(),
                        task.takenAt(),
                        latest));
    }
}
