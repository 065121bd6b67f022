package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.framework.Phase;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sorts out what belongs to which framework. Used once. */
final class FrameworkSorting {
    private final CellInfo info;
    private final FrameworkRow boreas;
    private final SortedMap<FrameworkId, FrameworkRow> rows = new TreeMap<>();
    private final Map<TaskId, InstanceTask> instances = new HashMap<>();
    private final List<Job> jobs;
    private final Set<TaskId> placed = new HashSet<>();
    private final Map<String, Role> roles = new HashMap<>();

    FrameworkSorting(CellInfo info, List<Framework> frameworks, List<Job> jobs) {
        this.info = info;
        this.jobs = jobs;
        this.boreas = new FrameworkRow(FrameworkRow.BOREAS, Optional.empty(), info.startedAt());
        for (var framework : frameworks) {
            if (framework.phase() != Phase.UNKNOWN) {
                var row = new FrameworkRow(framework.id().value(), Optional.of(framework), info.startedAt());
                rows.put(framework.id(), row);
            }
        }
        for (var job : jobs) {
            job.active().forEachValue(task -> instances.put(task.id(), task));
        }
    }

    List<FrameworkRow> sort(List<AgentView> agents, List<FrameworkPush.InverseOffer> inverse) {
        for (var view : agents) {
            take(view.agent());
        }
        for (var offer : inverse) {
            Optional.ofNullable(rows.get(offer.framework())).ifPresent(row -> row.add(offer));
        }
        for (var row : rows.values()) {
            row.framework().ifPresent(framework -> takeKnown(row, framework));
        }
        for (var job : jobs) {
            for (var task : job.ended()) {
                task.placement().ifPresent(place -> boreas.addEnded(ended(job, task, place.agent())));
            }
        }
        var all = new ArrayList<FrameworkRow>(rows.size() + 1);
        all.add(boreas);
        all.addAll(rows.values());
        all.forEach(FrameworkRow::complete);
        return List.copyOf(all);
    }

    private void take(Agent agent) {
        agent.tasks().forEachValue(task -> {
            switch (task.owner()) {
                case Owner.JobInstance instance -> place(boreas, agent, ofJob(agent, instance, task));
                case Owner.Framework(var framework) -> {
                    var row = row(framework);
                    placed.add(task.id());
                    agent.hosted()
                            .work(task.id())
                            .ifPresent(work -> place(row, agent, ofFramework(agent, row, work, task)));
                }
            }
        });
        agent.leases().forEachValue(lease -> row(lease.framework()).add(new OfferRow(agent, lease)));
        agent.hosted().executors().forEachValue(hosted -> row(hosted.key().framework())
                .add(new ExecutorRow(agent.id(), hosted)));
    }

    private static void place(FrameworkRow row, Agent agent, TaskRow task) {
        boolean away = task.state() == TaskState.UNREACHABLE
                || (agent.presence() == Presence.UNREACHABLE && !task.state().isTerminal());
        if (away) {
            row.addUnreachable(task);
        } else {
            row.addLive(task);
        }
    }

    private FrameworkRow row(FrameworkId framework) {
        return rows.computeIfAbsent(framework, id -> new FrameworkRow(id.value(), Optional.empty(), info.startedAt()));
    }

    private TaskRow ofFramework(Agent agent, FrameworkRow row, Work work, Task task) {
        var latest = row.framework()
                .flatMap(framework -> framework.tasks().get(work.id()))
                .filter(known -> known.run().key().equals(work.key()))
                .map(KnownTask::latest)
                .filter(status -> status.state() == task.state())
                .orElseGet(() -> latest(task));
        var host = TaskHost.of(agent, work);
        return new TaskRow(
                work.id(),
                work.name(),
                row.id(),
                work.executor().orElse(""),
                agent.id(),
                task.state(),
                task.resources(),
                Optional.empty(),
                work.role(),
                TaskRow.statuses(task.launchedAt(), latest),
                work.info(),
                host.container(),
                host.address());
    }

    private static TaskStatus latest(Task task) {
        return task.notices().isEmpty()
                ? TaskStatus.of(task.state(), StatusSource.MASTER, task.launchedAt())
                : task.notices().getLast().status();
    }

    private TaskRow ofJob(Agent agent, Owner.JobInstance owner, Task task) {
        var known = Optional.ofNullable(instances.get(task.id()));
        var statuses = known.map(JobStatuses::of)
                .filter(list -> !list.isEmpty())
                .orElseGet(() -> TaskRow.statuses(task.launchedAt(), latest(task)));
        return new TaskRow(
                task.id(),
                owner.job().toString(),
                FrameworkRow.BOREAS,
                "",
                agent.id(),
                task.state(),
                task.resources(),
                known.flatMap(instance -> instance.spec().limits()),
                role(owner.job().role()),
                statuses,
                Payload.NONE,
                Optional.of(ContainerName.ofTask(task.id())),
                agent.info().flatMap(AgentInfo::address));
    }

    private TaskRow ended(Job job, InstanceTask task, AgentId agent) {
        var statuses = JobStatuses.of(task);
        var all = statuses.isEmpty()
                ? List.of(TaskStatus.of(TaskState.LOST, StatusSource.MASTER, task.since()))
                : statuses;
        return new TaskRow(
                task.id(),
                job.key().toString(),
                FrameworkRow.BOREAS,
                "",
                agent,
                all.getLast().state(),
                task.spec().resources(),
                task.spec().limits(),
                role(job.key().role()),
                all,
                Payload.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /** What only the framework's group still knows: what ended, and what waits for its end to be acknowledged. */
    private void takeKnown(FrameworkRow row, Framework framework) {
        framework.tasks().forEachValue(known -> {
            if (!placed.contains(known.run().key())) {
                var task = TaskRow.known(row.id(), known);
                if (task.state() == TaskState.UNREACHABLE) {
                    row.addUnreachable(task);
                } else {
                    row.addLive(task);
                }
            }
        });
        framework.ended().forEachValue(known -> row.addEnded(TaskRow.known(row.id(), known)));
    }

    private Role role(String name) {
        return roles.computeIfAbsent(name, job -> Role.ofJob(job).orElse(Role.STAR));
    }
}
