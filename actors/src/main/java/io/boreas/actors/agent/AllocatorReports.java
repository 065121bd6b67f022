package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.Work;
import io.boreas.core.allocator.AllocatorAgent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a group of agents tells the allocator, once that has asked: a cell without frameworks pays nothing for it. */
public final class AllocatorReports {
    private final int number;
    private final Consumer<AllocatorMessage> allocator;
    private boolean wanted;

    public AllocatorReports(int number, Consumer<AllocatorMessage> allocator) {
        this.number = number;
        this.allocator = allocator;
    }

    /** The group has replayed its journal. */
    public void started() {
        allocator.accept(new AllocatorMessage.GroupStarted(GroupKind.AGENT, number));
    }

    public void refused(OfferId offer) {
        allocator.accept(new AllocatorMessage.LeaseRefused(offer));
    }

    /**
     * What a framework does not want of what it gave back; before the report by which it is free again, or it would be offered the
     * same at once.
     */
    public void declined(FrameworkId framework, AgentId agent, AgentReply reply, Duration refusal) {
        if (!refusal.isPositive()) {
            return;
        }
        if (reply instanceof AgentReply.Accepted accepted && !accepted.rest().isEmpty()) {
            allocator.accept(
                    new AllocatorMessage.Declined(framework, accepted.role(), agent, accepted.rest(), refusal));
        } else if (reply instanceof AgentReply.Released(var leases)) {
            leases.forEach(lease -> allocator.accept(
                    new AllocatorMessage.Declined(framework, lease.role(), agent, lease.resources(), refusal)));
        }
    }

    /** The allocator wants to hear of every change from now on. */
    public void want() {
        wanted = true;
    }

    /** There is no such agent. */
    public void unknown(AgentId agent) {
        allocator.accept(new AllocatorMessage.AgentLost(agent));
    }

    /**
     * An agent as it is, in place of all that was said of it.
     *
     * @param upTo all offers up to this number have been decided on, or were lost; empty if that is not known
     */
    public void restated(Agent agent, boolean linked, long revision, Optional<Long> upTo) {
        if (agent.presence() != Presence.REGISTERED) {
            unknown(agent.id());
            return;
        }
        var leases = new ArrayList<Lease>();
        agent.leases().forEachValue(leases::add);
        var uses = new ArrayList<AllocatorMessage.Use>();
        agent.tasks().forEachValue(task -> {
            if (task.isLive()) {
                use(agent, task).ifPresent(uses::add);
            }
        });
        agent.hosted()
                .executors()
                .forEachValue(executor -> uses.add(
                        use(executor.key(), executor.role(), executor.executor().resources())));
        describe(agent, linked, revision)
                .ifPresent(known -> allocator.accept(new AllocatorMessage.AgentRestated(known, leases, uses, upTo)));
    }

    /** Every agent of the group was restated. */
    public void allRestated() {
        allocator.accept(new AllocatorMessage.AgentsRestated(number));
    }

    /** An agent after these events, or after its link changed. */
    public void changed(Agent agent, boolean linked, List<AgentEvent> events, long revision) {
        if (!wanted) {
            return;
        }
        boolean anew = agent.presence() != Presence.REGISTERED
                || events.stream().anyMatch(AgentEvent.Registered.class::isInstance);
        if (anew) {
            restated(agent, linked, revision, Optional.empty());
            return;
        }
        var leased = new ArrayList<OfferId>();
        var ended = new ArrayList<OfferId>();
        var begun = new ArrayList<AllocatorMessage.Use>();
        var over = new ArrayList<String>();
        for (var event : events) {
            switch (event) {
                case AgentEvent.Leased(var lease) -> leased.add(lease.offer());
                case AgentEvent.LeaseEnded(var offer, var message) -> ended.add(offer);
                case AgentEvent.TaskLaunched launched ->
                    agent.tasks()
                            .get(launched.task())
                            .filter(Task::isLive)
                            .flatMap(task -> use(agent, task))
                            .ifPresent(begun::add);
                case AgentEvent.WorkLaunched(var work, var starting, var at) -> {
                    begun.add(use(work));
                    starting.ifPresent(executor -> begun.add(
                            use(new ExecutorKey(work.framework(), executor.id()), work.role(), executor.resources())));
                }
                case AgentEvent.TaskObserved(var task, long sequence, var status) -> {
                    if (status.state().isTerminal()) {
                        over.add(task.value());
                    }
                }
                case AgentEvent.ExecutorEnded(var executor, int status, var at) -> over.add(holder(executor));
                default -> {}
            }
        }
        describe(agent, linked, revision)
                .ifPresent(known ->
                        allocator.accept(new AllocatorMessage.AgentChanged(known, leased, ended, begun, over)));
    }

    private static Optional<AllocatorMessage.Use> use(Agent agent, Task task) {
        return switch (task.owner()) {
            case Owner.Framework framework -> agent.hosted().work(task.id()).map(AllocatorReports::use);
            case Owner.JobInstance(var job, int instance) ->
                Role.ofJob(job.role())
                        .map(role -> new AllocatorMessage.Use(
                                task.id().value(), AllocatorMessage.JOBS, role, task.resources()));
        };
    }

    private static AllocatorMessage.Use use(Work work) {
        return new AllocatorMessage.Use(work.key().value(), work.framework(), work.role(), work.resources());
    }

    private static AllocatorMessage.Use use(ExecutorKey executor, Role role, Resources resources) {
        return new AllocatorMessage.Use(holder(executor), executor.framework(), role, resources);
    }

    /** No task is called like this: its name has a slash. */
    private static String holder(ExecutorKey executor) {
        return executor.framework() + "/" + executor.executor();
    }

    private static Optional<AllocatorAgent> describe(Agent agent, boolean linked, long revision) {
        return agent.info()
                .map(info -> new AllocatorAgent(
                        agent.id(),
                        info.hostname(),
                        info.domain().map(FaultDomain::region),
                        info.domain().map(FaultDomain::zone),
                        info.attributes(),
                        agent.total(),
                        agent.available(),
                        linked && agent.isOffering(),
                        revision));
    }
}
