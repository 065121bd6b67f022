package io.boreas.core.agent;

import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each event makes of an agent. Every event but the two about presence costs O(log n) in the number of tasks. */
final class AgentFold {
    private AgentFold() {}

    /**
     * The agent after an event.
     *
     * @throws IllegalStateException if the event does not fit
     */
    static Agent apply(Agent agent, AgentEvent event) {
        return switch (event) {
            case AgentEvent.Registered e -> registered(agent, e);
            case AgentEvent.BecameUnreachable e -> unreachable(agent, e);
            case AgentEvent.TaskLaunched e -> launched(agent, e);
            case AgentEvent.TaskObserved e -> observed(agent, e);
            case AgentEvent.KillRequested e -> killRequested(agent, e);
            case AgentEvent.NoticesAcknowledged(var acks) -> {
                var after = agent;
                for (var ack : acks) {
                    after = acknowledged(after, ack);
                }
                yield after;
            }
            case AgentEvent.Leased(var lease) -> leased(agent, lease);
            case AgentEvent.LeaseEnded e -> leaseEnded(agent, e);
            case AgentEvent.Oversubscribed(var revocable, var at) -> {
                check(agent.presence() == Presence.REGISTERED, agent, event);
                yield agent.withOversubscribed(revocable);
            }
            case AgentEvent.OfFramework e -> HostedFold.apply(agent, e);
            case AgentEvent.OfOperator e -> DutyFold.apply(agent, e);
        };
    }

    /** Whether the owner had not acknowledged as much before. */
    static boolean isNews(Task task, StatusAck ack) {
        return !task.notices().isEmpty()
                && ack.sequence() >= task.notices().getFirst().sequence();
    }

    /** A status as it is stored: its time to the millisecond. */
    static TaskStatus toMillis(TaskStatus status) {
        return status.seenAt(status.at().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Agent registered(Agent agent, AgentEvent.Registered event) {
        check(agent.presence() != Presence.GONE && event.incarnation() == agent.incarnation() + 1, agent, event);
        var after = agent.registered(event.info(), event.incarnation(), event.bootId(), event.at());
        return event.bootId().equals(agent.bootId()) ? after : HostedFold.rebooted(after);
    }

    private static Agent unreachable(Agent agent, AgentEvent.BecameUnreachable event) {
        check(agent.presence() == Presence.REGISTERED, agent, event);
        var status = new TaskStatus(
                TaskState.UNREACHABLE, TaskReason.AGENT_REMOVED, StatusSource.MASTER, event.message(), event.at());
        var tasks = agent.tasks();
        for (var task : agent.tasks().values()) {
            if (task.isLive() && task.state() != TaskState.UNREACHABLE) {
                tasks = tasks.with(task.id(), seen(task, task.spec().isPresent(), task.agentSequence(), status));
            }
        }
        return agent.present(Presence.UNREACHABLE, event.at())
                .with(tasks, agent.used())
                .withLeases(OrderedMap.empty(), Resources.empty());
    }

    private static Agent launched(Agent agent, AgentEvent.TaskLaunched event) {
        check(
                agent.presence() == Presence.REGISTERED
                        && !agent.tasks().containsKey(event.task())
                        && agent.available().contains(event.resources()),
                agent,
                event);
        var staging = TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, event.at());
        var task = new Task(
                event.task(),
                event.owner(),
                event.resources(),
                event.ports(),
                TaskState.STAGING,
                event.at(),
                Optional.of(event.spec()),
                Optional.empty(),
                0,
                1,
                List.of(new Notice(1, staging)));
        return agent.with(agent.tasks().with(task.id(), task), agent.used().plus(event.resources()));
    }

    private static Agent observed(Agent agent, AgentEvent.TaskObserved event) {
        var task = live(agent, event, agent.tasks().get(event.task()));
        boolean byAgent = event.agentSequence() != 0;
        check(!byAgent || event.agentSequence() == task.agentSequence() + 1, agent, event);
        var after = seen(task, false, byAgent ? event.agentSequence() : task.agentSequence(), event.status());
        var used = after.isLive() ? agent.used() : agent.used().minus(task.resources());
        return agent.with(agent.tasks().with(task.id(), after), used)
                .withHosted(agent.hosted().sent(task.id()));
    }

    private static Agent killRequested(Agent agent, AgentEvent.KillRequested event) {
        var task = live(agent, event, agent.tasks().get(event.order().task()));
        var after = new Task(
                task.id(),
                task.owner(),
                task.resources(),
                task.ports(),
                task.state(),
                task.launchedAt(),
                task.spec(),
                Optional.of(event.order()),
                task.agentSequence(),
                task.noticeSequence(),
                task.notices());
        return agent.with(agent.tasks().with(task.id(), after), agent.used());
    }

    private static Agent acknowledged(Agent agent, StatusAck ack) {
        var found = agent.tasks().get(ack.task());
        check(found.isPresent(), agent, ack);
        var task = found.get();
        check(isNews(task, ack) && ack.sequence() <= task.noticeSequence(), agent, ack);
        var left = after(ack, task.notices());
        if (left.isEmpty() && !task.isLive()) {
            return agent.with(agent.tasks().without(task.id()), agent.used())
                    .withHosted(agent.hosted().without(task.id()));
        }
        var after = new Task(
                task.id(),
                task.owner(),
                task.resources(),
                task.ports(),
                task.state(),
                task.launchedAt(),
                task.spec(),
                task.kill(),
                task.agentSequence(),
                task.noticeSequence(),
                left);
        return agent.with(agent.tasks().with(task.id(), after), agent.used());
    }

    /** The notices, which are in order, that were made after the one that was acknowledged. */
    private static List<Notice> after(StatusAck ack, List<Notice> notices) {
        int taken = 0;
        while (taken < notices.size() && notices.get(taken).sequence() <= ack.sequence()) {
            taken++;
        }
        return notices.subList(taken, notices.size());
    }

    private static Agent leased(Agent agent, Lease lease) {
        var resources = lease.resources().unallocate();
        boolean fits = agent.presence() == Presence.REGISTERED
                && agent.duty().isActive()
                && !agent.leases().containsKey(lease.offer())
                && agent.available().contains(resources);
        check(fits, agent, lease);
        return agent.withLeases(
                agent.leases().with(lease.offer(), lease), agent.leased().plus(resources));
    }

    private static Agent leaseEnded(Agent agent, AgentEvent.LeaseEnded event) {
        var lease = agent.leases().get(event.offer()).orElseThrow(() -> misfit(agent, event));
        return agent.withLeases(
                agent.leases().without(lease.offer()),
                agent.leased().minus(lease.resources().unallocate()));
    }

    /** The task in a new state, of which its owner is to hear. */
    static Task seen(Task task, boolean mayBeUnsent, long agentSequence, TaskStatus status) {
        var notice = new Notice(task.noticeSequence() + 1, status);
        var notices = new ArrayList<>(task.notices());
        if (notices.size() == Task.NOTICES_MAX) {
            notices.removeFirst();
        }
        notices.add(notice);
        return new Task(
                task.id(),
                task.owner(),
                task.resources(),
                task.ports(),
                status.state(),
                task.launchedAt(),
                mayBeUnsent ? task.spec() : Optional.empty(),
                task.kill(),
                agentSequence,
                notice.sequence(),
                notices);
    }

    private static Task live(Agent agent, AgentEvent event, Optional<Task> task) {
        check(task.isPresent() && task.get().isLive(), agent, event);
        return task.get();
    }

    static void check(boolean fits, Agent agent, Object event) {
        if (!fits) {
            throw misfit(agent, event);
        }
    }

    static IllegalStateException misfit(Agent agent, Object event) {
        return new IllegalStateException("agent " + agent.id() + " at incarnation " + agent.incarnation() + ", "
                + agent.presence() + ", cannot have seen " + event);
    }
}
