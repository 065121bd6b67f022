package io.boreas.core.link;

import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.Work;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The agent's side of the link: which tasks it holds, which statuses no master has acknowledged, and so what to do about each
 * message. It knows nothing of sockets, disks or clocks. Not thread-safe.
 *
 * <p>A connection starts with {@link #hello}; until its {@link FromMaster.Welcome} nothing but the hello is said, and what a
 * master says before it is meaningless. After it all unacknowledged statuses are sent, and from then on each at once.
 */
public final class AgentTasks {
    /** Ended and acknowledged tasks remembered by default, so that a late order to run one again is recognised. */
    public static final int ENDED_MAX = 1_000;

    /** Statuses in one message at most. */
    public static final int UPDATES_MAX = 1_000;

    private final AgentId agent;
    private final String bootId;
    private final AgentInfo info;
    private final int endedMax;
    private final TreeMap<TaskId, Held> held = new TreeMap<>();
    private final LinkedHashSet<TaskId> ended = new LinkedHashSet<>();
    private final HeldExecutors executors;
    private long incarnation;
    private boolean welcomed;
    private Optional<FromAgent.Oversubscribed> oversubscribed = Optional.empty();

    private static final class Held {
        private final Owner owner;
        private final ArrayDeque<StatusUpdate> unacknowledged = new ArrayDeque<>(2);
        private TaskState state;
        private long sequence;

        Held(Owner owner, TaskState state, long sequence) {
            this.owner = owner;
            this.state = state;
            this.sequence = sequence;
        }
    }

    public AgentTasks(AgentId agent, String bootId, AgentInfo info) {
        this(agent, bootId, info, ENDED_MAX);
    }

    /**
     * @param endedMax ended and acknowledged tasks remembered, at least 1
     */
    public AgentTasks(AgentId agent, String bootId, AgentInfo info, int endedMax) {
        if (endedMax < 1) {
            throw new IllegalArgumentException("at least 1 ended task is remembered, not " + endedMax);
        }
        this.agent = agent;
        this.bootId = bootId;
        this.info = info;
        this.endedMax = endedMax;
        this.executors = new HeldExecutors(endedMax);
    }

    /**
     * Takes over a task found on disk; before the first {@link #hello}.
     *
     * @param report the task and its latest status
     * @param unacknowledged its statuses that no master has acknowledged, in order
     */
    public void adopt(TaskReport report, List<StatusUpdate> unacknowledged) {
        var task = new Held(report.owner(), report.state(), report.sequence());
        task.unacknowledged.addAll(unacknowledged);
        held.put(report.task(), task);
    }

    /** Takes over an executor found on disk; before the first {@link #hello}. */
    public void adopt(ExecutorRun executor) {
        executors.hold(executor);
    }

    /** The number of the latest registration; 0 before the first. */
    public long incarnation() {
        return incarnation;
    }

    /** Whether this connection's registration was answered, so that messages count. */
    public boolean isWelcomed() {
        return welcomed;
    }

    /** All tasks held, by id. */
    public List<TaskReport> tasks() {
        var reports = new ArrayList<TaskReport>(held.size());
        held.forEach((id, task) -> reports.add(new TaskReport(id, task.owner, task.state, task.sequence)));
        return reports;
    }

    /** Statuses no master has acknowledged, by task, those of one task in order. */
    public List<StatusUpdate> unacknowledged() {
        var updates = new ArrayList<StatusUpdate>();
        held.values().forEach(task -> updates.addAll(task.unacknowledged));
        return updates;
    }

    /** The first message of a new connection; whatever connection there was before no longer counts. */
    public FromAgent.Hello hello() {
        return hello(info);
    }

    /**
     * The first message of a new connection.
     *
     * @param address from which the agent dialled: where it is reached, unless it says otherwise itself
     */
    public FromAgent.Hello hello(String address) {
        return hello(info.at(address));
    }

    private FromAgent.Hello hello(AgentInfo about) {
        welcomed = false;
        return new FromAgent.Hello(agent, bootId, about, tasks(), executors.all());
    }

    /** The connection is lost: statuses are kept until there is another. */
    public void disconnected() {
        welcomed = false;
    }

    /**
     * What a message from the master asks for.
     *
     * @param now the time of statuses made here
     */
    public List<AgentAction> receive(FromMaster message, Instant now) {
        return switch (message) {
            case FromMaster.Welcome(long number, var pingInterval) -> {
                incarnation = number;
                welcomed = true;
                yield resend();
            }
            case FromMaster.Refused(var reason, boolean permanent) ->
                List.of(new AgentAction.HangUp(reason, permanent));
            case FromMaster.Ping(long nonce) -> List.of(new AgentAction.Send(new FromAgent.Pong(nonce)));
            case FromMaster.Launch(var tasks) when welcomed -> launch(tasks, now);
            case FromMaster.Kill(var order) when welcomed -> kill(order, now);
            case FromMaster.Acknowledge(var acks) when welcomed -> acknowledge(acks);
            case FromMaster.SandboxQuestion question when welcomed -> List.of(new AgentAction.Look(question));
            case FromMaster.LaunchWorks launch when welcomed -> launchWorks(launch, now);
            case FromMaster.StopExecutor stop when welcomed -> stop(stop);
            case FromMaster.ForgetExecutor(var executor)
            when welcomed -> executors.forget(executor) ? List.of(new AgentAction.ForgetExecutor(executor)) : List.of();
            case FromMaster.TellExecutor said when welcomed -> List.of(new AgentAction.Deliver(said));
            case FromMaster.DeleteVolumes(var volumes) when welcomed -> List.of(new AgentAction.DeleteVolumes(volumes));
            case FromMaster.DeleteVolumes early -> List.of();
            case FromMaster.Launch early -> List.of();
            case FromMaster.Kill early -> List.of();
            case FromMaster.Acknowledge early -> List.of();
            case FromMaster.SandboxQuestion early -> List.of();
            case FromMaster.LaunchWorks early -> List.of();
            case FromMaster.StopExecutor early -> List.of();
            case FromMaster.ForgetExecutor early -> List.of();
            case FromMaster.TellExecutor early -> List.of();
        };
    }

    /** A status was seen; it gets the task's next number. One that follows a terminal one, or of no task held, is dropped. */
    public List<AgentAction> observed(TaskId id, TaskStatus status) {
        var task = held.get(id);
        return task == null ? List.of() : observed(new StatusUpdate(id, task.sequence + 1, status));
    }

    /** A status was seen and numbered; one known already is dropped, as is one of no task held. */
    public List<AgentAction> observed(StatusUpdate update) {
        var task = held.get(update.task());
        if (task == null || task.state.isTerminal() || update.sequence() <= task.sequence) {
            return List.of();
        }
        task.sequence = update.sequence();
        task.state = update.status().state();
        task.unacknowledged.add(update);
        return welcomed ? send(List.of(update)) : List.of();
    }

    /** An executor ended. That of one not held, or known to have ended, is dropped. */
    public List<AgentAction> exited(FromAgent.ExecutorExited exited) {
        return executors.end(exited) && welcomed ? List.of(new AgentAction.Send(exited)) : List.of();
    }

    /** The data of destroyed volumes up to this number is gone. A master that does not hear of it asks again. */
    public List<AgentAction> deleted(long upTo) {
        return welcomed ? List.of(new AgentAction.Send(new FromAgent.VolumesDeleted(upTo))) : List.of();
    }

    /** An executor says something to its framework; nobody keeps it. */
    public List<AgentAction> said(FromAgent.ExecutorSaid message) {
        return welcomed ? List.of(new AgentAction.Send(message)) : List.of();
    }

    /**
     * There is so much to give besides the agent's own resources; it holds until the next word, and over connections.
     *
     * @param revocable revocable scalars on no other terms
     */
    public List<AgentAction> oversubscribe(Resources revocable) {
        var said = new FromAgent.Oversubscribed(revocable);
        if (oversubscribed.filter(said::equals).isPresent()) {
            return List.of();
        }
        oversubscribed = Optional.of(said);
        return welcomed ? List.of(new AgentAction.Send(said)) : List.of();
    }

    /**
     * Says all unacknowledged statuses, ends of executors and what is oversubscribed again; to be called now and then, in case a master failed to
     * store them.
     */
    public List<AgentAction> resend() {
        if (!welcomed) {
            return List.of();
        }
        var actions = new ArrayList<>(send(unacknowledged()));
        executors.exits().forEach(exited -> actions.add(new AgentAction.Send(exited)));
        oversubscribed.ifPresent(said -> actions.add(new AgentAction.Send(said)));
        return actions;
    }

    private List<AgentAction> launch(List<TaskLaunch> launches, Instant now) {
        var actions = new ArrayList<AgentAction>();
        var refused = new ArrayList<StatusUpdate>();
        for (var launch : launches) {
            if (ended.contains(launch.task())) {
                refused.add(firstWord(
                        launch.task(),
                        TaskState.DROPPED,
                        TaskReason.TASK_INVALID,
                        "this task has ended here before, and never runs again",
                        now));
            } else if (!held.containsKey(launch.task())) {
                held.put(launch.task(), new Held(launch.owner(), TaskState.STAGING, 0));
                actions.add(new AgentAction.Start(launch));
            }
        }
        actions.addAll(send(refused));
        return actions;
    }

    private List<AgentAction> launchWorks(FromMaster.LaunchWorks launch, Instant now) {
        var executor = launch.executor().run();
        var refused = new ArrayList<StatusUpdate>();
        var taken = new ArrayList<Work>();
        for (var work : launch.works()) {
            if (held.containsKey(work.key())) {
                continue;
            }
            if (ended.contains(work.key())) {
                refused.add(firstWord(
                        work.key(),
                        TaskState.DROPPED,
                        TaskReason.TASK_INVALID,
                        "this task has ended here before, and never runs again",
                        now));
            } else if (executors.isOver(executor)) {
                refused.add(firstWord(
                        work.key(),
                        TaskState.DROPPED,
                        TaskReason.EXECUTOR_TERMINATED,
                        "its executor had ended when it came",
                        now));
            } else {
                taken.add(work);
            }
        }
        var actions = new ArrayList<AgentAction>();
        if (!taken.isEmpty()) {
            executors.hold(executor);
            taken.forEach(work ->
                    held.put(work.key(), new Held(new Owner.Framework(work.framework()), TaskState.STAGING, 0)));
            actions.add(new AgentAction.StartWorks(
                    new FromMaster.LaunchWorks(taken, launch.executor(), launch.framework())));
        }
        actions.addAll(send(refused));
        return actions;
    }

    private List<AgentAction> stop(FromMaster.StopExecutor stop) {
        if (executors.isHeld(stop.executor())) {
            return executors.isOver(stop.executor()) ? List.of() : List.of(new AgentAction.StopExecutor(stop));
        }
        // It never came here, or its end was acknowledged: it must not run any more.
        executors.remember(stop.executor());
        return List.of(new AgentAction.Send(new FromAgent.ExecutorExited(stop.executor(), 0)));
    }

    private List<AgentAction> kill(KillOrder order, Instant now) {
        var task = held.get(order.task());
        if (task != null) {
            return task.state.isTerminal() ? List.of() : List.of(new AgentAction.Stop(order));
        }
        // Its launch may have been lost, or be still under way to us: it must not run any more.
        remember(order.task());
        return send(List.of(firstWord(
                order.task(),
                TaskState.KILLED,
                TaskReason.TASK_KILLED_DURING_LAUNCH,
                "killed before it reached its agent",
                now)));
    }

    /**
     * A status of a task not held. It is number 1, the first word on the task, for its launch never arrived; a master that has
     * taken more from us knows the task's end already, and drops it. It is not kept: the master asks again.
     */
    private static StatusUpdate firstWord(
            TaskId task, TaskState state, TaskReason reason, String message, Instant now) {
        return new StatusUpdate(task, 1, new TaskStatus(state, reason, StatusSource.AGENT, message, now));
    }

    private List<AgentAction> acknowledge(List<StatusAck> acks) {
        var actions = new ArrayList<AgentAction>();
        for (var ack : acks) {
            var task = held.get(ack.task());
            if (task == null || !task.unacknowledged.removeIf(update -> update.sequence() <= ack.sequence())) {
                continue;
            }
            if (task.state.isTerminal() && task.unacknowledged.isEmpty()) {
                held.remove(ack.task());
                remember(ack.task());
            }
            actions.add(new AgentAction.Forget(ack));
        }
        return actions;
    }

    private void remember(TaskId task) {
        ended.add(task);
        if (ended.size() > endedMax) {
            ended.removeFirst();
        }
    }

    private static List<AgentAction> send(List<StatusUpdate> updates) {
        var actions = new ArrayList<AgentAction>();
        for (int from = 0; from < updates.size(); from += UPDATES_MAX) {
            var some = updates.subList(from, Math.min(from + UPDATES_MAX, updates.size()));
            actions.add(new AgentAction.Send(new FromAgent.Statuses(some)));
        }
        return actions;
    }
}
