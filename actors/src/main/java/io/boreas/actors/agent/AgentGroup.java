package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupEntity;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.link.FromExecutor;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.supervisor.TaskSupervisor;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Presence;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /** How long an executor may take to end. Source: Mesos, {@code --executor_shutdown_grace_period}. */
    private static final Duration EXECUTOR_GRACE = Duration.ofSeconds(5);

    /** How long an agent whose offers were taken back for a job is kept for it: several times what placing it takes. */
    private static final Duration HOLD_FOR_JOBS = Duration.ofSeconds(2);

    /** Answers of frameworks take milliseconds to get here; so much later they were lost. */
    private static final Duration LEASES_ASKED_EVERY = Duration.ofSeconds(10);

    /** What was on its way when this group began has arrived by then, or was lost with its last host. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final AgentMachine MACHINE = new AgentMachine();

    private final AgentGroupSettings agentSettings;
    private final Groups groups;
    private final PlannerReports planner;
    private final AllocatorReports allocator;
    private final Supervision supervision;
    private final OfferNews offers;
    private final Map<AgentId, ActorRef<ToLink>> links = new HashMap<>();

    /** The registrations that the links are of. */
    private final Map<AgentId, Long> linkedAs = new HashMap<>();

    private final TreeMap<AgentId, Instant> deadlines = new TreeMap<>();
    private final Map<AgentId, AgentGroupMessage.Dialled> dialling = new HashMap<>();
    private final Repeats<ExecutorRun> executorStops;
    private final Repeats<Long> volumeDeletions;
    private final Map<AgentId, Instant> heldForJobs = new HashMap<>();

    private Instant asksForLeases = Instant.EPOCH;
    private Instant recoveredAt = Instant.EPOCH;
    private long revision;

    private AgentGroup(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            LongUnaryOperator jitter,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(GroupKind.AGENT, number, new AgentMachine(), settings, clocks, authority, context, timers);
        this.agentSettings = agentSettings;
        this.groups = groups;
        this.planner = new PlannerReports(number, planner::tell);
        this.allocator = new AllocatorReports(number, allocator::tell);
        this.executorStops = new Repeats<>(settings.retryMin(), settings.retryMax());
        this.volumeDeletions = new Repeats<>(settings.retryMin(), settings.retryMax());
        this.supervision = new Supervision(settings, jitter, context);
        this.offers = new OfferNews(groups);
    }

    public static Behavior<GroupMessage> create(
            int number,
            GroupSettings settings,
            AgentGroupSettings agentSettings,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Clocks clocks,
            Authority authority,
            LongUnaryOperator jitter) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new AgentGroup(
                number,
                settings,
                agentSettings,
                groups,
                planner,
                allocator,
                clocks,
                authority,
                jitter,
                context,
                timers)));
    }

    @Override
    protected AgentId idOf(Agent agent) {
        return agent.id();
    }

    @Override
    protected void recovered(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        dialling.clear(); // what was not written is not answered, and links ask again
        supervision.forget();
        executorStops.forget();
        volumeDeletions.forget();
        deadlines.clear();
        recoveredAt = now();
        asksForLeases = steady().plus(SETTLED);
        var outbox = new Outbox(groups, links);
        for (var agent : group.all().values()) {
            cutOffIfStale(agent);
            if (agent.presence() == Presence.REGISTERED && !links.containsKey(agent.id())) {
                deadlines.put(agent.id(), steady().plus(agentSettings.unreachableAfter()));
            }
            for (var task : agent.tasks().values()) {
                supervision.supply(agent, task.id(), isLinked(agent), steady(), outbox);
            }
            tend(agent, outbox);
        }
        outbox.send();
        offers.forget();
        group.all().values().forEach(offers::remember);
        allocator.started();
        reportAll(group);
    }

    @Override
    protected void committed(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            Batch<AgentId, AgentEvent> batch) {
        var changes = new LinkedHashMap<AgentId, List<AgentEvent>>();
        batch.events().forEach(recorded -> changes.computeIfAbsent(recorded.aggregate(), any -> new ArrayList<>())
                .add(recorded.event()));
        var outbox = new Outbox(groups, links);
        changes.forEach((id, events) -> group.find(id).ifPresent(agent -> {
            var touched = new LinkedHashSet<TaskId>();
            events.forEach(event -> touched.addAll(AgentMachine.touched(agent, event)));
            for (var task : touched) {
                supervision.supply(agent, task, isLinked(agent), steady(), outbox);
            }
            tend(agent, outbox);
            report(agent, events);
            tellFrameworks(agent, events);
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
        offers.tell(agent);
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

    /** What the agent itself is owed, beside its tasks. */
    private void tend(Agent agent, Outbox outbox) {
        if (!isLinked(agent)) {
            return;
        }
        if (!agent.hosted().executors().isEmpty() || executorStops.concerns(agent.id())) {
            var stopping = AgentMachine.stopping(agent).stream()
                    .map(HostedExecutor::run)
                    .toList();
            outbox.say(
                    agent.id(),
                    executorStops.due(agent, stopping, steady()).stream()
                            .<FromMaster>map(run -> new FromMaster.StopExecutor(run, EXECUTOR_GRACE))
                            .toList());
        }
        // Volumes are numbered in the order of their ends: the last number stands for all that wait.
        var doomed = AgentMachine.doomed(agent);
        if (!doomed.isEmpty() || volumeDeletions.concerns(agent.id())) {
            var upTo = doomed.stream().map(DestroyedVolume::number).reduce((first, last) -> last).stream()
                    .toList();
            if (!volumeDeletions.due(agent, upTo, steady()).isEmpty()) {
                outbox.say(agent.id(), List.of(new FromMaster.DeleteVolumes(doomed)));
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
            case ReplyTo.OfAllocator<AgentReply> asker -> {
                if (command.envelope().command() instanceof AgentCommand.GrantLease grant) {
                    offers.granted(group.find(agent), agent, grant, reply, allocator);
                }
            }
            case ReplyTo.OfPlanner<AgentReply> other -> {}
            case ReplyTo.Nobody<AgentReply> nobody -> {}
            case ReplyTo.Actor<AgentReply> answered -> {}
        }
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
                    group.find(agent)
                            .ifPresent(known -> planner.refused(known, isLinked(known), job, refusals, revision()));
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
            case AgentCommand.Kill(var orders) -> tellJob(job, JobCommand.KillsTaken.by(group.find(agent), orders));
            default -> {}
        }
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
            linkedAs.put(agent, incarnation);
            if (before != null && !before.equals(dialled.link())) {
                before.tell(new ToLink.Superseded(incarnation));
            }
            deadlines.remove(agent);
        }
    }

    /** A link asks again if it got no answer, and the answer may only have been late, or lost. */
    private void dialled(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group,
            AgentGroupMessage.Dialled dialled) {
        var register = new AgentCommand.Register(dialled.hello(), agentSettings.stranger(), agentSettings.home());
        var id = dialled.hello().agent();
        var before = dialling.get(id);
        if (before != null && before.link().equals(dialled.link())) {
            return;
        }
        if (dialled.link().equals(links.get(id))) {
            group.find(id).ifPresent(agent -> dialled.replyTo().tell(MACHINE.repeated(agent, register)));
            return;
        }
        dialling.put(id, dialled);
        enqueue(new GroupMessage.Command<>(
                new Envelope<>(id, register, Cause.SYSTEM), new ReplyTo.Nobody<AgentReply>()));
    }

    /**
     * A registration may be durable though its write failed, as this group saw it: then the link it has is of an earlier one. What is launched over that is
     * launched by what another link has listed (I2).
     */
    private void cutOffIfStale(Agent agent) {
        if (isLinked(agent) && linkedAs.getOrDefault(agent.id(), 0L) != agent.incarnation()) {
            cutOff(agent.id(), agent.incarnation());
        }
    }

    private void cutOff(AgentId agent, long incarnation) {
        var link = links.remove(agent);
        if (link != null) {
            link.tell(new ToLink.Superseded(incarnation));
            deadlines.put(agent, steady().plus(agentSettings.unreachableAfter()));
        }
    }

    @Override
    protected void receive(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, GroupMessage message) {
        switch (message) {
            case AgentGroupMessage own -> receiveOwn(group, own);
            case TaskSupervisor.Insist(var id, var task) ->
                group.find(id).ifPresent(agent -> {
                    var outbox = new Outbox(groups, links);
                    supervision.insist(agent, task, isLinked(agent), steady(), outbox);
                    outbox.send();
                });
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
            case AgentGroupMessage.Dialled dialled -> dialled(group, dialled);
            case AgentGroupMessage.LinkClosed(var agent, var link) -> closed(group, agent, link);
            case AgentGroupMessage.LinkHolds holds -> holds(group, holds);
            case AgentGroupMessage.Find(var agent, var replyTo) ->
                replyTo.tell(new AgentGroupMessage.Found(group.find(agent).map(this::view)));
            case AgentGroupMessage.FindSome(var after, var replyTo) -> {
                var rest = after.map(last -> group.all().tailMap(last, false)).orElse(group.all());
                var part = Part.cut(rest.values().iterator(), AgentGroup::weight);
                replyTo.tell(new AgentGroupMessage.Agents(
                        part.list().stream().map(this::view).toList(), part.more()));
            }
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
                group.all().values().forEach(agent -> allocator.restated(agent, isOfferable(agent), revision()));
                allocator.allRestated();
            }
            case AgentGroupMessage.TakeBackOffers(var id) -> group.find(id).ifPresent(this::takeBackOffers);
            case AgentGroupMessage.OfferAgain(var framework) ->
                offers.again(framework, group.all().values());
            case AgentGroupMessage.TellHosts(int frameworks, var agents) ->
                agents.forEach(id -> Answers.tellHosts(groups, frameworks, id, group.find(id)));
            case AgentGroupMessage.TellExecutor(var agent, var executor, var data) -> {
                var link = links.get(agent);
                if (link != null) {
                    link.tell(new ToLink.Send(List.of(new FromMaster.TellExecutor(executor, data))));
                }
            }
        }
    }

    /** Whether frameworks may be offered what the agent has free: not while it is kept for a job that waits. */
    private boolean isOfferable(Agent agent) {
        return isLinked(agent) && !heldForJobs.containsKey(agent.id());
    }

    private void takeBackOffers(Agent agent) {
        if (agent.leases().isEmpty()) {
            return;
        }
        heldForJobs.put(agent.id(), steady().plus(HOLD_FOR_JOBS));
        report(agent, List.of());
        enqueue(new GroupMessage.Command<>(
                new Envelope<>(
                        agent.id(),
                        new AgentCommand.ExpireOffers(Instant.MAX, "a job waits for what it holds"),
                        Cause.SYSTEM),
                new ReplyTo.Nobody<AgentReply>()));
    }

    private boolean isLinked(Agent agent) {
        return links.containsKey(agent.id());
    }

    private static int weight(Agent agent) {
        return 2 + agent.tasks().size() + agent.leases().size();
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
            deadlines.put(agent, steady().plus(agentSettings.unreachableAfter()));
        }
        if (links.remove(agent, link)) {
            deadlines.put(agent, steady().plus(agentSettings.unreachableAfter()));
            group.find(agent).ifPresent(known -> report(known, List.of()));
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
            linkedAs.put(id, holds.incarnation());
            deadlines.remove(id);
            var outbox = new Outbox(groups, links);
            agent.tasks().forEachValue(task -> supervision.supply(agent, task.id(), true, steady(), outbox));
            tend(agent, outbox);
            outbox.send();
            report(agent, List.of());
        }
    }

    @Override
    protected void tick(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        var steady = steady();
        deadlines.entrySet().removeIf(entry -> {
            var agent = entry.getKey();
            if (entry.getValue().isAfter(steady)) {
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
        supervision.superviseSince(steady.minus(settings().retryMin()));
        var outbox = new Outbox(groups, links);
        var owing = new LinkedHashSet<>(executorStops.agents());
        owing.addAll(volumeDeletions.agents());
        owing.forEach(id -> group.find(id).ifPresent(agent -> tend(agent, outbox)));
        outbox.send();
        expireOffers(group, now().minus(agentSettings.offerTimeout()));
        if (!asksForLeases.isAfter(steady)) {
            asksForLeases = steady.plus(LEASES_ASKED_EVERY);
            var longAgo = now().minus(LEASES_ASKED_EVERY);
            offers.askFor(group.all().values(), longAgo.isBefore(recoveredAt) ? recoveredAt : longAgo);
        }
        for (var held : List.copyOf(heldForJobs.entrySet())) {
            if (!held.getValue().isAfter(steady)) {
                heldForJobs.remove(held.getKey());
                group.find(held.getKey()).ifPresent(agent -> report(agent, List.of()));
            }
        }
    }

    private void expireOffers(
            Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group, Instant before) {
        for (var id : offers.agents()) {
            if (group.find(id)
                    .filter(agent -> OfferNews.anyBefore(agent, before))
                    .isPresent()) {
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

    private void reportAll(Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group) {
        group.all().values().forEach(agent -> planner.restated(agent, isLinked(agent), revision()));
        planner.allRestated();
    }

    /** Tells planner and allocator of an agent after these events, or after its link changed. */
    private void report(Agent agent, List<AgentEvent> events) {
        long at = revision();
        planner.changed(agent, isLinked(agent), events, at);
        allocator.changed(agent, isOfferable(agent), events, at);
    }

    private long revision() {
        revision = Math.max(revision + 1, now().toEpochMilli() << REVISION_SHIFT);
        return revision;
    }
}
