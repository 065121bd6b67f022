package io.boreas.actors.registry;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.Presence;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryEffect;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.registry.RegistryReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one group of the registry: the single writer of weights, quotas and maintenance. To the shell it adds the word to
 * planner and allocator after each change, and what is owed to machines: while one is worked on its agents are drained, and afterwards they
 * are told that they may work again. It never touches an agent's ledger: it sends commands to that agent's group.
 */
public final class RegistryGroup
        extends GroupEntity<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> {
    /** How often the agents are looked at while something is owed: a machine that is down may get agents at any time. */
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Groups groups;
    private final ActorRef<PlannerMessage> planner;
    private final ActorRef<AllocatorMessage> allocator;
    private Instant lookAt = Instant.EPOCH;

    private RegistryGroup(
            GroupSettings settings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.REGISTRY, 0, new RegistryMachine(), settings, groups, clocks, authority, context, timers);
        this.groups = groups;
        this.planner = planner;
        this.allocator = allocator;
    }

    public static Behavior<GroupMessage> create(
            GroupSettings settings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RegistryGroup(settings, groups, planner, allocator, clocks, authority, context, timers)));
    }

    private static Registry registry(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group) {
        return group.find(RegistryId.CELL).orElse(Registry.EMPTY);
    }

    @Override
    protected RegistryId idOf(Registry registry) {
        return RegistryId.CELL;
    }

    @Override
    protected void recovered(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group) {
        tellAll(registry(group));
    }

    private void tellAll(Registry registry) {
        var changed = new RegistryChanged(registry);
        planner.tell(changed);
        allocator.tell(changed);
    }

    @Override
    protected void committed(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group,
            Batch<RegistryId, RegistryEvent> batch) {
        tellAll(registry(group));
        look(group);
    }

    @Override
    protected void answer(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group,
            GroupMessage.Command<RegistryId, RegistryCommand, RegistryReply> command,
            RegistryReply reply) {}

    @Override
    protected void receive(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group,
            GroupMessage message) {
        if (!(message instanceof RegistryGroupMessage own)) {
            context().getLog().error("the registry does not take {}", message.getClass());
            return;
        }
        switch (own) {
            case RegistryGroupMessage.Find(var replyTo) -> replyTo.tell(registry(group));
            case RegistryGroupMessage.ReportToAllocator report -> allocator.tell(new RegistryChanged(registry(group)));
            case RegistryGroupMessage.AgentsSeen(var agents) -> act(registry(group), agents);
        }
    }

    @Override
    protected void tick(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group) {
        if (!steady().isBefore(lookAt)) {
            look(group);
        }
    }

    /** Asks for all agents if something is owed; what it sees comes back as a message. */
    private void look(
            Group<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> group) {
        if (group.outstanding(List.of(RegistryId.CELL)).isEmpty()) {
            return;
        }
        lookAt = steady().plus(LOOK_INTERVAL);
        var asked = new ArrayList<CompletableFuture<List<AgentView>>>();
        for (int number = 0; number < groups.count(); number++) {
            asked.add(groups.askAll(
                            GroupKind.AGENT,
                            number,
                            AgentGroupMessage.FindSome::behind,
                            ANSWER_TIMEOUT,
                            context().getSystem().scheduler())
                    .toCompletableFuture());
        }
        var all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        context().pipeToSelf(all, (done, failure) -> {
            if (failure != null) {
                return GroupMessage.Wake.WAKE; // it looks again soon anyway
            }
            var agents = new ArrayList<AgentView>();
            asked.forEach(views -> agents.addAll(views.join()));
            return new RegistryGroupMessage.AgentsSeen(agents);
        });
    }

    private void act(Registry registry, List<AgentView> views) {
        var risen = new ArrayList<>(registry.rising());
        for (var view : views) {
            var agent = view.agent();
            if (agent.info().isEmpty() || agent.presence() == Presence.GONE) {
                continue;
            }
            var host = agent.info().get().hostname();
            if (registry.isDown(host)) {
                keepDown(agent);
            } else if (isOn(registry.rising(), host) && bringUp(agent)) {
                risen.removeIf(machine -> machine.isHostOf(host));
            }
        }
        if (!risen.isEmpty()) {
            enqueue(new GroupMessage.Command<RegistryId, RegistryCommand, RegistryReply>(
                    new Envelope<>(RegistryId.CELL, new RegistryCommand.RisesTaken(risen), Cause.SYSTEM),
                    new ReplyTo.Nobody<>()));
        }
    }

    private static boolean isOn(Iterable<MachineId> machines, String host) {
        for (var machine : machines) {
            if (machine.isHostOf(host)) {
                return true;
            }
        }
        return false;
    }

    private void keepDown(Agent agent) {
        switch (agent.duty()) {
            case Duty.Active duty -> drainAtOnce(agent.id());
            case Duty.Deactivated duty -> drainAtOnce(agent.id());
            case Duty.Draining duty -> {}
            case Duty.Drained duty -> {}
        }
    }

    private void drainAtOnce(AgentId agent) {
        tell(agent, new AgentCommand.Drain(Optional.of(Duration.ZERO), false));
    }

    /** Whether the agent does not work again yet. */
    private boolean bringUp(Agent agent) {
        return switch (agent.duty()) {
            case Duty.Active duty -> false;
            case Duty.Deactivated duty -> false; // an operator's own word, which stands
            case Duty.Draining duty -> true;
            case Duty.Drained duty -> {
                tell(agent.id(), new AgentCommand.Reactivate());
                yield true;
            }
        };
    }

    private void tell(AgentId agent, AgentCommand command) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, Cause.SYSTEM), new ReplyTo.Nobody<>()));
    }
}
