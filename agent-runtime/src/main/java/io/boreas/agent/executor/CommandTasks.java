package io.boreas.agent.executor;

import io.boreas.agent.checkpoint.StoredTask;
import io.boreas.agent.gateway.CommandTask;
import io.boreas.agent.gateway.HostedState;
import io.boreas.agent.gateway.HostedState.RunningWork;
import io.boreas.agent.task.KnownTasks;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which of an agent's processes are tasks: those without an executor, and those of built-in ones. */
final class CommandTasks {
    private CommandTasks() {}

    /**
     * Those of what is known.
     *
     * @param alone whether a process is not of an executor
     */
    static List<CommandTask> of(KnownTasks known, Predicate<TaskId> alone) {
        return Stream.concat(known.ended().stream(), known.held().stream())
                .filter(task -> !ExecutorRun.isProcess(task.launch().task())
                        && alone.test(task.launch().task()))
                .flatMap(task -> of(task).stream())
                .toList();
    }

    /** Executors with the states of those tasks that are processes of their own, which these are kept with. */
    static List<HostedState> placed(List<HostedState> executors, List<StoredTask> held) {
        var processes = new HashMap<TaskId, StoredTask>();
        held.forEach(task -> processes.put(task.launch().task(), task));
        return executors.stream()
                .map(executor -> executor.with(executor.works().stream()
                        .map(work -> placed(
                                work,
                                Optional.ofNullable(processes.get(work.work().key()))))
                        .toList()))
                .toList();
    }

    private static RunningWork placed(RunningWork work, Optional<StoredTask> process) {
        return process.map(task -> new RunningWork(work.work(), task.state(), work.sent(), latest(task)))
                .orElse(work);
    }

    private static Optional<StatusUpdate> latest(StoredTask task) {
        return task.updates().isEmpty()
                ? Optional.empty()
                : Optional.of(task.updates().getLast());
    }

    /** Empty of a framework's task whose name is too long to be known here. */
    private static Optional<CommandTask> of(StoredTask task) {
        var launch = task.launch();
        var id =
                switch (launch.owner()) {
                    case Owner.Framework(var framework) -> TaskKeys.task(framework, launch.task());
                    case Owner.JobInstance instance -> Optional.of(launch.task());
                };
        var processes = launch.spec().processes();
        return id.map(named -> new CommandTask(
                launch.task(),
                launch.owner(),
                named,
                processes.isEmpty() ? "" : processes.getFirst().cmdline(),
                launch.spec().user(),
                launch.resources(),
                launch.spec().limits(),
                task.takenAt(),
                latest(task)));
    }
}
