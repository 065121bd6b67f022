package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.AgentView;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where tasks run, as the journal says it: the addresses of agents, and what of frameworks' tasks runs in an executor. A task of which nothing is
 * remembered is a command task, or one of a job. Not thread-safe.
 */
final class EventHosts {
    private final Map<AgentId, String> addresses = new HashMap<>();
    private final Map<AgentId, Map<ExecutorKey, HostedExecutor>> executors = new HashMap<>();
    private final Map<TaskId, Placed> inExecutors = new HashMap<>();

    /** A task in an executor. */
    private record Placed(String executor, Optional<ContainerName> container) {}

    /** @param agents as they were before the first record, or a little later */
    EventHosts(List<AgentView> agents) {
        for (var view : agents) {
            var agent = view.agent();
            agent.info().ifPresent(info -> registered(agent.id(), info));
            agent.hosted().executors().forEachValue(executor -> started(agent.id(), executor));
            agent.hosted().works().forEachValue(work -> placed(agent, work));
        }
    }

    private void placed(Agent agent, Work work) {
        work.executor()
                .ifPresent(executor -> inExecutors.put(
                        work.key(),
                        new Placed(executor, TaskHost.of(agent, work).container())));
    }

    void registered(AgentId agent, AgentInfo info) {
        info.address().ifPresentOrElse(ip -> addresses.put(agent, ip), () -> addresses.remove(agent));
    }

    private void started(AgentId agent, HostedExecutor executor) {
        executors.computeIfAbsent(agent, id -> new HashMap<>()).put(executor.key(), executor);
    }

    /** A framework's task was launched: where it is. */
    TaskHost launched(AgentId agent, AgentEvent.WorkLaunched event) {
        var work = event.work();
        work.executorKey().ifPresent(key -> {
            event.starting()
                    .ifPresent(executor ->
                            started(agent, new HostedExecutor(key, executor, work.role(), event.at(), false)));
            var hosted =
                    Optional.ofNullable(executors.getOrDefault(agent, Map.of()).get(key));
            inExecutors.put(
                    work.key(), new Placed(key.executor(), hosted.map(executor -> executor.container(work.key()))));
        });
        return of(agent, work.key());
    }

    /** An executor is over; its tasks are told of a little later. */
    void ended(AgentId agent, ExecutorKey executor) {
        var its = executors.get(agent);
        if (its != null && its.remove(executor) != null && its.isEmpty()) {
            executors.remove(agent);
        }
    }

    /** Nothing more is told of this run. */
    void over(TaskRun run) {
        inExecutors.remove(run.key());
    }

    /** Where a framework's task is, or one of a job. */
    TaskHost of(AgentId agent, TaskId key) {
        var address = Optional.ofNullable(addresses.get(agent));
        var placed = inExecutors.get(key);
        return placed == null
                ? new TaskHost(Optional.empty(), Optional.of(ContainerName.ofTask(key)), address)
                : new TaskHost(Optional.of(placed.executor()), placed.container(), address);
    }
}
