package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.link.FromExecutor;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.supervisor.TaskSupervisor;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Resources;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A group of agents: the single writer of their ledgers and of the tasks on them. To the shell it adds the links its agents are on,
 * the deadlines of the silent ones, and the sending of what is owed: launches and kills to agents, notices to owners. Links,
 * deadlines and the record of what was sent are soft: lost, they are made again, and things are sent twice at worst.
 */
public final class AgentGroup extends GroupEntity<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> {
    /** Revisions follow the clock, so that they grow over a restart of the group, with room for so many bits of them in a millisecond. */
    private static final int REVISION_SHIFT = 16;

    /** Launches in one message: a frame of the link has a size it must not exceed. */
    private static final int LAUNCHES_MAX = 64;

    /** How long an executor may take to end. Source: Mesos, {@code --executor_shutdown_grace_period}. */
    private static final Duration EXECUTOR_GRACE = Duration.ofSeconds(5);

    private final AgentGroupSettings agentSettings;
    private final Groups groups;
    private final ActorRef<PlannerMessage> planner;
    private final AllocatorReports allocator;
    private final LongUnaryOperator jitter;
    private final Map<AgentId, ActorRef<ToLink>> links = new HashMap<>();
    private final TreeMap<AgentId, Instant> deadlines = new TreeMap<>();
    private final Map<TaskId, Owed> owed = new HashMap<>();
    private final ArrayDeque<Unsupervised> unsupervised = new ArrayDeque<>();
    private final Map<AgentId, AgentGroupMessage.Dialled> dialling = new HashMap<>();
    private final ExecutorStops executorStops;
    private final Map<AgentId, Map<OfferId, FrameworkId>> offers = new HashMap<>();
    private final Map<AgentId, Unavailability> unavailable = new HashMap<>();

    private long revision;
    private Resources lastCounted = Resources.empty();
    private Amounts lastAmounts = Amounts.NONE;

    /**
     * What was sent for one task, and who insists on it. Most of what is owed is settled by the first sending, within milliseconds, so
     * a supervisor is spawned only for what is still owed a pause later: an actor for each task costs more than all its messages.
     */
    private static final class Owed {
        final Instant since;
        Optional<ActorRef<TaskSupervisor.Message>> supervisor = Optional.empty();
        long launchedIn;
        long killedIn;
        long graceMillis;
        long told;

        Owed(Instant since) {
            this.since = since;
        }

        void forgetWhatWasSent() {
            launchedIn = 0;
            killedIn = 0;
            told = 0;
        }
    }

    /** A task that is owed something and that nobody insists on yet, oldest first. */
    private record Unsupervised(AgentId agent, TaskId task, Owed owed) {}

    private AgentGroup(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            InstantSource clock,
            LongUnaryOperator jitter,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.AGENT, number, new AgentMachine(), settings, clock, context, timers);
        this.agentSettings = agentSettings;
        this.groups = groups;
        this.planner = planner;
        this.allocator = new AllocatorReports(number, allocator);
        this.executorStops = new ExecutorStops(EXECUTOR_GRACE, settings.retryMin(), settings.retryMax());
        this.jitter = jitter;
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            InstantSource clock,
            LongUnaryOperator jitter) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new AgentGroup(
                number, settings, agentSettings, groups, planner, allocator, clock, jitter, context, timers)));
    }

    @Override
    protected AgentId idOf(Agent agent) {
        return agent.id();
    }

    @Override
    protected void recovered(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        owed.clear();
        unsupervised.clear();
        executorStops.forget();
        deadlines.clear();
        var outbox = new Outbox(groups, links);
        for (var agent : group.all().values()) {
            if (agent.presence() == Presence.REGISTERED && !links.containsKey(agent.id())) {
                deadlines.put(agent.id(), now().plus(agentSettings.unreachableAfter()));
            }
            for (var task : agent.tasks().values()) {
                supply(agent, task.id(), outbox);
            }
            stopExecutors(agent, outbox);
        }
        outbox.send();
        offers.clear();
        group.all().values().forEach(this::remember);
        allocator.started();
        reportAll(group);
    }

    @Override
    protected void committed(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            Batch<AgentId, AgentEvent> batch) {
        var changes = new LinkedHashMap<AgentId, Changes>();
        for (var recorded : batch.events()) {
            var id = recorded.aggregate();
            var change = changes.computeIfAbsent(id, any -> new Changes());
            group.find(id).ifPresent(agent -> change.add(agent, recorded.event()));
        }
        var outbox = new Outbox(groups, links);
        changes.forEach((id, change) -> group.find(id).ifPresent(agent -> {
            for (var task : change.touched) {
                supply(agent, task, outbox);
            }
            stopExecutors(agent, outbox);
            report(agent, change.admitted, List.copyOf(change.ended));
            tellFrameworks(agent, change.events);
            allocator.changed(agent, isLinked(agent), change.events, revision);
        }));
        outbox.send();
    }

    private void tellOfLoss(Agent agent) {
        for (int number = 0; number < groups.count(); number++) {
            groups.tell(GroupKind.FRAMEWORK, number, new FrameworkGroupMessage.AgentLost(agent.id()));
        }
    }

    /** An agent that is gone may not stay. */
    private void hangUp(AgentId agent) {
        deadlines.remove(agent);
        var link = links.remove(agent);
        if (link != null) {
            link.tell(new ToLink.Gone());
        }
    }

    /** What frameworks hear beside notices: of offers that ended, of executors that did, of an agent that is lost. */
    private void tellFrameworks(Agent agent, List<AgentEvent> events) {
        tellOfOffers(agent);
        for (var event : events) {
            switch (event) {
                case AgentEvent.ExecutorEnded(var executor, int status, var at) ->
                    groups.tell(
                            executor.framework(),
                            new FrameworkGroupMessage.ExecutorEnded(
                                    executor.framework(), agent.id(), executor.executor(), status));
                case AgentEvent.BecameUnreachable lost -> tellOfLoss(agent);
                case AgentEvent.DeclaredGone gone -> {
                    tellOfLoss(agent);
                    hangUp(agent.id());
                }
                default -> {}
            }
        }
    }

    /** Leases end by more than one kind of event: what is in the ledger counts. */
    private void tellOfOffers(Agent agent) {
        var before = offers.getOrDefault(agent.id(), Map.of());
        if (before.isEmpty() && agent.leases().isEmpty()) {
            return;
        }
        before.forEach((offer, framework) -> {
            if (!agent.leases().containsKey(offer)) {
                groups.tell(framework, new FrameworkGroupMessage.OfferEnded(framework, offer));
            }
        });
        remember(agent);
    }

    private void remember(Agent agent) {
        if (agent.leases().isEmpty()) {
            offers.remove(agent.id());
        } else {
            var now = new HashMap<OfferId, FrameworkId>();
            agent.leases().forEachValue(lease -> now.put(lease.offer(), lease.framework()));
            offers.put(agent.id(), now);
        }
    }

    /** What a record of the journal changed about one agent. */
    private static final class Changes {
        final LinkedHashSet<TaskId> touched = new LinkedHashSet<>();
        final List<PlannerMessage.OnAgent> admitted = new ArrayList<>();
        final LinkedHashSet<PlannerMessage.OnAgent> ended = new LinkedHashSet<>();
        final List<AgentEvent> events = new ArrayList<>();

        void add(Agent after, AgentEvent event) {
            events.add(event);
            touched.addAll(AgentMachine.touched(after, event));
            if (event instanceof AgentEvent.TaskLaunched launched) {
                onAgent(launched.task(), launched.owner(), launched.resources()).ifPresent(admitted::add);
            } else if (event instanceof AgentEvent.TaskObserved observed
                    && observed.status().state().isTerminal()) {
                after.tasks()
                        .get(observed.task())
                        .flatMap(task -> onAgent(task.id(), task.owner(), task.resources()))
                        .ifPresent(ended::add);
            } else if (event instanceof AgentEvent.DeclaredGone) {
                after.tasks().forEachValue(task -> onAgent(task.id(), task.owner(), task.resources())
                        .ifPresent(ended::add));
            } else if (event instanceof AgentEvent.KillRequested || event instanceof AgentEvent.BecameUnreachable) {
                for (var id : AgentMachine.touched(after, event)) {
                    after.tasks()
                            .get(id)
                            .filter(AgentGroup::isGivenUp)
                            .flatMap(task -> onAgent(task.id(), task.owner(), task.resources()))
                            .ifPresent(ended::add);
                }
            }
        }
    }

    /** Whether a task is on an agent that may never return, and will not go on if it does: its job counts it no more. */
    private static boolean isGivenUp(Task task) {
        return task.state() == TaskState.UNREACHABLE && task.kill().isPresent();
    }

    private static Optional<PlannerMessage.OnAgent> onAgent(TaskId task, Owner owner, Resources resources) {
        return switch (owner) {
            case Owner.JobInstance(var job, var instance) ->
                Optional.of(new PlannerMessage.OnAgent(job, task, Amounts.of(resources)));
            case Owner.Framework framework -> Optional.empty();
        };
    }

    private void stopExecutors(Agent agent, Outbox outbox) {
        boolean concerned =
                !agent.hosted().executors().isEmpty() || executorStops.agents().contains(agent.id());
        if (concerned && isLinked(agent)) {
            outbox.say(agent.id(), executorStops.due(agent, now()));
        }
    }

    /** Puts what is owed to a task and was not sent yet into the outbox; ends its supervision when nothing is owed. */
    private void supply(Agent agent, TaskId id, Outbox outbox) {
        var task = agent.tasks().get(id);
        var effects = task.map(found -> AgentMachine.outstanding(agent, found)).orElse(List.of());
        if (effects.isEmpty()) {
            var settled = owed.remove(id);
            if (settled != null) {
                settled.supervisor.ifPresent(supervisor -> supervisor.tell(TaskSupervisor.Message.SETTLED));
            }
            return;
        }
        var sent = owed.computeIfAbsent(id, any -> {
            var begun = new Owed(now());
            unsupervised.add(new Unsupervised(agent.id(), id, begun));
            return begun;
        });
        boolean linked = links.containsKey(agent.id());
        for (var effect : effects) {
            switch (effect) {
                case AgentEffect.LaunchOn launch -> {
                    if (linked && sent.launchedIn != agent.incarnation()) {
                        sent.launchedIn = agent.incarnation();
                        outbox.launch(agent.id(), launch);
                    }
                }
                case AgentEffect.KillOn kill -> {
                    long grace = kill.order().grace().toMillis();
                    if (linked && (sent.killedIn != agent.incarnation() || sent.graceMillis != grace)) {
                        sent.killedIn = agent.incarnation();
                        sent.graceMillis = grace;
                        outbox.kill(agent.id(), kill);
                    }
                }
                case AgentEffect.Tell tell -> {
                    // All of them, not only the new ones: should an earlier message be lost, this one must not leave a
                    // gap (I4).
                    long last = tell.notices().getLast().sequence();
                    if (last > sent.told) {
                        sent.told = last;
                        outbox.tell(agent.id(), tell);
                    }
                }
                case AgentEffect.TellFramework tell -> {
                    long last = tell.notices().getLast().sequence();
                    if (last > sent.told) {
                        sent.told = last;
                        outbox.tell(tell);
                    }
                }
                case AgentEffect.LaunchWorks works -> {
                    if (linked && sent.launchedIn != agent.incarnation()) {
                        sent.launchedIn = agent.incarnation();
                        outbox.launch(agent.id(), works);
                    }
                }
            }
        }
    }

    @Override
    protected void answer(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            GroupMessage.Command<AgentId, AgentCommand, AgentReply> command,
            AgentReply reply) {
        var agent = command.envelope().aggregate();
        if (command.envelope().command() instanceof AgentCommand.Register register) {
            registered(agent, register, reply);
            return;
        }
        switch (command.replyTo()) {
            case ReplyTo.OfJob<AgentReply>(var job) ->
                answerJob(group, agent, job, command.envelope().command(), reply);
            case ReplyTo.OfFramework<AgentReply> asker -> {
                allocator.declined(asker.framework(), agent, reply, asker.refusal());
                Answers.tell(groups, agent, asker, command.envelope().command(), reply);
            }
            case ReplyTo.OfAllocator<AgentReply> asker -> answerAllocator(group, agent, command, reply);
            case ReplyTo.OfPlanner<AgentReply> other -> {}
            case ReplyTo.Nobody<AgentReply> nobody -> {}
            case ReplyTo.Actor<AgentReply> answered -> {}
        }
    }

    private void answerAllocator(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentId agent,
            GroupMessage.Command<AgentId, AgentCommand, AgentReply> command,
            AgentReply reply) {
        if (!(command.envelope().command() instanceof AgentCommand.GrantLease(var wish, var unavailability))) {
            return;
        }
        unavailability.ifPresentOrElse(when -> unavailable.put(agent, when), () -> unavailable.remove(agent));
        var offered = group.find(agent).flatMap(known -> offer(known, wish.offer()));
        if (reply instanceof AgentReply.Done && offered.isPresent()) {
            groups.tell(wish.framework(), new FrameworkGroupMessage.Offered(wish.framework(), List.of(offered.get())));
        } else {
            allocator.refused(wish.offer());
        }
    }

    /** A lease as its framework is to hear of it. */
    private Optional<FrameworkPush.Offer> offer(Agent agent, OfferId offer) {
        return agent.leases().get(offer).flatMap(lease -> agent.info().map(info -> {
            var executors = new ArrayList<String>();
            agent.hosted().executors().forEachValue(executor -> {
                if (executor.key().framework().equals(lease.framework())) {
                    executors.add(executor.key().executor());
                }
            });
            return new FrameworkPush.Offer(
                    offer,
                    lease.framework(),
                    lease.role(),
                    agent.id(),
                    info,
                    lease.resources().unallocate(),
                    executors,
                    Optional.ofNullable(unavailable.get(agent.id())));
        }));
    }

    private void answerJob(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentId agent,
            JobKey job,
            AgentCommand command,
            AgentReply reply) {
        switch (command) {
            case AgentCommand.Admit admit -> {
                if (reply instanceof AgentReply.Admitted(var refusals) && !refusals.isEmpty()) {
                    group.find(agent).ifPresent(known -> report(known, List.of(), refused(job, refusals)));
                    var message = refusals.getFirst().message();
                    tellJob(
                            job,
                            new JobCommand.RefuseChoices(
                                    agent,
                                    refusals.stream()
                                            .map(AgentReply.Refusal::task)
                                            .toList(),
                                    message));
                }
            }
            case AgentCommand.Kill kill ->
                tellJob(
                        job,
                        new JobCommand.KillsTaken(
                                kill.orders().stream().map(KillOrder::task).toList()));
            default -> {}
        }
    }

    /** To the planner a refused task is one that is not on its way here any more: the job will want a place for another. */
    private static List<PlannerMessage.OnAgent> refused(JobKey job, List<AgentReply.Refusal> refusals) {
        return refusals.stream()
                .map(refusal -> new PlannerMessage.OnAgent(job, refusal.task(), Amounts.NONE))
                .toList();
    }

    private void tellJob(JobKey job, JobCommand command) {
        groups.tell(
                job, new GroupMessage.Command<>(new Envelope<>(job, command, Cause.SYSTEM), new ReplyTo.Nobody<>()));
    }

    /** The registration is durable: its answer goes out first, what is owed follows on the same link. */
    private void registered(AgentId agent, AgentCommand.Register register, AgentReply reply) {
        var dialled = dialling.get(agent);
        if (dialled == null || dialled.hello() != register.hello()) {
            // Its link is closed, or a later call of the same agent overtook this one and is answered in its turn.
            // What the agent listed counts all the same: over the link it had before it is told nothing more (I2, I5).
            if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
                cutOff(agent, incarnation);
            }
            return;
        }
        dialling.remove(agent);
        dialled.replyTo().tell(reply);
        if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
            var before = links.put(agent, dialled.link());
            if (before != null && !before.equals(dialled.link())) {
                before.tell(new ToLink.Superseded(incarnation));
            }
            deadlines.remove(agent);
        }
    }

    private void cutOff(AgentId agent, long incarnation) {
        var link = links.remove(agent);
        if (link != null) {
            link.tell(new ToLink.Superseded(incarnation));
            deadlines.put(agent, now().plus(agentSettings.unreachableAfter()));
        }
    }

    @Override
    protected void receive(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, GroupMessage message) {
        switch (message) {
            case AgentGroupMessage own -> receiveOwn(group, own);
            case TaskSupervisor.Insist(var agent, var task) -> insist(group, agent, task);
            case FromExecutor said -> executorSaid(group, said);
            default -> context().getLog().error("a group of agents does not take {}", message.getClass());
        }
    }

    private void executorSaid(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, FromExecutor said) {
        boolean current = group.find(said.agent())
                .filter(agent -> agent.incarnation() == said.incarnation())
                .isPresent();
        if (current) {
            var executor = said.executor();
            groups.tell(
                    executor.framework(),
                    new FrameworkGroupMessage.ExecutorSaid(
                            executor.framework(), said.agent(), executor.executor(), said.data()));
        }
    }

    private void receiveOwn(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, AgentGroupMessage message) {
        switch (message) {
            case AgentGroupMessage.Dialled dialled -> {
                var hello = dialled.hello();
                dialling.put(hello.agent(), dialled);
                enqueue(new GroupMessage.Command<>(
                        new Envelope<>(hello.agent(), new AgentCommand.Register(hello), Cause.SYSTEM),
                        new ReplyTo.Nobody<AgentReply>()));
            }
            case AgentGroupMessage.LinkClosed(var agent, var link) -> closed(group, agent, link);
            case AgentGroupMessage.LinkHolds holds -> holds(group, holds);
            case AgentGroupMessage.Find(var agent, var replyTo) ->
                replyTo.tell(group.find(agent).map(this::view));
            case AgentGroupMessage.FindAll(var replyTo) ->
                replyTo.tell(group.all().values().stream().map(this::view).toList());
            case AgentGroupMessage.AskSandbox(var agent, var task, var query, var replyTo) -> {
                var link = links.get(agent);
                if (link == null) {
                    replyTo.tell(new SandboxAnswer.Failed(
                            SandboxAnswer.Why.UNREADABLE, "agent " + agent + " is not connected now; try again later"));
                } else {
                    link.tell(new ToLink.AskSandbox(task, query, replyTo));
                }
            }
            case AgentGroupMessage.ReportToPlanner report -> reportAll(group);
            case AgentGroupMessage.ReportToAllocator report -> {
                allocator.want();
                group.all().values().forEach(agent -> allocator.restated(agent, isLinked(agent), revision()));
            }
            case AgentGroupMessage.OfferAgain(var framework) -> offerAgain(group, framework);
            case AgentGroupMessage.TellExecutor(var agent, var executor, var data) -> {
                var link = links.get(agent);
                if (link != null) {
                    link.tell(new ToLink.Send(List.of(new FromMaster.TellExecutor(executor, data))));
                }
            }
        }
    }

    private void offerAgain(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, FrameworkId framework) {
        var again = new ArrayList<FrameworkPush.Offer>();
        group.all().values().forEach(agent -> agent.leases().forEachValue(lease -> {
            if (lease.framework().equals(framework)) {
                offer(agent, lease.offer()).ifPresent(again::add);
            }
        }));
        if (!again.isEmpty()) {
            groups.tell(framework, new FrameworkGroupMessage.Offered(framework, again));
        }
    }

    private boolean isLinked(Agent agent) {
        return links.containsKey(agent.id());
    }

    private AgentView view(Agent agent) {
        return new AgentView(agent, links.containsKey(agent.id()));
    }

    private void closed(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentId agent,
            ActorRef<ToLink> link) {
        var dialled = dialling.get(agent);
        if (dialled != null && dialled.link().equals(link)) {
            dialling.remove(agent); // its registration is decided all the same, and leaves an agent without a link
            deadlines.put(agent, now().plus(agentSettings.unreachableAfter()));
        }
        if (links.remove(agent, link)) {
            deadlines.put(agent, now().plus(agentSettings.unreachableAfter()));
            group.find(agent).ifPresent(known -> {
                report(known, List.of(), List.of());
                allocator.changed(known, false, List.of(), revision);
            });
        }
    }

    /** A link that is not the agent's any more is refused; one that this group has forgotten is the agent's again. */
    private void holds(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentGroupMessage.LinkHolds holds) {
        var id = holds.agent();
        var known = group.find(id);
        if (known.isEmpty()) {
            holds.replyTo().tell(new AgentReply.UnknownAgent(id));
            return;
        }
        var agent = known.get();
        if (agent.presence() != Presence.REGISTERED || agent.incarnation() != holds.incarnation()) {
            holds.replyTo().tell(new AgentReply.StaleIncarnation(id, holds.incarnation(), agent.incarnation()));
            return;
        }
        if (!links.containsKey(id)) {
            links.put(id, holds.link());
            deadlines.remove(id);
            var outbox = new Outbox(groups, links);
            agent.tasks().forEachValue(task -> supply(agent, task.id(), outbox));
            stopExecutors(agent, outbox);
            outbox.send();
            report(agent, List.of(), List.of());
            allocator.changed(agent, true, List.of(), revision);
        }
    }

    private void insist(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentId agent,
            TaskId task) {
        var sent = owed.get(task);
        var known = group.find(agent);
        if (sent == null || known.isEmpty()) {
            return;
        }
        sent.forgetWhatWasSent();
        var outbox = new Outbox(groups, links);
        supply(known.get(), task, outbox);
        outbox.send();
    }

    @Override
    protected void tick(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        var now = now();
        deadlines.entrySet().removeIf(entry -> {
            var agent = entry.getKey();
            if (entry.getValue().isAfter(now)) {
                return false;
            }
            group.find(agent)
                    .filter(known -> known.presence() == Presence.REGISTERED)
                    .ifPresent(known -> enqueue(new GroupMessage.Command<>(
                            new Envelope<>(
                                    agent,
                                    new AgentCommand.MarkUnreachable(
                                            known.incarnation(),
                                            "no word from its agent for " + agentSettings.unreachableAfter()),
                                    Cause.SYSTEM),
                            new ReplyTo.Nobody<AgentReply>())));
            return true;
        });
        supervise(now.minus(settings().retryMin()));
        var outbox = new Outbox(groups, links);
        executorStops.agents().forEach(id -> group.find(id).ifPresent(agent -> stopExecutors(agent, outbox)));
        outbox.send();
        expireOffers(group, now.minus(agentSettings.offerTimeout()));
    }

    private void expireOffers(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, Instant before) {
        for (var id : offers.keySet()) {
            boolean old = false;
            for (var lease : group.find(id).orElseThrow().leases().values()) {
                old |= lease.grantedAt().isBefore(before);
            }
            if (old) {
                enqueue(new GroupMessage.Command<>(
                        new Envelope<>(
                                id,
                                new AgentCommand.ExpireOffers(
                                        before, "its framework has thought about it for too long"),
                                Cause.SYSTEM),
                        new ReplyTo.Nobody<AgentReply>()));
            }
        }
    }

    /** What is owed since before a moment, and still is, gets somebody who insists on it, beginning now. */
    private void supervise(Instant before) {
        while (!unsupervised.isEmpty() && !unsupervised.peek().owed.since.isAfter(before)) {
            var next = unsupervised.remove();
            if (owed.get(next.task) == next.owed) {
                next.owed.supervisor = Optional.of(context()
                        .spawnAnonymous(TaskSupervisor.create(
                                next.agent,
                                next.task,
                                context().getSelf(),
                                settings().retryMin(),
                                settings().retryMax(),
                                jitter)));
            }
        }
    }

    private void reportAll(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        for (var agent : group.all().values()) {
            var there = new ArrayList<PlannerMessage.OnAgent>();
            for (var task : agent.tasks().values()) {
                if (task.isLive() && !isGivenUp(task)) {
                    onAgent(task.id(), task.owner(), task.resources()).ifPresent(there::add);
                }
            }
            toPlanner(agent).ifPresent(known -> planner.tell(new PlannerMessage.AgentRestated(known, there)));
        }
    }

    private void report(Agent agent, List<PlannerMessage.OnAgent> admitted, List<PlannerMessage.OnAgent> ended) {
        toPlanner(agent).ifPresent(known -> planner.tell(new PlannerMessage.AgentChanged(known, admitted, ended)));
    }

    /** Agents of one make have the same resources, often the same object: the planner keeps one object of their amounts, too. */
    private Amounts amountsOf(Resources resources) {
        if (!resources.equals(lastCounted)) {
            lastCounted = resources;
            lastAmounts = Amounts.of(resources);
        }
        return lastAmounts;
    }

    private long revision() {
        revision = Math.max(revision + 1, now().toEpochMilli() << REVISION_SHIFT);
        return revision;
    }

    private Optional<PlannerAgent> toPlanner(Agent agent) {
        revision();
        return agent.info()
                .map(info -> new PlannerAgent(
                        agent.id(),
                        info.hostname(),
                        info.attributes(),
                        amountsOf(info.resources()),
                        amountsOf(AgentMachine.available(agent)),
                        agent.isOffering() && links.containsKey(agent.id()),
                        revision));
    }
}
