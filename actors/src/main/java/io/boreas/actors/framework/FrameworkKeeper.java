package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.time.Clocks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a group of frameworks does beside deciding and storing: it keeps their schedulers' streams, tells them what there is, and again what they do not
 * acknowledge, insists on what agents' groups are owed, and reports to the allocator. All that it remembers is soft (I7). What schedulers ask of
 * agents is in {@link Calls}.
 *
 * <p>It knows no actors, so that the simulator runs it as it is. Not thread-safe: its group calls it, in the order of what happens.
 */
public final class FrameworkKeeper {
    /** Calls numbered in one millisecond at most, before a restart within it could number one again. */
    private static final long CALLS_PER_MILLI = 1_000;

    /** Frameworks that are over and still remembered in a group. Source: Mesos, {@code --max_completed_frameworks}, of a whole master. */
    private static final int COMPLETED_MAX = 50;

    /** Who has waited so long for a decision has gone, or asked for one that was lost with a write that failed. */
    private static final Duration DECIDED_WITHIN = Duration.ofMinutes(1);

    private final int number;
    private final FrameworkGroupSettings settings;
    private final GroupPost groups;
    private final Clocks clocks;
    private final Outside outside;
    private final Calls calls;
    private final TaskHosts hosts;
    private final OwedToAgents owed;
    private final CatchUp catchUp;
    private final Map<FrameworkId, Scheduler> schedulers = new TreeMap<>();
    private final Map<FrameworkCommand, Asking> callers = new IdentityHashMap<>();
    private final Map<FrameworkCommand.Subscribe, Connecting> connecting = new IdentityHashMap<>();
    private final Map<FrameworkId, Instant> absent = new HashMap<>();
    private final LinkedHashSet<FrameworkId> offered = new LinkedHashSet<>();

    /** What it reaches beside groups. */
    public interface Outside {
        /** Has the group decide this; its answer comes to {@link FrameworkKeeper#answer}. */
        void enqueue(FrameworkId framework, FrameworkCommand command, Cause cause);

        void tell(AllocatorMessage report);

        /** Has {@link FrameworkKeeper#pushOffers} called behind what waits already, so that offers that come together are told together. */
        void pushSoon();

        /**
         * Asks how the agents stand that questions name, all of them if one names none; answered by a {@link FrameworkGroupMessage.AgentsStand},
         * or not at all.
         */
        void askStandings(FrameworkId framework, String streamId, List<Reconciliation.Question> questions);
    }

    /** Who waits for the answer to a command, and since when. */
    private record Asking(Consumer<FrameworkReply> caller, Instant since) {}

    /** A scheduler that is about to be subscribed. */
    private record Connecting(SchedulerLine line, Consumer<FrameworkReply> caller, Instant since) {}

    /** @param number of the group of frameworks this is a part of */
    public FrameworkKeeper(
            int number,
            GroupSettings groupSettings,
            FrameworkGroupSettings settings,
            GroupPost groups,
            Clocks clocks,
            Outside outside) {
        this.number = number;
        this.settings = settings;
        this.groups = groups;
        this.clocks = clocks;
        this.outside = outside;
        this.hosts = new TaskHosts(number, groups);
        this.owed = new OwedToAgents(groups, groupSettings, clocks);
        this.catchUp = new CatchUp(number, groups, clocks);
        this.calls = new Calls(
                groups,
                hosts,
                clocks,
                new PendingCalls(clocks.wall().millis() * CALLS_PER_MILLI),
                this::decide,
                outside);
    }

    /** The group's state is as the journal has it. */
    public void recovered(Group<FrameworkId, Framework, ?, ?, ?, ?> group) {
        calls.forget();
        owed.clear();
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
                absent.put(framework.id(), clocks.steady().instant().plus(settings.resubscribeWithin()));
            }
            owed.insist(framework);
        }
        hosts.recovered(group.all().values(), clocks.steady().instant());
        outside.tell(new AllocatorMessage.GroupStarted(GroupKind.FRAMEWORK, number));
        catchUp.begin();
    }

    private static boolean isOn(Framework framework, Scheduler scheduler) {
        return framework.phase() == Phase.CONNECTED && framework.streamId().equals(scheduler.streamId());
    }

    /** A record is durable, and its commands are answered. */
    public void committed(Group<FrameworkId, Framework, ?, ?, ?, ?> group, Batch<FrameworkId, FrameworkEvent> batch) {
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
                case FrameworkEvent.Subscribed subscribed -> {}
                case FrameworkEvent.Removed removed -> {
                    hosts.forget(id);
                    owing.add(id);
                }
                case FrameworkEvent.KillOwed kill -> owing.add(id);
                case FrameworkEvent.RemovalOwed removal -> owing.add(id);
                case FrameworkEvent.AckTaken taken -> owed.settled(framework);
                case FrameworkEvent.KillTaken taken -> owed.settled(framework);
                case FrameworkEvent.RemovalTaken taken -> owed.settled(framework);
                case FrameworkEvent.Updated updated -> {}
                case FrameworkEvent.Disconnected disconnected -> {}
                case FrameworkEvent.Forgotten forgotten -> {}
            }
        }
        owing.forEach(id -> group.find(id).ifPresent(owed::insist));
    }

    private void deliver(Framework framework, TaskId task) {
        var scheduler = schedulers.get(framework.id());
        if (scheduler != null) {
            FrameworkMachine.delivery(framework, task)
                    .ifPresentOrElse(
                            delivery -> scheduler.deliver(
                                    delivery,
                                    hosts.of(framework.id(), task),
                                    clocks.steady().instant(),
                                    settings.updateRetryMin()),
                            () -> scheduler.settled(task));
        }
    }

    private void deliverAll(Framework framework) {
        framework.tasks().forEachValue(task -> deliver(framework, task.run().task()));
    }

    /** A command was decided, and if it changed anything, that is durable. */
    public void answer(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group,
            FrameworkId id,
            FrameworkCommand command,
            FrameworkReply reply) {
        switch (command) {
            case FrameworkCommand.Subscribe subscribe -> subscribed(group, id, subscribe, reply);
            case FrameworkCommand.Hear(var told) -> {
                if (reply instanceof FrameworkReply.Heard(var acks)) {
                    told.forEach(notices -> calls.heard(id, notices.run().task()));
                    group.find(id).ifPresent(framework -> told.forEach(notices -> hosts.heard(framework, notices)));
                    owed.acknowledge(
                            told.stream().map(FrameworkCommand.TaskNotices::run).toList(), acks);
                }
            }
            case FrameworkCommand.Acknowledge acknowledge -> {
                // The end of a run is owed, and goes out with what is owed.
                if (reply instanceof FrameworkReply.Acknowledged(var claim, var ack)
                        && group.find(id)
                                .filter(known -> known.owedAcks().containsKey(claim))
                                .isEmpty()) {
                    owed.forget(claim.agent(), List.of(ack));
                }
            }
            case FrameworkCommand.Revive revive -> {
                if (reply instanceof FrameworkReply.Done) {
                    report(group, id);
                    group.find(id)
                            .flatMap(Framework::info)
                            .ifPresent(info -> outside.tell(new AllocatorMessage.Revived(
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
        var asking = callers.remove(command);
        if (asking != null) {
            asking.caller()
                    .accept(
                            switch (reply) {
                                case FrameworkReply.Removed removed -> FrameworkReply.Done.DONE;
                                case FrameworkReply.Acknowledged acknowledged -> FrameworkReply.Done.DONE;
                                case FrameworkReply.AcknowledgementIgnored ignored -> FrameworkReply.Done.DONE;
                                default -> reply;
                            });
        }
    }

    private void subscribed(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group,
            FrameworkId id,
            FrameworkCommand.Subscribe subscribe,
            FrameworkReply reply) {
        var connect = connecting.remove(subscribe);
        if (connect == null) {
            return;
        }
        boolean alreadyIs = scheduler(id)
                .filter(scheduler -> scheduler.streamId().equals(subscribe.streamId()))
                .isPresent();
        if (reply instanceof FrameworkReply.Subscribed && !alreadyIs) {
            absent.remove(id);
            var before = schedulers.put(id, new Scheduler(subscribe.streamId(), connect.line()));
            if (before != null) {
                calls.releaseOffers(id, before.offers(), "its scheduler was replaced by another");
                before.push(new FrameworkPush.End(FrameworkMachine.FAILED_OVER));
            } else {
                offerAgain(id); // leases from before this group was started
            }
            connect.line().push(new FrameworkPush.Subscribed(id));
            outside.tell(new AllocatorMessage.SchedulerReplaced(id));
            connect.line().watch(id, subscribe.streamId());
            group.find(id).ifPresent(this::deliverAll);
            report(group, id);
        }
        connect.caller().accept(reply);
    }

    private void disconnected(Group<FrameworkId, Framework, ?, ?, ?, ?> group, FrameworkId id, String streamId) {
        var scheduler = schedulers.get(id);
        if (scheduler != null && scheduler.streamId().equals(streamId)) {
            schedulers.remove(id);
            calls.releaseOffers(id, scheduler.offers(), "its scheduler disconnected");
        }
        report(group, id);
    }

    private void removed(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group, FrameworkId id, FrameworkReply reply, String message) {
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

    private void report(Group<FrameworkId, Framework, ?, ?, ?, ?> group, FrameworkId id) {
        group.find(id)
                .filter(Framework::isAlive)
                .ifPresentOrElse(
                        framework -> outside.tell(new AllocatorMessage.FrameworkChanged(
                                AllocatorTerms.of(framework, schedulers.containsKey(id)))),
                        () -> outside.tell(new AllocatorMessage.FrameworkOver(id)));
    }

    /** A stream has ended. */
    public void ended(FrameworkId id, String streamId) {
        decide(id, new FrameworkCommand.Disconnect(streamId), Cause.SYSTEM, Optional.empty());
    }

    /** A scheduler asks; only that of the newest stream is heard. */
    public void call(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group,
            FrameworkId id,
            String streamId,
            FrameworkCall call,
            Cause cause,
            Consumer<FrameworkReply> caller) {
        var framework = group.find(id);
        var refusal = framework.isPresent()
                ? FrameworkMachine.refusal(framework.get(), streamId)
                : Optional.<FrameworkReply>of(new FrameworkReply.UnknownFramework(id));
        var question = new Calls.Question(id, streamId, call, cause, caller);
        if (refusal.isPresent()) {
            caller.accept(refusal.get());
        } else if (Calls.launches(call) && !catchUp.isOver()) {
            catchUp.hold(question);
        } else {
            calls.call(framework.orElseThrow(), scheduler(id), question);
        }
    }

    /** An operator ends a framework. */
    public void teardown(FrameworkId id, Cause cause, Consumer<FrameworkReply> caller) {
        decide(id, new FrameworkCommand.TeardownByOperator(), cause, Optional.of(caller));
    }

    /** What agents' groups and the allocator tell. */
    public void hear(Group<FrameworkId, Framework, ?, ?, ?, ?> group, FrameworkGroupMessage.News news) {
        switch (news) {
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
            case FrameworkGroupMessage.ToldAgain(int agents, long asking) -> {
                catchUp.told(agents, asking).ifPresent(asked -> calls.landed(agents, asked));
                catchUp.released()
                        .forEach(held -> call(
                                group, held.framework(), held.streamId(), held.call(), held.cause(), held.caller()));
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
        }
    }

    /** The allocator wants to hear of all frameworks. */
    public void report(Group<FrameworkId, Framework, ?, ?, ?, ?> group) {
        outside.tell(new AllocatorMessage.FrameworksRestated(
                number,
                group.all().values().stream()
                        .filter(Framework::isAlive)
                        .map(framework -> AllocatorTerms.of(framework, schedulers.containsKey(framework.id())))
                        .toList()));
    }

    private Optional<Scheduler> scheduler(FrameworkId id) {
        return Optional.ofNullable(schedulers.get(id));
    }

    /**
     * A scheduler wants to subscribe; it may be told so more than once. Where nobody holds the stream that was there before, there is nothing that could
     * be replaced against somebody's will.
     */
    public void connect(
            FrameworkId id,
            FrameworkCommand.Subscribe asked,
            Cause cause,
            SchedulerLine line,
            Consumer<FrameworkReply> caller) {
        var subscribe = new FrameworkCommand.Subscribe(
                asked.wish(), asked.force() || !schedulers.containsKey(id), asked.streamId());
        connecting.put(subscribe, new Connecting(line, caller, clocks.steady().instant()));
        outside.enqueue(id, subscribe, cause);
    }

    /**
     * A scheduler's stream stands: if its group has forgotten it, it is taken over. One that is not its framework's any more was told so, and that was
     * lost: it would stand for ever, and its scheduler would hear of nothing.
     */
    public void holds(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group, FrameworkId id, String streamId, SchedulerLine line) {
        var framework = group.find(id);
        boolean current = framework
                .filter(known ->
                        known.phase() == Phase.CONNECTED && known.streamId().equals(streamId))
                .isPresent();
        if (!current) {
            boolean comes = connecting.keySet().stream()
                    .anyMatch(subscribe -> subscribe.streamId().equals(streamId));
            if (!comes) {
                line.push(new FrameworkPush.End(endOf(framework)));
            }
        } else if (!schedulers.containsKey(id)) {
            absent.remove(id);
            schedulers.put(id, new Scheduler(streamId, line));
            line.watch(id, streamId);
            deliverAll(framework.orElseThrow());
            offerAgain(id);
            report(group, id);
        }
    }

    /** Why a stream that stands is not the framework's; nothing where its scheduler has but to subscribe again. */
    private static String endOf(Optional<Framework> framework) {
        return switch (framework.map(Framework::phase).orElse(Phase.UNKNOWN)) {
            case CONNECTED -> FrameworkMachine.FAILED_OVER;
            case COMPLETED -> FrameworkMachine.REMOVED;
            case DISCONNECTED, UNKNOWN -> "";
        };
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
            outside.pushSoon();
        }
        offered.add(id);
    }

    /** What its scheduler was not told, or has answered, is held for nobody. */
    private void stillLeased(
            Group<FrameworkId, Framework, ?, ?, ?, ?> group,
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
            FrameworkId id, FrameworkCommand command, Cause cause, Optional<Consumer<FrameworkReply>> caller) {
        caller.ifPresent(
                its -> callers.put(command, new Asking(its, clocks.steady().instant())));
        outside.enqueue(id, command, cause);
    }

    /** Tells schedulers of the offers that have come. */
    public void pushOffers() {
        offered.forEach(id -> scheduler(id).ifPresent(Scheduler::pushOffers));
        offered.clear();
    }

    /** Half a second has passed. */
    public void tick(Group<FrameworkId, Framework, ?, ?, ?, ?> group) {
        var now = clocks.now().truncatedTo(ChronoUnit.MILLIS);
        var steady = clocks.steady().instant();
        calls.tick();
        var longAgo = steady.minus(DECIDED_WITHIN);
        callers.values().removeIf(asking -> asking.since().isBefore(longAgo));
        connecting.values().removeIf(one -> one.since().isBefore(longAgo));
        hosts.tick(steady);
        catchUp.tick(longAgo);
        calls.overdue().forEach(catchUp::ask);
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
        owed.due().forEach(id -> group.find(id).ifPresent(owed::insist));
        schedulers.forEach((id, scheduler) -> {
            var due = scheduler.overdue(steady, settings.updateRetryMax());
            group.find(id)
                    .ifPresent(framework -> due.forEach(task -> FrameworkMachine.delivery(framework, task)
                            .ifPresentOrElse(
                                    delivery -> scheduler.push(
                                            FrameworkPush.Update.of(delivery.update(), hosts.of(framework.id(), task))),
                                    () -> scheduler.settled(task))));
        });
    }
}
