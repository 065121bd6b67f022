package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.Backoff;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A group of frameworks: the single writer of their subscriptions and of what their schedulers have not acknowledged. To the shell it
 * adds the schedulers' streams, what they are told and told again, and what agents' groups are owed. What schedulers ask of agents is
 * in {@link Calls}.
 */
public final class FrameworkGroup
        extends GroupEntity<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> {
    /** Calls numbered in one millisecond at most, before a restart within it could number one again. */
    private static final long CALLS_PER_MILLI = 1_000;

    /** Frameworks that are over and still remembered in a group. Source: Mesos, {@code --max_completed_frameworks}, of a whole master. */
    private static final int COMPLETED_MAX = 50;

    /** Push the offers that have come. */
    private enum PushOffers implements GroupMessage, NoSerializationVerificationNeeded {
        PUSH_OFFERS
    }

    private final FrameworkGroupSettings frameworkSettings;
    private final Groups groups;
    private final ActorRef<AllocatorMessage> allocator;
    private final int number;
    private final Calls calls;
    private final TaskHosts hosts;
    private final Map<FrameworkId, Scheduler> schedulers = new HashMap<>();
    private final Map<FrameworkCommand, ActorRef<FrameworkReply>> callers = new IdentityHashMap<>();
    private final Map<FrameworkCommand, FrameworkGroupMessage.Connect> connecting = new IdentityHashMap<>();
    private final Map<FrameworkId, Instant> absent = new HashMap<>();
    private final Map<FrameworkId, Insisting> insisting = new HashMap<>();
    private final LinkedHashSet<FrameworkId> offered = new LinkedHashSet<>();

    /** When what is owed to agents' groups is sent again. */
    private record Insisting(Duration pause, Instant again) {}

    private FrameworkGroup(
            int number,
            GroupSettings settings,
            FrameworkGroupSettings frameworkSettings,
            Groups groups,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.FRAMEWORK, number, new FrameworkMachine(), settings, clocks, authority, context, timers);
        this.number = number;
        this.frameworkSettings = frameworkSettings;
        this.groups = groups;
        this.allocator = allocator;
        this.hosts = new TaskHosts(number, groups);
        this.calls = new Calls(
                groups,
                hosts,
                clocks,
                new PendingCalls(clocks.wall().millis() * CALLS_PER_MILLI),
                this::decide,
                allocator,
                context);
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            FrameworkGroupSettings frameworkSettings,
            Groups groups,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new FrameworkGroup(
                number, settings, frameworkSettings, groups, allocator, clocks, authority, context, timers)));
    }

    @Override
    protected FrameworkId idOf(Framework framework) {
        return framework.id();
    }

    @Override
    protected void recovered(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group) {
        calls.forget();
        insisting.clear();
        absent.clear();
        schedulers.entrySet().removeIf(entry -> group.find(entry.getKey())
                .filter(framework -> isOn(framework, entry.getValue()))
                .isEmpty());
        for (var framework : group.all().values()) {
            var scheduler = schedulers.get(framework.id());
            if (scheduler != null) {
                scheduler.forgetWhatWasTold();
                deliverAll(framework);
            } else if (framework.phase() == Phase.CONNECTED) {
                absent.put(framework.id(), steady().plus(frameworkSettings.resubscribeWithin()));
            }
            insist(framework);
        }
        hosts.recovered(group.all().values(), steady());
        allocator.tell(new AllocatorMessage.GroupStarted(GroupKind.FRAMEWORK, number));
    }

    private static boolean isOn(Framework framework, Scheduler scheduler) {
        return framework.phase() == Phase.CONNECTED && framework.streamId().equals(scheduler.streamId());
    }

    @Override
    protected void committed(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            Batch<FrameworkId, FrameworkEvent> batch) {
        var owing = new LinkedHashSet<FrameworkId>();
        for (var recorded : batch.events()) {
            var id = recorded.aggregate();
            var found = group.find(id);
            if (found.isEmpty()) {
                continue;
            }
            var framework = found.get();
            switch (recorded.event()) {
                case FrameworkEvent.Noticed(var run, var notices) -> deliver(framework, run.task());
                case FrameworkEvent.Acknowledged(var task, long sequence) -> {
                    deliver(framework, task);
                    if (!framework.tasks().containsKey(task)) {
                        hosts.forget(id, task);
                    }
                    owing.add(id);
                }
                case FrameworkEvent.Subscribed subscribed -> deliverAll(framework);
                case FrameworkEvent.Removed removed -> {
                    hosts.forget(id);
                    owing.add(id);
                }
                case FrameworkEvent.KillOwed owed -> owing.add(id);
                case FrameworkEvent.RemovalOwed owed -> owing.add(id);
                case FrameworkEvent.AckTaken taken -> settled(framework);
                case FrameworkEvent.KillTaken taken -> settled(framework);
                case FrameworkEvent.RemovalTaken taken -> settled(framework);
                case FrameworkEvent.Updated updated -> {}
                case FrameworkEvent.Disconnected disconnected -> {}
                case FrameworkEvent.Forgotten forgotten -> {}
            }
        }
        owing.forEach(id -> group.find(id).ifPresent(this::insist));
    }

    private void deliver(Framework framework, TaskId task) {
        var scheduler = schedulers.get(framework.id());
        if (scheduler != null) {
            FrameworkMachine.delivery(framework, task)
                    .ifPresentOrElse(
                            delivery -> scheduler.deliver(
                                    delivery,
                                    hosts.of(framework.id(), task),
                                    steady(),
                                    frameworkSettings.updateRetryMin()),
                            () -> scheduler.settled(task));
        }
    }

    private void deliverAll(Framework framework) {
        framework.tasks().forEachValue(task -> deliver(framework, task.run().task()));
    }

    /** Sends all that agents' groups are owed, and again after a pause if they do not take it. */
    private void insist(Framework framework) {
        if (!FrameworkMachine.owes(framework)) {
            insisting.remove(framework.id());
            return;
        }
        var before = insisting.get(framework.id());
        var pause = before == null || before.again.isAfter(steady())
                ? settings().retryMin()
                : Backoff.next(before.pause, settings().retryMax());
        insisting.put(framework.id(), new Insisting(pause, steady().plus(pause)));
        var id = framework.id();
        framework
                .owedRemovals()
                .forEach(owed -> owe(
                        id,
                        owed.getKey(),
                        new AgentCommand.RemoveFramework(id, "framework " + id + " has been removed")));
        framework.owedKills().forEach(owed -> {
            var claim = owed.getKey();
            var order = new KillOrder(claim.key(), Duration.ZERO, "its id is in use by another run of the framework");
            owe(id, claim.agent(), new AgentCommand.Kill(List.of(order)));
        });
        var acks = new LinkedHashMap<AgentId, List<StatusAck>>();
        framework.owedAcks().forEach(owed -> acks.computeIfAbsent(owed.getKey().agent(), agent -> new ArrayList<>())
                .add(new StatusAck(owed.getKey().key(), owed.getValue().heard())));
        acks.forEach((agent, its) -> owe(id, agent, new AgentCommand.AcknowledgeNotices(its)));
    }

    private void owe(FrameworkId framework, AgentId agent, AgentCommand command) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, Cause.SYSTEM),
                        new ReplyTo.OfFramework<>(framework, 0, Duration.ZERO)));
    }

    private void settled(Framework framework) {
        if (!FrameworkMachine.owes(framework)) {
            insisting.remove(framework.id());
        }
    }

    @Override
    protected void answer(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply> message,
            FrameworkReply reply) {
        var id = message.envelope().aggregate();
        var command = message.envelope().command();
        switch (command) {
            case FrameworkCommand.Subscribe subscribe -> subscribed(group, id, subscribe, reply);
            case FrameworkCommand.Hear(var told) -> {
                if (reply instanceof FrameworkReply.Heard(var acks)) {
                    told.forEach(notices -> calls.heard(id, notices.run().task()));
                    group.find(id).ifPresent(framework -> told.forEach(notices -> hosts.heard(framework, notices)));
                    acknowledge(
                            told.stream().map(FrameworkCommand.TaskNotices::run).toList(), acks);
                }
            }
            case FrameworkCommand.Acknowledge acknowledge -> {
                // The end of a run is owed, and goes out with what is owed.
                if (reply instanceof FrameworkReply.Acknowledged(var claim, var ack)
                        && group.find(id)
                                .filter(known -> known.owedAcks().containsKey(claim))
                                .isEmpty()) {
                    forget(claim.agent(), List.of(ack));
                }
            }
            case FrameworkCommand.Revive revive -> {
                if (reply instanceof FrameworkReply.Done) {
                    report(group, id);
                    group.find(id)
                            .flatMap(Framework::info)
                            .ifPresent(info -> allocator.tell(new AllocatorMessage.Revived(
                                    id, revive.roles().isEmpty() ? info.roles() : revive.roles())));
                }
            }
            case FrameworkCommand.Suppress suppress -> report(group, id);
            case FrameworkCommand.Update update -> report(group, id);
            case FrameworkCommand.Disconnect(var streamId) -> disconnected(group, id, streamId);
            case FrameworkCommand.Teardown teardown -> removed(group, id, reply, "");
            case FrameworkCommand.TeardownByOperator teardown -> removed(group, id, reply, FrameworkMachine.REMOVED);
            case FrameworkCommand.Tick tick -> removed(group, id, reply, FrameworkMachine.REMOVED);
            case FrameworkCommand.AcksTaken taken -> {}
            case FrameworkCommand.KillsTaken taken -> {}
            case FrameworkCommand.RemovalsTaken taken -> {}
            case FrameworkCommand.Forget forget -> {}
        }
        var caller = callers.remove(command);
        if (caller != null) {
            caller.tell(
                    switch (reply) {
                        case FrameworkReply.Removed removed -> FrameworkReply.Done.DONE;
                        case FrameworkReply.Acknowledged acknowledged -> FrameworkReply.Done.DONE;
                        case FrameworkReply.AcknowledgementIgnored ignored -> FrameworkReply.Done.DONE;
                        default -> reply;
                    });
        }
    }

    private void subscribed(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkId id,
            FrameworkCommand.Subscribe subscribe,
            FrameworkReply reply) {
        var connect = connecting.remove(subscribe);
        if (connect == null) {
            return;
        }
        if (reply instanceof FrameworkReply.Subscribed) {
            absent.remove(id);
            var before = schedulers.put(id, new Scheduler(subscribe.streamId(), connect.stream()));
            if (before != null) {
                calls.releaseOffers(id, before.offers(), "its scheduler was replaced by another");
                before.push(new FrameworkPush.End(FrameworkMachine.FAILED_OVER));
            } else {
                offerAgain(id); // leases from before this group was started
            }
            connect.stream().tell(new ToScheduler.Push(new FrameworkPush.Subscribed(id)));
            allocator.tell(new AllocatorMessage.SchedulerReplaced(id));
            context().watchWith(connect.stream(), new FrameworkGroupMessage.StreamEnded(id, subscribe.streamId()));
            report(group, id);
        }
        connect.replyTo().tell(reply);
    }

    private void disconnected(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkId id,
            String streamId) {
        var scheduler = schedulers.get(id);
        if (scheduler != null && scheduler.streamId().equals(streamId)) {
            schedulers.remove(id);
            calls.releaseOffers(id, scheduler.offers(), "its scheduler disconnected");
        }
        report(group, id);
    }

    private void removed(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkId id,
            FrameworkReply reply,
            String message) {
        if (!(reply instanceof FrameworkReply.Removed)) {
            return;
        }
        absent.remove(id);
        var scheduler = schedulers.remove(id);
        if (scheduler != null) {
            calls.releaseOffers(id, scheduler.offers(), "framework " + id + " has been removed");
            scheduler.push(new FrameworkPush.End(message));
        }
        report(group, id);
    }

    private void report(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkId id) {
        group.find(id)
                .filter(Framework::isAlive)
                .ifPresentOrElse(
                        framework -> allocator.tell(new AllocatorMessage.FrameworkChanged(
                                AllocatorTerms.of(framework, schedulers.containsKey(id)))),
                        () -> allocator.tell(new AllocatorMessage.FrameworkOver(id)));
    }

    /** What is durable here, agents' groups may forget. */
    private void acknowledge(List<TaskRun> runs, List<StatusAck> acks) {
        var agents = new HashMap<TaskId, AgentId>();
        runs.forEach(run -> agents.put(run.key(), run.agent()));
        var byAgent = new TreeMap<AgentId, List<StatusAck>>();
        for (var ack : acks) {
            var agent = agents.get(ack.task());
            if (agent != null) {
                byAgent.computeIfAbsent(agent, id -> new ArrayList<>()).add(ack);
            }
        }
        byAgent.forEach(this::forget);
    }

    private void forget(AgentId agent, List<StatusAck> acks) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, new AgentCommand.AcknowledgeNotices(acks), Cause.SYSTEM),
                        new ReplyTo.Nobody<>()));
    }

    @Override
    protected void receive(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            GroupMessage message) {
        switch (message) {
            case PushOffers push -> {
                offered.forEach(id -> Optional.ofNullable(schedulers.get(id)).ifPresent(Scheduler::pushOffers));
                offered.clear();
            }
            case FrameworkGroupMessage own -> receiveOwn(group, own);
            default -> context().getLog().error("a group of frameworks does not take {}", message.getClass());
        }
    }

    private void receiveOwn(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkGroupMessage message) {
        switch (message) {
            case FrameworkGroupMessage.Connect connect -> connect(connect);
            case FrameworkGroupMessage.StreamHolds holds -> holds(group, holds);
            case FrameworkGroupMessage.StreamEnded(var id, var streamId) ->
                decide(id, new FrameworkCommand.Disconnect(streamId), Cause.SYSTEM, Optional.empty());
            case FrameworkGroupMessage.Call call ->
                group.find(call.framework())
                        .map(framework -> FrameworkMachine.refusal(framework, call.streamId()))
                        .orElseGet(() -> Optional.of(new FrameworkReply.UnknownFramework(call.framework())))
                        .ifPresentOrElse(call.replyTo()::tell, () -> {
                            var framework = group.find(call.framework()).orElseThrow();
                            calls.call(framework, scheduler(framework.id()), call);
                        });
            case FrameworkGroupMessage.Teardown(var id, var cause, var replyTo) ->
                decide(id, new FrameworkCommand.TeardownByOperator(), cause, Optional.of(replyTo));
            case FrameworkGroupMessage.Answered answered ->
                group.find(answered.framework())
                        .ifPresent(framework -> calls.answered(framework, scheduler(framework.id()), answered));
            case FrameworkGroupMessage.Offered(var id, var offers) -> offered(id, offers);
            case FrameworkGroupMessage.StillLeased(var id, var leases) -> stillLeased(group, id, leases);
            case FrameworkGroupMessage.HostsAre(var agent, var tasks) -> {
                hosts.answered(agent);
                tasks.forEach(hosted -> group.find(hosted.framework())
                        .ifPresent(framework -> hosts.found(framework, hosted.task(), hosted.key(), hosted.host())));
            }
            case FrameworkGroupMessage.OfferEnded(var id, var offer) ->
                scheduler(id).ifPresent(scheduler -> scheduler.rescind(offer));
            case FrameworkGroupMessage.InverseOffered(var id, var offers) ->
                scheduler(id).ifPresent(scheduler -> scheduler.ask(offers));
            case FrameworkGroupMessage.InverseOfferEnded(var id, var offer) ->
                scheduler(id).ifPresent(scheduler -> scheduler.rescindInverse(offer));
            case FrameworkGroupMessage.ExecutorEnded(var id, var agent, var executor, int status) ->
                scheduler(id)
                        .ifPresent(
                                scheduler -> scheduler.push(new FrameworkPush.ExecutorEnded(agent, executor, status)));
            case FrameworkGroupMessage.ExecutorSaid(var id, var agent, var executor, var data) ->
                scheduler(id).ifPresent(scheduler -> scheduler.push(new FrameworkPush.Message(agent, executor, data)));
            case FrameworkGroupMessage.AgentLost(var agent) ->
                schedulers.values().forEach(scheduler -> scheduler.push(new FrameworkPush.AgentLost(agent)));
            case FrameworkGroupMessage.AgentsStand stand ->
                group.find(stand.framework())
                        .filter(framework -> framework.streamId().equals(stand.streamId()))
                        .ifPresent(framework -> calls.agentsStand(framework, scheduler(framework.id()), stand));
            case FrameworkGroupMessage.Find(var id, var replyTo) ->
                replyTo.tell(new FrameworkGroupMessage.Found(group.find(id)));
            case FrameworkGroupMessage.FindSome(var after, var replyTo) -> {
                var rest = after.map(last -> group.all().tailMap(last, false)).orElse(group.all());
                var part = Part.cut(rest.values().iterator(), FrameworkGroup::weight);
                replyTo.tell(new FrameworkGroupMessage.Frameworks(part.list(), part.more()));
            }
            case FrameworkGroupMessage.ReportToAllocator report ->
                allocator.tell(new AllocatorMessage.FrameworksRestated(
                        number,
                        group.all().values().stream()
                                .filter(Framework::isAlive)
                                .map(framework -> AllocatorTerms.of(framework, schedulers.containsKey(framework.id())))
                                .toList()));
        }
    }

    private static int weight(Framework framework) {
        return 1
                + framework.tasks().size()
                + framework.ended().size()
                + framework.owedAcks().size();
    }

    private Optional<Scheduler> scheduler(FrameworkId id) {
        return Optional.ofNullable(schedulers.get(id));
    }

    /** Where nobody holds the stream that was there before, there is nothing that could be replaced against somebody's will. */
    private void connect(FrameworkGroupMessage.Connect connect) {
        var asked = connect.subscribe();
        var subscribe = schedulers.containsKey(connect.framework())
                ? asked
                : new FrameworkCommand.Subscribe(asked.wish(), true, asked.streamId());
        connecting.put(
                subscribe,
                new FrameworkGroupMessage.Connect(
                        connect.framework(), subscribe, connect.cause(), connect.stream(), connect.replyTo()));
        enqueue(new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                new Envelope<>(connect.framework(), subscribe, connect.cause()), new ReplyTo.Nobody<>()));
    }

    private void holds(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkGroupMessage.StreamHolds holds) {
        var id = holds.framework();
        var current = group.find(id)
                .filter(framework -> framework.phase() == Phase.CONNECTED
                        && framework.streamId().equals(holds.streamId()));
        if (current.isEmpty() || schedulers.containsKey(id)) {
            return;
        }
        absent.remove(id);
        schedulers.put(id, new Scheduler(holds.streamId(), holds.stream()));
        context().watchWith(holds.stream(), new FrameworkGroupMessage.StreamEnded(id, holds.streamId()));
        deliverAll(current.get());
        offerAgain(id);
        report(group, id);
    }

    private void offerAgain(FrameworkId id) {
        for (int agents = 0; agents < groups.count(); agents++) {
            groups.tell(GroupKind.AGENT, agents, new AgentGroupMessage.OfferAgain(id));
        }
    }

    private void offered(FrameworkId id, List<FrameworkPush.Offer> offers) {
        var scheduler = schedulers.get(id);
        if (scheduler == null) {
            calls.releaseOffers(id, offers, "its scheduler is not connected");
            return;
        }
        offers.forEach(scheduler::offer);
        if (offered.isEmpty()) {
            context().getSelf().tell(PushOffers.PUSH_OFFERS);
        }
        offered.add(id);
    }

    /** What its scheduler was not told, or has answered, is held for nobody. */
    private void stillLeased(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group,
            FrameworkId id,
            List<FrameworkGroupMessage.Leased> leases) {
        var scheduler = schedulers.get(id);
        boolean toBeHeardOf = scheduler == null
                && group.find(id)
                        .filter(framework -> framework.phase() == Phase.CONNECTED)
                        .isPresent();
        if (toBeHeardOf) {
            return; // this group has forgotten what it was told, and is told once the stream gives word
        }
        var unknown = leases.stream()
                .filter(lease -> scheduler == null || !scheduler.knows(lease.offer()))
                .toList();
        calls.release(id, unknown, "its framework does not know of it");
    }

    private void decide(
            FrameworkId id, FrameworkCommand command, Cause cause, Optional<ActorRef<FrameworkReply>> replyTo) {
        replyTo.ifPresent(caller -> callers.put(command, caller));
        enqueue(new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                new Envelope<>(id, command, cause), new ReplyTo.Nobody<>()));
    }

    @Override
    protected void tick(
            Group<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> group) {
        var now = now();
        var steady = steady();
        calls.tick();
        hosts.tick(steady);
        absent.entrySet().removeIf(entry -> {
            boolean over = !entry.getValue().isAfter(steady);
            if (over) {
                group.find(entry.getKey())
                        .ifPresent(framework -> decide(
                                framework.id(),
                                new FrameworkCommand.Disconnect(framework.streamId()),
                                Cause.SYSTEM,
                                Optional.empty()));
            }
            return over;
        });
        for (var framework : group.all().values()) {
            FrameworkMachine.nextTick(framework)
                    .filter(due -> !due.isAfter(now))
                    .ifPresent(
                            due -> decide(framework.id(), new FrameworkCommand.Tick(), Cause.SYSTEM, Optional.empty()));
        }
        var over = group.all().values().stream()
                .filter(framework -> framework.phase() == Phase.COMPLETED)
                .sorted(Comparator.comparing(Framework::since))
                .toList();
        for (var oldest : over.subList(0, Math.max(0, over.size() - COMPLETED_MAX))) {
            decide(oldest.id(), new FrameworkCommand.Forget(), Cause.SYSTEM, Optional.empty());
        }
        List.copyOf(insisting.entrySet()).stream()
                .filter(entry -> !entry.getValue().again.isAfter(steady))
                .forEach(entry -> group.find(entry.getKey()).ifPresent(this::insist));
        schedulers.forEach((id, scheduler) -> {
            var due = scheduler.overdue(steady, frameworkSettings.updateRetryMax());
            group.find(id)
                    .ifPresent(framework -> due.forEach(task -> FrameworkMachine.delivery(framework, task)
                            .ifPresentOrElse(
                                    delivery -> scheduler.push(
                                            FrameworkPush.Update.of(delivery.update(), hosts.of(framework.id(), task))),
                                    () -> scheduler.settled(task))));
        });
    }
}
