package io.boreas.agent.executor;

import io.boreas.agent.checkpoint.StoredTask;
import io.boreas.agent.gateway.HostedState;
import io.boreas.agent.gateway.HostedState.RunningWork;
import io.boreas.agent.oversubscription.Holder;
import io.boreas.agent.oversubscription.Holding;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.FrameworkExecutor.Kind;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskSight.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Who holds resources of an agent: executors with the tasks in them, and the tasks without one. */
final class Holdings {
    private Holdings() {}

    /**
     * What is held.
     *
     * @param processes all processes that the agent runs, for tasks and as executors
     * @param used what a process used at moments of the last hour
     */
    static List<Holding> of(
            List<HostedState> executors, List<StoredTask> processes, Function<TaskId, List<Point>> used) {
        var living = new HashMap<TaskId, StoredTask>();
        processes.stream()
                .filter(process -> !process.state().isTerminal())
                .forEach(process -> living.put(process.launch().task(), process));
        var holdings = new ArrayList<Holding>();
        var taken = new HashSet<TaskId>();
        for (var executor : executors) {
            executor.works().forEach(work -> taken.add(work.work().key()));
            if (executor.exit().isEmpty()) {
                holdings.add(of(executor, living, used));
            }
        }
        living.forEach((id, process) -> {
            if (!taken.contains(id) && !ExecutorRun.isProcess(id)) {
                holdings.add(new Holding(
                        new Holder.OfTask(id),
                        process.launch().resources(),
                        process.takenAt(),
                        List.of(used.apply(id))));
            }
        });
        return holdings;
    }

    /** It is as old as the youngest of its processes. */
    private static Holding of(
            HostedState executor, Map<TaskId, StoredTask> living, Function<TaskId, List<Point>> used) {
        var resources = executor.executor().executor().resources();
        var processes = new ArrayList<TaskId>();
        boolean builtIn = executor.executor().executor().kind() == Kind.DEFAULT;
        if (!builtIn) {
            processes.add(executor.process());
        }
        for (var work : executor.works()) {
            if (isLive(work)) {
                resources = resources.plus(work.work().resources());
                if (builtIn) {
                    processes.add(work.work().key());
                }
            }
        }
        Instant since = executor.executor().startedAt();
        for (var process : processes) {
            var stored = living.get(process);
            if (stored != null && stored.takenAt().isAfter(since)) {
                since = stored.takenAt();
            }
        }
        return new Holding(
                new Holder.OfExecutor(executor.executor().run()),
                resources,
                since,
                processes.stream().map(used).toList());
    }

    private static boolean isLive(RunningWork work) {
        return !work.state().isTerminal();
    }
}
