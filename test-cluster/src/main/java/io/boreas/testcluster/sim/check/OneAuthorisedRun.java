package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.Framework;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.AgentAction;
import io.boreas.core.machine.Batch;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I2: at most one run is authorised for an instance, or for a task of a framework.
 *
 * <ul>
 *   <li>A run is promised to one agent and admitted there once at most, and its processes start once at most.
 *   <li>A run that its job does not count any more, and its agent's group does, has its kill on the way: the job owes it, or its
 *       agent is away, or the job has not heard yet that the run is there.
 *   <li>Nothing starts for an instance while another run of it goes on anywhere, unless the job has given one of the two up as lost: its
 *       agent is away, or did not do for too long what it was told.
 *   <li>An agent that returned starts nothing before it was told to stop what lost its authority meanwhile; and nothing for
 *       an instance while another run of that instance goes on there untold.
 * </ul>
 */
public final class OneAuthorisedRun implements Checker {
    private final DurableCell cell;
    private final Map<TaskId, AgentId> chosen = new HashMap<>();
    private final Map<TaskId, AgentId> admitted = new HashMap<>();
    private final Set<TaskId> startedEver = new HashSet<>();
    private final Map<AgentId, Map<TaskId, Owner>> running = new TreeMap<>();
    private final Map<AgentId, Map<Long, Set<TaskId>>> found = new HashMap<>();
    private final Map<AgentId, Set<TaskId>> unauthorised = new HashMap<>();
    private final Set<TaskId> told = new HashSet<>();
    private final Set<TaskId> lost = new HashSet<>();
    private final Set<AgentId> changed = new LinkedHashSet<>();

    public OneAuthorisedRun(DurableCell cell) {
        this.cell = cell;
    }

    @Override
    public String property() {
        return "I2 one authorised run";
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        for (var recorded : batch.events()) {
            var agent = recorded.aggregate();
            changed.add(agent);
            if (recorded.event() instanceof AgentEvent.TaskLaunched launched) {
                admit(launched.task(), agent);
            } else if (recorded.event() instanceof AgentEvent.WorkLaunched launched) {
                admit(launched.work().key(), agent);
            }
        }
        for (var recorded : batch.events()) {
            if (recorded.event() instanceof AgentEvent.Registered registered) {
                noteUnauthorised(recorded.aggregate(), registered.incarnation());
            }
        }
    }

    private void admit(TaskId task, AgentId agent) {
        var before = admitted.put(task, agent);
        require(before == null, "%s was admitted on %s and on %s", task, before, agent);
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        for (var recorded : batch.events()) {
            if (recorded.event() instanceof JobEvent.Moved moved && moved.to() == ScheduleStatus.LOST) {
                lost.add(moved.task());
            }
            if (recorded.event() instanceof JobEvent.PlacesChosen(var choices, var at)) {
                for (var choice : choices) {
                    var before = chosen.put(choice.task(), choice.agent());
                    require(before == null, "%s was promised to %s and to %s", choice.task(), before, choice.agent());
                }
            }
        }
    }

    /** What runs on an agent that registers, and must not: it is to be stopped before anything starts. */
    private void noteUnauthorised(AgentId id, long incarnation) {
        var without = new TreeSet<TaskId>();
        var ledger = cell.agent(id).orElseThrow().tasks();
        for (var task : running.getOrDefault(id, Map.of()).keySet()) {
            boolean may = ledger.get(task)
                    .filter(Task::isLive)
                    .filter(live -> live.kill().isEmpty())
                    .isPresent();
            if (!may) {
                without.add(task);
            }
        }
        found.computeIfAbsent(id, any -> new TreeMap<>()).put(incarnation, without);
    }

    @Override
    public void welcomed(AgentId agent, long incarnation) {
        var without = found.getOrDefault(agent, Map.of()).getOrDefault(incarnation, Set.of());
        unauthorised.put(agent, without);
        told.removeAll(without); // what it was told before it went away may be forgotten
    }

    @Override
    public void acts(AgentId agent, AgentAction action) {
        switch (action) {
            case AgentAction.Stop(var order) -> told.add(order.task());
            case AgentAction.Start(var launch) -> checkStart(agent, launch);
            default -> {}
        }
    }

    private void checkStart(AgentId agent, TaskLaunch launch) {
        for (var task : unauthorised.getOrDefault(agent, Set.of())) {
            require(
                    told.contains(task) || !isRunning(agent, task),
                    "agent %s starts %s before it stops %s, which lost its authority while it was away",
                    agent,
                    launch.task(),
                    task);
        }
        running.forEach((where, runs) -> runs.forEach((task, owner) -> require(
                !isSame(owner, task, launch)
                        || lost.contains(task)
                        || lost.contains(launch.task())
                        || !isKnown(owner, task),
                "agent %s starts %s for %s while %s runs on %s for it, which was not given up as lost",
                agent,
                launch.task(),
                owner,
                task,
                where)));
        running.getOrDefault(agent, Map.of())
                .forEach((task, owner) -> require(
                        !isSame(owner, task, launch) || told.contains(task),
                        "agent %s starts %s for %s while %s runs there for it and was not told to stop",
                        agent,
                        launch.task(),
                        owner,
                        task));
    }

    /** Whether both are runs of one instance, or of one task of a framework. */
    private static boolean isSame(Owner owner, TaskId task, TaskLaunch launch) {
        return owner.equals(launch.owner())
                && (owner instanceof Owner.JobInstance || TaskKeys.base(task).equals(TaskKeys.base(launch.task())));
    }

    /** Whether its framework's group knows of it: of a run that was launched under an id in use it never does, and has it stopped. */
    private boolean isKnown(Owner owner, TaskId task) {
        return !(owner instanceof Owner.Framework(var id))
                || cell.framework(id)
                        .flatMap(framework -> TaskKeys.task(id, task).flatMap(framework.tasks()::get))
                        .filter(known -> known.run().key().equals(task))
                        .isPresent();
    }

    private boolean isRunning(AgentId agent, TaskId task) {
        return running.getOrDefault(agent, Map.of()).containsKey(task);
    }

    @Override
    public void started(AgentId agent, TaskLaunch launch) {
        require(startedEver.add(launch.task()), "%s is started twice, now on %s", launch.task(), agent);
        require(
                agent.equals(admitted.get(launch.task())),
                "%s starts on %s, and was admitted on %s",
                launch.task(),
                agent,
                Optional.ofNullable(admitted.get(launch.task())));
        running.computeIfAbsent(agent, any -> new TreeMap<>()).put(launch.task(), launch.owner());
    }

    @Override
    public void ended(AgentId agent, TaskId task, End how) {
        running.getOrDefault(agent, new TreeMap<>()).remove(task);
    }

    @Override
    public void afterEvent() {
        for (var id : changed) {
            cell.agent(id).ifPresent(agent -> agent.tasks().forEachValue(task -> checkAuthority(id, task)));
        }
        changed.clear();
    }

    private void checkAuthority(AgentId agent, Task task) {
        if (!task.isLive()
                || task.kill().isPresent()
                || task.state() == TaskState.UNREACHABLE
                || !task.notices().isEmpty()) {
            return;
        }
        switch (task.owner()) {
            case Owner.JobInstance(var key, int instance) -> checkInstance(agent, task, key, instance);
            case Owner.Framework(var framework) -> checkWork(agent, task, framework);
        }
    }

    private void checkWork(AgentId agent, Task task, FrameworkId id) {
        var framework = cell.framework(id);
        boolean removalOwed = framework
                .filter(known -> known.owedRemovals().containsKey(agent)
                        || known.owedKills().containsKey(new Claim(agent, task.id())))
                .isPresent();
        require(
                framework.filter(Framework::isAlive).isPresent() && isKnown(task.owner(), task.id()) || removalOwed,
                "%s lives on %s, its framework does not know it, and nothing will stop it",
                task.id(),
                agent);
    }

    private void checkInstance(AgentId agent, Task task, JobKey key, int instance) {
        var job = cell.job(key);
        boolean counted = job.flatMap(known -> known.active(instance, task.id()))
                .filter(run -> run.isPlacedOn(agent))
                .isPresent();
        boolean killOwed = job.filter(known -> known.owedKills().get(task.id()).isPresent())
                .isPresent();
        require(
                counted || killOwed,
                "%s lives on %s, its job does not count it, and nothing will stop it",
                task.id(),
                agent);
    }
}
