package io.boreas.core.whatif;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobSettings;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.RoleTerms;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads records of agents, jobs and operators as the planner was told of them. It begins with a cell's state and is handed one record after the other,
 * in the cell's order; it keeps the state, and no history. Not thread-safe.
 */
public final class Recording {
    private final AgentMachine agentMachine = new AgentMachine();
    private final JobMachine jobMachine = new JobMachine(JobSettings.DEFAULT); // evolve asks for no settings
    private final TreeMap<AgentId, Agent> agents = new TreeMap<>();
    private final TreeMap<JobKey, Job> jobs = new TreeMap<>();
    private final RegistryMachine registryMachine = new RegistryMachine();
    private Registry registry;
    private final Set<JobKey> waitingKnown = new HashSet<>();
    private long revision;

    /** The cell as it is before the first record. */
    public Recording(Registry registry, Collection<Agent> agents, Collection<Job> jobs) {
        this.registry = registry;
        agents.forEach(agent -> this.agents.put(agent.id(), agent));
        jobs.forEach(job -> this.jobs.put(job.key(), job));
    }

    /** The state as it is, as a planner that starts then is told of it. */
    public List<Change> begin(Instant at) {
        var changes = new ArrayList<Change>();
        changes.add(new Change.RolesAre(at, roles()));
        jobs.values().stream().map(job -> about(job, List.of())).forEach(job -> changes.add(new Change.JobIs(at, job)));
        for (var agent : agents.values()) {
            var held = holding(agent);
            describe(agent, at, List.copyOf(held.values()), List.of()).ifPresent(changes::add);
        }
        for (var job : jobs.values()) {
            job.active().forEachValue(task -> underway(job, task)
                    .filter(held -> !isOn(held.task().agent(), held.task().task()))
                    .ifPresent(held -> changes.add(new Change.Underway(at, held))));
            var pending = pending(job.key());
            if (!pending.groups().isEmpty()) {
                waitingKnown.add(job.key());
                changes.add(new Change.Waits(at, pending));
            }
        }
        return changes;
    }

    private static Optional<Change.Held> underway(Job job, InstanceTask task) {
        return task.placement()
                .filter(place -> task.status() == ScheduleStatus.PENDING)
                .map(place -> held(job.key(), task.instance(), task.id(), place.agent(), Amounts.of(task.spec())));
    }

    private RoleTerms roles() {
        return RoleTerms.of(registry.weights(), registry.quotas());
    }

    /** The next record; groups of frameworks tell the planner nothing. */
    @SuppressWarnings("unchecked") // a batch of a kind has that kind's ids and events
    public List<Change> take(Batch<?, ?> batch) {
        return switch (batch.kind()) {
            case AGENT -> agentsChanged((Batch<AgentId, AgentEvent>) batch);
            case JOB -> jobsChanged((Batch<JobKey, JobEvent>) batch);
            case REGISTRY -> registryChanged((Batch<RegistryId, RegistryEvent>) batch);
            case FRAMEWORK -> List.of();
        };
    }

    private List<Change> registryChanged(Batch<RegistryId, RegistryEvent> batch) {
        var before = roles();
        for (var recorded : batch.events()) {
            registry = registryMachine.evolve(registry, recorded.event());
        }
        return roles().equals(before) ? List.of() : List.of(new Change.RolesAre(batch.at(), roles()));
    }

    private List<Change> agentsChanged(Batch<AgentId, AgentEvent> batch) {
        var changes = new ArrayList<Change>();
        byAggregate(batch.events()).forEach((id, events) -> {
            var agent = agents.getOrDefault(id, Agent.vacant(id));
            var before = holding(agent);
            var gone = new LinkedHashMap<>(before);
            var byItself = new HashSet<TaskId>();
            for (var event : events) {
                if (event instanceof AgentEvent.TaskObserved observed && endsByItself(agent, observed)) {
                    byItself.add(observed.task());
                }
                agent = agentMachine.evolve(agent, event);
                if (event instanceof AgentEvent.TaskLaunched launched
                        && launched.owner() instanceof Owner.JobInstance(var job, var instance)) {
                    gone.put(
                            launched.task(),
                            held(job, instance, launched.task(), id, Amounts.of(launched.resources())));
                }
            }
            agents.put(id, agent);
            var after = holding(agent);
            gone.keySet().removeAll(after.keySet());
            after.keySet().removeAll(before.keySet());
            var ended = gone.values().stream()
                    .map(held -> new Change.Ended(
                            held.job(),
                            held.task().task(),
                            byItself.contains(held.task().task())))
                    .toList();
            describe(agent, batch.at(), List.copyOf(after.values()), ended).ifPresent(changes::add);
        });
        return changes;
    }

    private static boolean endsByItself(Agent before, AgentEvent.TaskObserved observed) {
        var state = observed.status().state();
        return (state == TaskState.FINISHED || state == TaskState.FAILED)
                && before.tasks()
                        .get(observed.task())
                        .filter(task -> task.kill().isEmpty())
                        .isPresent();
    }

    private List<Change> jobsChanged(Batch<JobKey, JobEvent> batch) {
        var changes = new ArrayList<Change>();
        byAggregate(batch.events()).forEach((key, events) -> {
            var job = jobs.getOrDefault(key, jobMachine.vacant(key));
            for (var event : events) {
                job = jobMachine.evolve(job, event);
                decided(key, event, batch.at()).ifPresent(changes::add);
            }
            if (jobMachine.isVacant(job)) {
                jobs.remove(key);
            } else {
                jobs.put(key, job);
            }
            waits(key, batch.at()).ifPresent(changes::add);
        });
        return changes;
    }

    private Optional<Change> decided(JobKey key, JobEvent event, Instant at) {
        return switch (event) {
            case JobEvent.PlacesChosen(var choices, var chosenAt) ->
                Optional.of(new Change.Chosen(
                        at,
                        key,
                        choices.stream().map(choice -> choice(key, choice)).toList()));
            case JobEvent.PlaceRefused(int instance, var task, var message, var refusedAt) -> {
                waitingKnown.add(key);
                yield Optional.of(new Change.Refused(at, key, instance, task));
            }
            case JobEvent.Withdrawn(int instance, var task) -> Optional.of(new Change.Withdrawn(at, key, task));
            case JobEvent.KillOwed(var task, var agent) ->
                isOn(agent, task) ? Optional.empty() : Optional.of(new Change.Withdrawn(at, key, task));
            case JobEvent.Created e -> Optional.empty();
            case JobEvent.InstancesAdded e -> Optional.empty();
            case JobEvent.Moved e -> Optional.empty();
            case JobEvent.NoticeNoted e -> Optional.empty();
            case JobEvent.Rescheduled e -> Optional.empty();
            case JobEvent.KillsTaken e -> Optional.empty();
            case JobEvent.HistoryPruned e -> Optional.empty();
        };
    }

    private boolean isOn(AgentId agent, TaskId task) {
        var known = agents.get(agent);
        return known != null && known.tasks().containsKey(task);
    }

    private static Plan.Choice choice(JobKey job, JobCommand.Choice choice) {
        return new Plan.Choice(job, choice.instance(), choice.task(), choice.agent(), choice.host());
    }

    /** What of a job waits, if anything does or did. */
    private Optional<Change> waits(JobKey key, Instant at) {
        var pending = pending(key);
        boolean known = pending.groups().isEmpty() ? waitingKnown.remove(key) : waitingKnown.add(key);
        return pending.groups().isEmpty() && !known ? Optional.empty() : Optional.of(new Change.Waits(at, pending));
    }

    private PendingJob pending(JobKey key) {
        var job = jobs.get(key);
        if (job == null) {
            return new PendingJob(key, 0, Instant.EPOCH, new TreeMap<>(), List.of());
        }
        var bySpec = new LinkedHashMap<TaskSpec, List<PendingJob.PendingTask>>();
        for (var task : JobMachine.pending(job)) {
            bySpec.computeIfAbsent(task.spec(), any -> new ArrayList<>())
                    .add(new PendingJob.PendingTask(task.instance(), task.id()));
        }
        var groups = new ArrayList<PendingJob.PendingGroup>(bySpec.size());
        bySpec.forEach((spec, tasks) -> groups.add(new PendingJob.PendingGroup(Amounts.of(spec), tasks)));
        return about(job, groups);
    }

    private static PendingJob about(Job job, List<PendingJob.PendingGroup> groups) {
        return job.spec()
                .map(spec -> new PendingJob(job.key(), spec.priority(), job.createdAt(), spec.constraints(), groups))
                .orElseGet(() -> new PendingJob(job.key(), 0, Instant.EPOCH, new TreeMap<>(), List.of()));
    }

    private Optional<Change> describe(Agent agent, Instant at, List<Change.Held> admitted, List<Change.Ended> ended) {
        return agent.info().map(info -> {
            var available = Amounts.of(AgentMachine.available(agent));
            var room = available;
            for (var held : holding(agent).values()) {
                room = room.plus(held.task().needs());
            }
            var report = new PlannerAgent(
                    agent.id(),
                    info.hostname(),
                    info.attributes(),
                    Amounts.of(info.resources()),
                    available,
                    agent.isOffering(),
                    ++revision,
                    info.domain());
            return new Change.AgentIs(at, report, room, admitted, ended);
        });
    }

    /** Jobs' tasks that hold something there, as far as their jobs count them. */
    private static Map<TaskId, Change.Held> holding(Agent agent) {
        var held = new LinkedHashMap<TaskId, Change.Held>();
        agent.tasks().forEachValue(task -> {
            if (task.isLive() && !isGivenUp(task) && task.owner() instanceof Owner.JobInstance(var job, var instance)) {
                held.put(task.id(), held(job, instance, task.id(), agent.id(), Amounts.of(task.resources())));
            }
        });
        return held;
    }

    private static Change.Held held(JobKey job, int instance, TaskId task, AgentId agent, Amounts needs) {
        return new Change.Held(job, instance, new ActiveTask(task, agent, needs));
    }

    /** Whether a task is on an agent that may never return, and will not go on if it does: its job counts it no more. */
    private static boolean isGivenUp(Task task) {
        return task.state() == TaskState.UNREACHABLE && task.kill().isPresent();
    }

    private static <K, E> Map<K, List<E>> byAggregate(List<Recorded<K, E>> events) {
        var found = new LinkedHashMap<K, List<E>>();
        events.forEach(recorded -> found.computeIfAbsent(recorded.aggregate(), id -> new ArrayList<>())
                .add(recorded.event()));
        return found;
    }
}
