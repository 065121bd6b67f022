package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * An agent and its tasks as pure functions: the one writer of what an agent's resources are promised to.
 *
 * <p>It holds that resources are never promised twice (I1), that runs without authority are killed before the agent gets
 * anything new (I2), that a terminal state is final and frees resources once (I4), and that older registrations are
 * refused (I5).
 */
public final class AgentMachine implements Machine<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> {
    /** Tasks one agent's ledger holds, those that ended and whose owners have not acknowledged it included. */
    public static final int TASKS_MAX = 10_000;

    /** How long a run that nobody knows may take to end. */
    public static final Duration ORPHAN_GRACE = Duration.ofSeconds(5);

    @Override
    public Agent vacant(AgentId id) {
        return Agent.vacant(id);
    }

    @Override
    public boolean isVacant(Agent agent) {
        return agent.info().isEmpty();
    }

    @Override
    public Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand command, Instant now) {
        var at = now.truncatedTo(ChronoUnit.MILLIS);
        return Lifecycle.settled(agent, decideOnly(agent, command, at), at);
    }

    private static Decision<AgentEvent, AgentReply> decideOnly(Agent agent, AgentCommand command, Instant at) {
        return switch (command) {
            case AgentCommand.Register c -> Registration.decide(agent, c, at);
            case AgentCommand.MarkUnreachable c -> markUnreachable(agent, c, at);
            case AgentCommand.Report c -> report(agent, c);
            case AgentCommand.Admit c -> AdmissionControl.decide(agent, c, at);
            case AgentCommand.Kill c -> kill(agent, c, at);
            case AgentCommand.AcknowledgeNotices c -> acknowledge(agent, c);
            case AgentCommand.GrantLease(var lease, var unavailability) -> grant(agent, lease);
            case AgentCommand.EndLease c -> endLease(agent, c);
            case AgentCommand.ForFramework c -> FrameworkRequests.decide(agent, c, at);
            case AgentCommand.ExpireOffers c -> FrameworkRequests.expire(agent, c);
            case AgentCommand.Lifecycle c -> Lifecycle.decide(agent, c, at);
            case AgentCommand.Convert c -> OperatorConversion.decide(agent, c, at);
            case AgentCommand.VolumesDeleted c -> deleted(agent, c, at);
            case AgentCommand.Oversubscribe c -> Oversubscription.decide(agent, c, at);
        };
    }

    @Override
    public Agent evolve(Agent agent, AgentEvent event) {
        return AgentFold.apply(agent, event);
    }

    /** All that is owed, kills first. */
    @Override
    public List<AgentEffect> outstanding(Agent agent) {
        var kills = new ArrayList<AgentEffect>();
        var others = new ArrayList<AgentEffect>();
        agent.tasks().forEachValue(task -> {
            for (var effect : outstanding(agent, task)) {
                switch (effect) {
                    case AgentEffect.KillOn kill -> kills.add(kill);
                    case AgentEffect.LaunchOn launch -> others.add(launch);
                    case AgentEffect.Tell tell -> others.add(tell);
                    case AgentEffect.OfFramework other -> others.add(other);
                }
            }
        });
        kills.addAll(others);
        return kills;
    }

    /** What is owed to one task of the agent. */
    public static List<AgentEffect> outstanding(Agent agent, Task task) {
        var effects = new ArrayList<AgentEffect>(2);
        var work = agent.hosted().work(task.id());
        if (agent.presence() == Presence.REGISTERED && task.isLive()) {
            if (task.kill().isPresent()) {
                effects.add(new AgentEffect.KillOn(task.kill().get()));
            } else if (task.spec().isPresent()) {
                effects.add(new AgentEffect.LaunchOn(
                        new TaskLaunch(task.id(), task.owner(), task.spec().get(), task.resources(), task.ports())));
            } else {
                work.flatMap(mine -> launch(agent, mine)).ifPresent(effects::add);
            }
        }
        if (!task.notices().isEmpty()) {
            effects.add(work.<AgentEffect>map(mine -> new AgentEffect.TellFramework(
                            agent.id(), task.id(), mine, task.launchedAt(), task.notices()))
                    .orElseGet(() -> new AgentEffect.Tell(task.owner(), task.id(), task.notices(), task.ports())));
        }
        return effects;
    }

    /** The executors that are to be told to end: asked for, and not yet seen to. */
    public static List<HostedExecutor> stopping(Agent agent) {
        var stopping = new ArrayList<HostedExecutor>();
        if (agent.presence() == Presence.REGISTERED) {
            agent.hosted().executors().forEachValue(executor -> {
                if (executor.stopping()) {
                    stopping.add(executor);
                }
            });
        }
        return stopping;
    }

    /** The volumes whose data the agent is to delete. */
    public static List<DestroyedVolume> doomed(Agent agent) {
        return agent.presence() == Presence.REGISTERED
                ? agent.hosted().destroyed().waiting()
                : List.of();
    }

    private static Decision<AgentEvent, AgentReply> deleted(
            Agent agent, AgentCommand.VolumesDeleted command, Instant at) {
        if (command.incarnation() != agent.incarnation() || agent.presence() != Presence.REGISTERED) {
            return Decision.answer(stale(agent, command.incarnation()));
        }
        return agent.hosted().destroyed().isNews(command.upTo())
                ? Decision.of(List.of(new AgentEvent.VolumesDeleted(command.upTo(), at)), AgentReply.Done.DONE)
                : Decision.answer(AgentReply.Done.DONE);
    }

    private static List<TaskId> launched(Work work) {
        var first = work.group().orElse(work.key());
        return first.equals(work.key()) ? List.of(first) : List.of(first, work.key());
    }

    /** The launch of a task its agent has not spoken of; a group goes with its first task. */
    private static Optional<AgentEffect> launch(Agent agent, Work work) {
        boolean led = work.group().filter(first -> !first.equals(work.key())).isPresent()
                && agent.hosted().isUnsent(work.group().get());
        if (!work.unsent() || led) {
            return Optional.empty();
        }
        if (work.executor().isEmpty()) {
            return work.command()
                    .map(spec -> new AgentEffect.LaunchOn(new TaskLaunch(
                            work.key(),
                            new Owner.Framework(work.framework()),
                            spec,
                            work.resources(),
                            Collections.emptySortedMap())));
        }
        var works = new ArrayList<Work>();
        if (work.group().isEmpty()) {
            works.add(work);
        } else {
            agent.hosted().works().forEachValue(other -> {
                if (other.group().equals(work.group())
                        && other.unsent()
                        && agent.tasks()
                                .get(other.key())
                                .filter(task -> task.kill().isEmpty())
                                .isPresent()) {
                    works.add(other);
                }
            });
        }
        return work.executorKey()
                .flatMap(agent.hosted().executors()::get)
                .map(executor -> new AgentEffect.LaunchWorks(work.key(), works, executor));
    }

    /**
     * The tasks to which an event may have changed what is owed; some may have left the ledger.
     *
     * @param after the agent after the event
     */
    public static List<TaskId> touched(Agent after, AgentEvent event) {
        return switch (event) {
            case AgentEvent.Registered e -> taskIds(after);
            case AgentEvent.BecameUnreachable e -> taskIds(after);
            case AgentEvent.TaskLaunched e -> List.of(e.task());
            case AgentEvent.TaskObserved e -> List.of(e.task());
            case AgentEvent.KillRequested e -> List.of(e.order().task());
            case AgentEvent.NoticesAcknowledged e ->
                e.acks().stream().map(StatusAck::task).toList();
            case AgentEvent.Leased e -> List.of();
            case AgentEvent.LeaseEnded e -> List.of();
            case AgentEvent.WorkLaunched e -> launched(e.work());
            case AgentEvent.Converted e -> List.of();
            case AgentEvent.ExecutorStopRequested e -> List.of();
            case AgentEvent.ExecutorEnded e -> List.of();
            case AgentEvent.VolumesDeleted e -> List.of();
            case AgentEvent.Oversubscribed e -> List.of();
            case AgentEvent.Deactivated e -> List.of();
            case AgentEvent.Reactivated e -> List.of();
            case AgentEvent.DrainStarted e -> List.of();
            case AgentEvent.Drained e -> List.of();
            case AgentEvent.DeclaredGone e -> taskIds(after);
        };
    }

    /** What neither tasks nor offers hold; see {@link Agent#available()}. */
    public static Resources available(Agent agent) {
        return agent.available();
    }

    @Override
    public AgentReply repeated(Agent agent, AgentCommand command) {
        return switch (command) {
            case AgentCommand.Register c ->
                new AgentReply.Registered(agent.incarnation(), Registration.kills(agent, c.hello()));
            case AgentCommand.Report c -> report(agent, c).reply();
            case AgentCommand.Admit c -> AdmissionControl.repeated(agent, c);
            case AgentCommand.GrantLease(var lease, var unavailability)
            when !agent.leases().containsKey(lease.offer()) ->
                new AgentReply.LeaseRefused("the lease of offer " + lease.offer() + " has ended");
            case AgentCommand.GrantLease c -> AgentReply.Done.DONE;
            case AgentCommand.MarkUnreachable c -> AgentReply.Done.DONE;
            case AgentCommand.Kill c -> AgentReply.Done.DONE;
            case AgentCommand.AcknowledgeNotices c -> AgentReply.Done.DONE;
            case AgentCommand.EndLease c -> AgentReply.Done.DONE;
            case AgentCommand.ExecutorExited c ->
                new AgentReply.ExitTaken(new ExecutorRun(new ExecutorKey(c.framework(), c.executor()), c.startedAt()));
            case AgentCommand.ForFramework c -> AgentReply.Done.DONE;
            case AgentCommand.ExpireOffers c -> AgentReply.Done.DONE;
            case AgentCommand.Lifecycle c -> AgentReply.Done.DONE;
            case AgentCommand.Convert c -> new AgentReply.Converted(List.of());
            case AgentCommand.VolumesDeleted c -> AgentReply.Done.DONE;
            case AgentCommand.Oversubscribe c -> AgentReply.Done.DONE;
        };
    }

    private static Decision<AgentEvent, AgentReply> markUnreachable(
            Agent agent, AgentCommand.MarkUnreachable command, Instant at) {
        if (agent.info().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        if (command.incarnation() != agent.incarnation()) {
            return Decision.answer(stale(agent, command.incarnation()));
        }
        return switch (agent.presence()) {
            case REGISTERED ->
                Decision.of(List.of(new AgentEvent.BecameUnreachable(command.message(), at)), AgentReply.Done.DONE);
            case UNREACHABLE, GONE -> Decision.answer(AgentReply.Done.DONE);
        };
    }

    private static Decision<AgentEvent, AgentReply> report(Agent agent, AgentCommand.Report command) {
        if (agent.info().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        if (agent.presence() == Presence.GONE) {
            return Decision.answer(new AgentReply.AgentGone(agent.id()));
        }
        // An agent found unreachable has to register again, so that its list of tasks is looked at first.
        if (command.incarnation() != agent.incarnation() || agent.presence() != Presence.REGISTERED) {
            return Decision.answer(stale(agent, command.incarnation()));
        }
        var draft = new Draft(agent);
        var acks = new LinkedHashMap<TaskId, Long>();
        for (var update : command.updates()) {
            var task = draft.agent().tasks().get(update.task());
            if (task.isPresent() && task.get().isLive()) {
                long next = task.get().agentSequence() + 1;
                if (update.sequence() > next) {
                    continue;
                }
                if (update.sequence() == next) {
                    draft.add(new AgentEvent.TaskObserved(
                            update.task(),
                            update.sequence(),
                            AgentFold.toMillis(Lifecycle.toldOf(agent, update.status()))));
                }
            }
            acks.merge(update.task(), update.sequence(), Math::max);
        }
        var taken = acks.entrySet().stream()
                .map(ack -> new StatusAck(ack.getKey(), ack.getValue()))
                .toList();
        return draft.reply(new AgentReply.Taken(taken));
    }

    private static Decision<AgentEvent, AgentReply> kill(Agent agent, AgentCommand.Kill command, Instant at) {
        var draft = new Draft(agent);
        for (var order : command.orders()) {
            var task = draft.agent().tasks().get(order.task()).filter(Task::isLive);
            boolean wanted = task.isPresent()
                    && task.get()
                            .kill()
                            .filter(earlier -> earlier.grace().compareTo(order.grace()) <= 0)
                            .isEmpty();
            if (wanted) {
                draft.add(new AgentEvent.KillRequested(order, at));
            }
        }
        return draft.reply(AgentReply.Done.DONE);
    }

    private static Decision<AgentEvent, AgentReply> acknowledge(Agent agent, AgentCommand.AcknowledgeNotices command) {
        var newest = new LinkedHashMap<TaskId, Long>();
        for (var ack : command.acks()) {
            var task = agent.tasks().get(ack.task());
            if (task.isPresent() && AgentFold.isNews(task.get(), ack)) {
                newest.merge(ack.task(), Math.min(ack.sequence(), task.get().noticeSequence()), Math::max);
            }
        }
        if (newest.isEmpty()) {
            return Decision.answer(AgentReply.Done.DONE);
        }
        var acks = newest.entrySet().stream()
                .map(ack -> new StatusAck(ack.getKey(), ack.getValue()))
                .toList();
        return Decision.of(List.of(new AgentEvent.NoticesAcknowledged(acks)), AgentReply.Done.DONE);
    }

    private static Decision<AgentEvent, AgentReply> grant(Agent agent, Lease wish) {
        if (agent.info().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        var lease = new Lease(
                wish.offer(),
                wish.framework(),
                wish.role(),
                wish.resources(),
                wish.grantedAt().truncatedTo(ChronoUnit.MILLIS));
        var same = agent.leases().get(lease.offer());
        if (same.isPresent()) {
            return same.get().equals(lease)
                    ? Decision.answer(AgentReply.Done.DONE)
                    : refused("offer " + lease.offer() + " is leased already, and not for this");
        }
        if (agent.presence() != Presence.REGISTERED) {
            return refused(
                    "agent " + agent.id() + " is " + (agent.presence() == Presence.GONE ? "gone" : "unreachable"));
        }
        if (!agent.duty().isActive()) {
            return refused("agent " + agent.id() + " is " + agent.duty().word());
        }
        return lacking(agent, lease)
                .map(AgentMachine::refused)
                .orElseGet(() -> Decision.of(List.of(new AgentEvent.Leased(lease)), AgentReply.Done.DONE));
    }

    private static Optional<String> lacking(Agent agent, Lease lease) {
        if (lease.resources().isEmpty()) {
            return Optional.of("offer " + lease.offer() + " is of nothing");
        }
        var available = agent.available();
        return available.contains(lease.resources().unallocate())
                ? Optional.empty()
                : Optional.of("offer " + lease.offer() + " is of " + lease.resources() + ", agent " + agent.id()
                        + " has only " + available + " left");
    }

    private static Decision<AgentEvent, AgentReply> refused(String message) {
        return Decision.answer(new AgentReply.LeaseRefused(message));
    }

    private static Decision<AgentEvent, AgentReply> endLease(Agent agent, AgentCommand.EndLease command) {
        return agent.leases().containsKey(command.offer())
                ? Decision.of(
                        List.of(new AgentEvent.LeaseEnded(command.offer(), command.message())), AgentReply.Done.DONE)
                : Decision.answer(AgentReply.Done.DONE);
    }

    static AgentReply stale(Agent agent, long sent) {
        return new AgentReply.StaleIncarnation(agent.id(), sent, agent.incarnation());
    }

    private static List<TaskId> taskIds(Agent agent) {
        var ids = new ArrayList<TaskId>(agent.tasks().size());
        agent.tasks().forEachValue(task -> ids.add(task.id()));
        return ids;
    }
}
