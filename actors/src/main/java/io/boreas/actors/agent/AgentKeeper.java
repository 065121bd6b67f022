package io.boreas.actors.agent;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.link.FromExecutor;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
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
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a group of agents does beside deciding and storing: it keeps the links its agents are on and the deadlines of the silent ones, and sends what is
 * owed: launches and kills to agents, notices to owners, reports to planner and allocator. All that it remembers is soft: lost, it is made again, and
 * things are sent twice at worst (I7).
 *
 * <p>It knows no actors, so that the simulator runs it as it is. Not thread-safe: its group calls it, in the order of what happens.
 */
public final class AgentKeeper {
    /** Revisions follow the clock, so that they grow over a restart of the group, with room for so many bits of them in a millisecond. */
    private static final int REVISION_SHIFT = 16;

    /** How long an executor may take to end. Source: Mesos, {@code --executor_shutdown_grace_period}. */
    private static final Duration EXECUTOR_GRACE = Duration.ofSeconds(5);

    /** How long an agent whose offers were taken back for a job is kept for it: several times what placing it takes. */
    private static final Duration HOLD_FOR_JOBS = Duration.ofSeconds(2);

    private static final AgentMachine MACHINE = new AgentMachine();

    private final int number;
    private final GroupSettings groupSettings;
    private final AgentGroupSettings settings;
    private final GroupPost groups;
    private final Clocks clocks;
    private final Outside outside;
    private final PlannerReports planner;
    private final AllocatorReports allocator;
    private final AgentLinks links;
    private final Supervision supervision;
    private final OfferNews offers;
    private final Repeats<ExecutorRun> executorStops;
    private final Repeats<Long> volumeDeletions;
    private final Map<AgentId, Instant> heldForJobs = new TreeMap<>();

    private Instant askedForLeases = Instant.EPOCH;
    private Instant recoveredAt = Instant.EPOCH;
    private long revision;

    /** What it reaches beside groups and agents. */
    public interface Outside {
        /** Has the group decide this; its answer comes to {@link AgentKeeper#answer}. */
        void enqueue(AgentId agent, AgentCommand command);

        void tell(PlannerMessage report);

        void tell(AllocatorMessage report);

        /**
         * Has {@link AgentKeeper#insist} called for the task, soon and then after longer and longer pauses, until what this returns is run or the group
         * starts again.
         */
        Runnable supervise(AgentId agent, TaskId task);
    }

    /** @param number of the group of agents this is a part of */
    public AgentKeeper(
            int number,
            GroupSettings groupSettings,
            AgentGroupSettings settings,
            GroupPost groups,
            Clocks clocks,
            Outside outside) {
        this.number = number;
        this.groupSettings = groupSettings;
        this.settings = settings;
        this.groups = groups;
        this.clocks = clocks;
        this.outside = outside;
        this.planner = new PlannerReports(number, outside::tell);
        this.allocator = new AllocatorReports(number, outside::tell);
        this.links = new AgentLinks(settings.unreachableAfter(), clocks);
        this.supervision = new Supervision(outside::supervise);
        this.offers = new OfferNews(groups);
        this.executorStops = new Repeats<>(groupSettings.retryMin(), groupSettings.retryMax());
        this.volumeDeletions = new Repeats<>(groupSettings.retryMin(), groupSettings.retryMax());
    }

    /** The group's state is as the journal has it. */
    public void recovered(Group<AgentId, Agent, ?, ?, ?, ?> group) {
        supervision.forget();
        executorStops.forget();
        volumeDeletions.forget();
        recoveredAt = now();
        askedForLeases = recoveredAt;
        links.recovered(group.all().values());
        var outbox = new Outbox(groups, links);
        group.all().values().forEach(agent -> supplyAll(agent, outbox));
        outbox.send();
        offers.forget();
        group.all().values().forEach(offers::remember);
        allocator.started();
        reportAll(group);
    }

    /** A record is durable, and its commands are answered. */
    public void committed(Group<AgentId, Agent, ?, ?, ?, ?> group, Batch<AgentId, AgentEvent> batch) {
        var changes = new LinkedHashMap<AgentId, List<AgentEvent>>();
        batch.events().forEach(recorded -> changes.computeIfAbsent(recorded.aggregate(), any -> new ArrayList<>())
                .add(recorded.event()));
        var outbox = new Outbox(groups, links);
        changes.forEach((id, events) -> group.find(id).ifPresent(agent -> {
            var touched = new LinkedHashSet<TaskId>();
            events.forEach(event -> touched.addAll(AgentMachine.touched(agent, event)));
            touched.forEach(task -> supply(agent, task, outbox));
            tend(agent, outbox);
            report(agent, events);
            tellFrameworks(agent, events);
        }));
        outbox.send();
    }

    /** A command was decided, and if it changed anything, that is durable. */
    public void answer(
            Group<AgentId, Agent, ?, ?, ?, ?> group,
            AgentId agent,
            AgentCommand command,
            ReplyTo<AgentReply> replyTo,
            AgentReply reply) {
        if (command instanceof AgentCommand.Register register) {
            links.registered(agent, register.hello(), reply);
            return;
        }
        switch (replyTo) {
            case ReplyTo.OfJob<AgentReply>(var job) -> answerJob(group, agent, job, command, reply);
            case ReplyTo.OfFramework<AgentReply> asker -> {
                allocator.declined(asker.framework(), agent, reply, asker.refusal());
                Answers.tell(groups, agent, asker, command, reply);
            }
            case ReplyTo.OfAllocator<AgentReply> asker -> {
                if (command instanceof AgentCommand.GrantLease grant) {
                    offers.granted(group.find(agent), agent, grant, reply, allocator);
                }
            }
            case ReplyTo.OfPlanner<AgentReply> other -> {}
            case ReplyTo.Nobody<AgentReply> nobody -> {}
            case ReplyTo.Actor<AgentReply> answered -> {}
        }
    }

    private void answerJob(
            Group<AgentId, Agent, ?, ?, ?, ?> group,
            AgentId agent,
            JobKey job,
            AgentCommand command,
            AgentReply reply) {
        switch (command) {
            case AgentCommand.Admit admit -> {
                if (reply instanceof AgentReply.Admitted(var refusals) && !refusals.isEmpty()) {
                    group.find(agent)
                            .ifPresent(known -> planner.refused(known, isLinked(known), job, refusals, revision()));
                    var tasks = refusals.stream().map(AgentReply.Refusal::task).toList();
                    tellJob(
                            job,
                            new JobCommand.RefuseChoices(
                                    agent, tasks, refusals.getFirst().message()));
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

    /**
     * An agent dials in. A link asks again if it got no answer, and the answer may only have been late, or lost.
     *
     * @param caller hears {@link AgentReply.Registered} before anything that is owed to the agent goes to {@code line}
     */
    public void dialled(
            Group<AgentId, Agent, ?, ?, ?, ?> group,
            FromAgent.Hello hello,
            AgentLine line,
            Consumer<AgentReply> caller) {
        var register = new AgentCommand.Register(hello, settings.stranger(), settings.home());
        var id = hello.agent();
        if (links.isDialling(id, line)) {
            return;
        }
        if (links.isOn(id, line)) {
            group.find(id).ifPresent(agent -> caller.accept(MACHINE.repeated(agent, register)));
            return;
        }
        links.dialled(hello, line, caller);
        outside.enqueue(id, register);
    }

    /** A connection is over. */
    public void closed(Group<AgentId, Agent, ?, ?, ?, ?> group, AgentId agent, AgentLine line) {
        if (links.closed(agent, line)) {
            group.find(agent).ifPresent(known -> report(known, List.of()));
        }
    }

    /**
     * A connection holds. One that is not the agent's any more is refused; one that this group has forgotten is the agent's again.
     *
     * @param incarnation the registration it is of
     * @param caller hears if it is not the agent's
     */
    public void holds(
            Group<AgentId, Agent, ?, ?, ?, ?> group,
            AgentId id,
            long incarnation,
            AgentLine line,
            Consumer<AgentReply> caller) {
        var known = group.find(id);
        if (known.isEmpty()) {
            caller.accept(new AgentReply.UnknownAgent(id));
            return;
        }
        var agent = known.get();
        if (agent.presence() != Presence.REGISTERED || agent.incarnation() != incarnation) {
            caller.accept(new AgentReply.StaleIncarnation(id, incarnation, agent.incarnation()));
            return;
        }
        if (!isLinked(agent)) {
            links.resumed(agent, line);
            var outbox = new Outbox(groups, links);
            supplyAll(agent, outbox);
            outbox.send();
            report(agent, List.of());
        }
    }

    /** The connection that an agent is on. */
    public Optional<AgentLine> line(AgentId agent) {
        return links.line(agent);
    }

    public AgentView view(Agent agent) {
        return new AgentView(agent, isLinked(agent));
    }

    /** Tasks that are owed something. */
    public int owing() {
        return supervision.size();
    }

    /** Sends all that is still owed to a task again. */
    public void insist(Group<AgentId, Agent, ?, ?, ?, ?> group, AgentId id, TaskId task) {
        group.find(id).ifPresent(agent -> {
            var outbox = new Outbox(groups, links);
            supervision.insist(agent, task, isLinked(agent), steady(), outbox);
            outbox.send();
        });
    }

    /** What an executor says goes on to its framework, if it is of the agent's registration. */
    public void hear(Group<AgentId, Agent, ?, ?, ?, ?> group, FromExecutor said) {
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

    /** What other parts of the cell say. */
    public void hear(Group<AgentId, Agent, ?, ?, ?, ?> group, AgentGroupMessage.Said said) {
        switch (said) {
            case AgentGroupMessage.ReportToPlanner report -> reportAll(group);
            case AgentGroupMessage.ReportToAllocator(var upTo) -> {
                allocator.want();
                group.all().values().forEach(agent -> allocator.restated(agent, isOfferable(agent), revision(), upTo));
                allocator.allRestated();
            }
            case AgentGroupMessage.ReportAgents(var agents, long upTo) ->
                agents.forEach(id -> group.find(id)
                        .ifPresentOrElse(
                                agent -> allocator.restated(agent, isOfferable(agent), revision(), Optional.of(upTo)),
                                () -> allocator.unknown(id)));
            case AgentGroupMessage.TakeBackOffers(var id) -> group.find(id).ifPresent(this::takeBackOffers);
            case AgentGroupMessage.OfferAgain(var framework) ->
                offers.again(framework, group.all().values());
            case AgentGroupMessage.TellHosts(int frameworks, var agents) ->
                agents.forEach(id -> Answers.tellHosts(groups, frameworks, id, group.find(id)));
            case AgentGroupMessage.TellAgain(int frameworks, long asking) -> tellAgain(group, frameworks, asking);
            case AgentGroupMessage.TellExecutor(var agent, var executor, var data) ->
                links.line(agent)
                        .ifPresent(line ->
                                line.tell(new ToLink.Send(List.of(new FromMaster.TellExecutor(executor, data)))));
        }
    }

    private void tellAgain(Group<AgentId, Agent, ?, ?, ?, ?> group, int frameworks, long asking) {
        var outbox = new Outbox(groups, links);
        for (var agent : group.all().values()) {
            agent.hosted().works().forEachValue(work -> {
                if (groups.numberOf(work.framework()) == frameworks) {
                    owed(agent, work.key()).forEach(tell -> outbox.tell(agent, tell));
                }
            });
        }
        outbox.send();
        groups.tell(GroupKind.FRAMEWORK, frameworks, new FrameworkGroupMessage.ToldAgain(number, asking));
    }

    /** What the framework of a task is to be told. */
    private static Stream<AgentEffect.TellFramework> owed(Agent agent, TaskId key) {
        return agent.tasks().get(key).stream()
                .flatMap(task -> AgentMachine.outstanding(agent, task).stream())
                .filter(AgentEffect.TellFramework.class::isInstance)
                .map(AgentEffect.TellFramework.class::cast);
    }

    /** Some time has passed. */
    public void tick(Group<AgentId, Agent, ?, ?, ?, ?> group) {
        for (var agent : links.overdue()) {
            group.find(agent)
                    .filter(known -> known.presence() == Presence.REGISTERED)
                    .ifPresent(known -> outside.enqueue(
                            agent,
                            new AgentCommand.MarkUnreachable(
                                    known.incarnation(), "no word from its agent for " + settings.unreachableAfter())));
        }
        supervision.superviseSince(steady().minus(groupSettings.retryMin()));
        var outbox = new Outbox(groups, links);
        var owing = new LinkedHashSet<>(executorStops.agents());
        owing.addAll(volumeDeletions.agents());
        owing.forEach(id -> group.find(id).ifPresent(agent -> tend(agent, outbox)));
        outbox.send();
        expireOffers(group, now().minus(settings.offerTimeout()));
        var asking = now();
        offers.askFor(group.all().values(), recoveredAt, askedForLeases, asking);
        askedForLeases = asking;
        for (var held : List.copyOf(heldForJobs.entrySet())) {
            if (!held.getValue().isAfter(steady())) {
                heldForJobs.remove(held.getKey());
                group.find(held.getKey()).ifPresent(agent -> report(agent, List.of()));
            }
        }
    }

    private void expireOffers(Group<AgentId, Agent, ?, ?, ?, ?> group, Instant before) {
        for (var id : offers.agents()) {
            if (group.find(id)
                    .filter(agent -> OfferNews.anyBefore(agent, before))
                    .isPresent()) {
                outside.enqueue(
                        id, new AgentCommand.ExpireOffers(before, "its framework has thought about it for too long"));
            }
        }
    }

    private void takeBackOffers(Agent agent) {
        if (!agent.leases().isEmpty()) {
            heldForJobs.put(agent.id(), steady().plus(HOLD_FOR_JOBS));
            report(agent, List.of());
            outside.enqueue(agent.id(), new AgentCommand.ExpireOffers(Instant.MAX, "a job waits for what it holds"));
        }
    }

    private void supplyAll(Agent agent, Outbox outbox) {
        agent.tasks().forEachValue(task -> supply(agent, task.id(), outbox));
        tend(agent, outbox);
    }

    private void supply(Agent agent, TaskId task, Outbox outbox) {
        supervision.supply(agent, task, isLinked(agent), steady(), outbox);
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
                    links.hangUp(agent.id());
                }
                default -> {}
            }
        }
    }

    private void tellOfLoss(Agent agent) {
        for (int number = 0; number < groups.count(); number++) {
            groups.tell(GroupKind.FRAMEWORK, number, new FrameworkGroupMessage.AgentLost(agent.id()));
        }
    }

    private boolean isLinked(Agent agent) {
        return links.isLinked(agent.id());
    }

    /** Whether frameworks may be offered what the agent has free: not while it is kept for a job that waits. */
    private boolean isOfferable(Agent agent) {
        return isLinked(agent) && !heldForJobs.containsKey(agent.id());
    }

    private void reportAll(Group<AgentId, Agent, ?, ?, ?, ?> group) {
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

    /** To the millisecond, as it is stored. */
    private Instant now() {
        return clocks.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private Instant steady() {
        return clocks.steady().instant();
    }
}
