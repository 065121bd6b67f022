package io.boreas.testcluster.sim.cell;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.agent.AllocatorReports;
import io.boreas.actors.agent.Answers;
import io.boreas.actors.agent.OfferNews;
import io.boreas.actors.agent.PlannerReports;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.Asked.Asker;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code AgentGroup} adds to the shell: links, deadlines, and what is owed to agents and owners. */
final class SimAgentGroup extends SimGroup<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> {
    private static final int REVISION_SHIFT = 16;
    private static final Duration LEASES_ASKED_EVERY = Duration.ofSeconds(10);
    private static final Duration HOLD_FOR_JOBS = Duration.ofSeconds(2);

    private final int number;
    private final Map<AgentId, Address> links = new TreeMap<>();
    private final Map<AgentId, Long> linkedAs = new TreeMap<>();
    private final TreeMap<AgentId, Instant> deadlines = new TreeMap<>();
    private final Map<TaskId, Supervised> supervised = new TreeMap<>();
    private final Map<AgentId, CellMessage.Dialled> dialling = new TreeMap<>();
    private final Map<AgentId, Instant> heldForJobs = new TreeMap<>();
    private final SimPost post;
    private final PlannerReports planner;
    private final AllocatorReports allocator;
    private final OfferNews offers;
    private Instant asksForLeases = Instant.EPOCH;
    private Instant recoveredAt = Instant.EPOCH;
    private long revision;

    /** What is being sent for one task, and the life of who insists on it. */
    private static final class Supervised {
        final Life supervisor = new Life();
        long launchedIn;
        long killedIn;
        long graceMillis;
        long told;
        boolean insisted;

        void forgetWhatWasSent() {
            insisted = true;
            launchedIn = 0;
            killedIn = 0;
            told = 0;
        }
    }

    SimAgentGroup(World world, Life life, int number) {
        super(
                world,
                life,
                GroupKind.AGENT,
                number,
                Address.agentGroup(number),
                world.rules().agents());
        this.number = number;
        this.post = new SimPost(world, address());
        this.allocator = new AllocatorReports(number, report -> world.network()
                .send(address(), Address.ALLOCATOR, new CellMessage.ToAllocator((AllocatorMessage.Report) report)));
        this.planner = new PlannerReports(number, report -> world.network()
                .send(address(), Address.PLANNER, new CellMessage.ToPlanner((PlannerMessage.Report) report)));
        this.offers = new OfferNews(post);
    }

    @Override
    AgentId idOf(Agent agent) {
        return agent.id();
    }

    int supervised() {
        return supervised.size();
    }

    @Override
    void recovered() {
        supervised.values().forEach(sent -> sent.supervisor.end());
        supervised.clear();
        deadlines.clear();
        var outbox = new Outbox();
        dialling.clear();
        for (var agent : group().all().values()) {
            if (isLinked(agent) && linkedAs.getOrDefault(agent.id(), 0L) != agent.incarnation()) {
                cutOff(agent.id(), agent.incarnation());
            }
            if (agent.presence() == Presence.REGISTERED && !links.containsKey(agent.id())) {
                deadlines.put(agent.id(), now().plus(world().settings().unreachableAfter()));
            }
            for (var task : agent.tasks().values()) {
                supply(agent, task.id(), outbox);
            }
        }
        outbox.send();
        recoveredAt = now();
        asksForLeases = now().plusSeconds(1);
        offers.forget();
        group().all().values().forEach(offers::remember);
        allocator.started();
        reportAll();
    }

    @Override
    void committed(Batch<AgentId, AgentEvent> batch) {
        var changes = new LinkedHashMap<AgentId, List<AgentEvent>>();
        batch.events().forEach(recorded -> changes.computeIfAbsent(recorded.aggregate(), any -> new ArrayList<>())
                .add(recorded.event()));
        var outbox = new Outbox();
        changes.forEach((id, events) -> group().find(id).ifPresent(agent -> {
            var touched = new LinkedHashSet<TaskId>();
            events.forEach(event -> touched.addAll(AgentMachine.touched(agent, event)));
            for (var task : touched) {
                supply(agent, task, outbox);
            }
            report(agent, events);
            offers.tell(agent);
        }));
        outbox.send();
    }

    private void supply(Agent agent, TaskId id, Outbox outbox) {
        var task = agent.tasks().get(id);
        var effects = task.map(found -> AgentMachine.outstanding(agent, found)).orElse(List.of());
        if (effects.isEmpty()) {
            var settled = supervised.remove(id);
            if (settled != null) {
                settled.supervisor.end();
            }
            return;
        }
        var sent = supervised.computeIfAbsent(id, any -> supervise(agent.id(), id));
        boolean linked = links.containsKey(agent.id());
        for (var effect : effects) {
            switch (effect) {
                case AgentEffect.LaunchOn launch -> {
                    if (linked && sent.launchedIn != agent.incarnation()) {
                        sent.launchedIn = agent.incarnation();
                        outbox.parcel(agent.id()).launches.add(launch.launch());
                    }
                }
                case AgentEffect.KillOn kill -> {
                    long grace = kill.order().grace().toMillis();
                    boolean late = world().isSabotaged(Sabotage.KILL_LATER) && !sent.insisted;
                    if (linked && !late && (sent.killedIn != agent.incarnation() || sent.graceMillis != grace)) {
                        sent.killedIn = agent.incarnation();
                        sent.graceMillis = grace;
                        outbox.parcel(agent.id()).kills.add(kill.order());
                    }
                }
                case AgentEffect.Tell tell -> {
                    var last = tell.notices().getLast();
                    if (last.sequence() > sent.told) {
                        sent.told = last.sequence();
                        boolean skips = world().isSabotaged(Sabotage.SKIP_NOTICES);
                        outbox.tell(agent, tell, skips ? List.of(last) : tell.notices());
                    }
                }
                case AgentEffect.TellFramework tell -> {
                    var last = tell.notices().getLast();
                    if (last.sequence() > sent.told) {
                        sent.told = last.sequence();
                        boolean skips = world().isSabotaged(Sabotage.SKIP_NOTICES);
                        outbox.tell(agent, tell, skips ? List.of(last) : tell.notices());
                    }
                }
                case AgentEffect.LaunchWorks works ->
                    throw new IllegalStateException("no executors run here, but one is to run " + works.task());
            }
        }
    }

    private Supervised supervise(AgentId agent, TaskId task) {
        var made = new Supervised();
        insistLater(made, agent, task, world().settings().retryMin());
        return made;
    }

    /** The task's supervisor: insists after longer and longer pauses. */
    private void insistLater(Supervised sent, AgentId agent, TaskId task, Duration pause) {
        int spread = Math.toIntExact(Math.max(1, pause.toMillis() / 4));
        world().timeline().after(pause.toMillis() + world().chance().between(0, spread - 1), sent.supervisor, () -> {
            if (!life().isOver()) {
                toSelf(() -> insist(agent, task));
                var doubled = pause.multipliedBy(2);
                var most = world().settings().retryMax();
                insistLater(sent, agent, task, doubled.compareTo(most) > 0 ? most : doubled);
            }
        });
    }

    private void insist(AgentId agent, TaskId task) {
        var sent = supervised.get(task);
        var known = group().find(agent);
        if (sent == null || known.isEmpty()) {
            return;
        }
        sent.forgetWhatWasSent();
        var outbox = new Outbox();
        supply(known.get(), task, outbox);
        outbox.send();
    }

    /** What goes to the same agent, or to the same job, travels together. */
    private final class Outbox {
        private final Map<AgentId, Parcel> agents = new LinkedHashMap<>();
        private final Map<JobKey, List<JobCommand.TaskNotices>> jobs = new LinkedHashMap<>();
        private final Map<FrameworkId, List<FrameworkCommand.TaskNotices>> frameworks = new LinkedHashMap<>();

        Parcel parcel(AgentId agent) {
            return agents.computeIfAbsent(agent, id -> new Parcel());
        }

        void tell(Agent agent, AgentEffect.Tell tell, List<Notice> notices) {
            if (tell.owner() instanceof Owner.JobInstance(var job, var instance)) {
                jobs.computeIfAbsent(job, key -> new ArrayList<>())
                        .add(new JobCommand.TaskNotices(instance, tell.task(), agent.id(), notices, tell.ports()));
            }
        }

        void tell(Agent agent, AgentEffect.TellFramework tell, List<Notice> notices) {
            var work = tell.work();
            var run = new TaskRun(work.id(), work.key(), tell.agent(), work.name(), work.role(), tell.launchedAt());
            frameworks
                    .computeIfAbsent(work.framework(), id -> new ArrayList<>())
                    .add(new FrameworkCommand.TaskNotices(run, notices, Optional.of(TaskHost.of(agent, work))));
        }

        void send() {
            agents.forEach((agent, parcel) -> {
                var link = links.get(agent);
                if (link != null) {
                    world().network().send(address(), link, new CellMessage.SendOn(parcel.messages()));
                }
            });
            var byGroup = new TreeMap<Integer, List<Asked<JobKey, JobCommand>>>();
            jobs.forEach((job, told) -> byGroup.computeIfAbsent(groupOf(job), any -> new ArrayList<>())
                    .add(Asked.byNobody(new Envelope<>(job, new JobCommand.Hear(told), Cause.SYSTEM))));
            byGroup.forEach((to, asked) ->
                    world().network().send(address(), Address.jobGroup(to), new CellMessage.ToJobs(asked)));
            frameworks.forEach((framework, told) -> post.tell(
                    framework,
                    new GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>(
                            new Envelope<>(framework, new FrameworkCommand.Hear(told), Cause.SYSTEM),
                            new ReplyTo.Nobody<>())));
        }
    }

    private int groupOf(JobKey job) {
        return GroupKind.groupOf(job.toString(), world().settings().groups());
    }

    @Override
    void watched(List<Asked<AgentId, AgentCommand>> asked, List<AgentReply> replies, boolean changed) {
        world().watch().agentsAnswer(number, asked, replies, changed);
    }

    @Override
    void answerTo(Address asker, Asked<AgentId, AgentCommand> asked, AgentReply reply) {
        world().network().send(address(), asker, new CellMessage.ToLink(reply));
    }

    @Override
    void answer(Asked<AgentId, AgentCommand> asked, AgentReply reply) {
        var agent = asked.envelope().aggregate();
        if (asked.envelope().command() instanceof AgentCommand.Register register) {
            registered(agent, register, reply);
            return;
        }
        var command = asked.envelope().command();
        if (asked.asker() instanceof Asker.OfFramework(var framework, long call, var refusal)) {
            allocator.declined(framework, agent, reply, refusal);
            Answers.tell(post, agent, new ReplyTo.OfFramework<>(framework, call, refusal), command, reply);
        } else if (asked.asker() instanceof Asker.OfAllocator && command instanceof AgentCommand.GrantLease grant) {
            offers.granted(group().find(agent), agent, grant, reply, allocator);
        }
        if (!(asked.asker() instanceof Asker.OfJob(var job))) {
            return;
        }
        if (asked.envelope().command() instanceof AgentCommand.Admit
                && reply instanceof AgentReply.Admitted(var refusals)
                && !refusals.isEmpty()) {
            group().find(agent)
                    .ifPresent(known -> planner.refused(known, isLinked(known), job, refusals, nextRevision()));
            var tasks = refusals.stream().map(AgentReply.Refusal::task).toList();
            tellJob(
                    job,
                    new JobCommand.RefuseChoices(
                            agent, tasks, refusals.getFirst().message()));
        } else if (asked.envelope().command() instanceof AgentCommand.Kill(var orders)) {
            tellJob(job, JobCommand.KillsTaken.by(group().find(agent), orders));
        }
    }

    private void tellJob(JobKey job, JobCommand command) {
        world().network()
                .send(
                        address(),
                        Address.jobGroup(groupOf(job)),
                        new CellMessage.ToJobs(List.of(Asked.byNobody(new Envelope<>(job, command, Cause.SYSTEM)))));
    }

    private void registered(AgentId agent, AgentCommand.Register register, AgentReply reply) {
        var dialled = dialling.get(agent);
        if (dialled == null || dialled.hello() != register.hello()) {
            if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
                cutOff(agent, incarnation);
            }
            return;
        }
        dialling.remove(agent);
        boolean late = world().isSabotaged(Sabotage.KILL_LATER);
        world().network().send(address(), dialled.link(), new CellMessage.ToLink(late ? withoutKills(reply) : reply));
        if (reply instanceof AgentReply.Registered(var incarnation, var kills)) {
            var before = links.put(agent, dialled.link());
            linkedAs.put(agent, incarnation);
            if (before != null && !before.equals(dialled.link())) {
                world().network().send(address(), before, new CellMessage.Superseded(incarnation));
            }
            deadlines.remove(agent);
        }
    }

    private void cutOff(AgentId agent, long incarnation) {
        var link = links.remove(agent);
        if (link != null) {
            world().network().send(address(), link, new CellMessage.Superseded(incarnation));
            deadlines.put(agent, now().plus(world().settings().unreachableAfter()));
        }
    }

    private static AgentReply withoutKills(AgentReply reply) {
        return reply instanceof AgentReply.Registered(long incarnation, var kills)
                ? new AgentReply.Registered(incarnation, List.of())
                : reply;
    }

    @Override
    void receive(CellMessage message) {
        switch (message) {
            case CellMessage.ToAgents(var asked) -> asked.forEach(this::enqueue);
            case CellMessage.Dialled dialled -> {
                var hello = dialled.hello();
                dialling.put(hello.agent(), dialled);
                enqueue(hello.agent(), new AgentCommand.Register(hello));
            }
            case CellMessage.LinkClosed(var agent, var link) -> {
                var dialled = dialling.get(agent);
                if (dialled != null && dialled.link().equals(link)) {
                    dialling.remove(agent);
                    deadlines.put(agent, now().plus(world().settings().unreachableAfter()));
                }
                if (links.remove(agent, link)) {
                    deadlines.put(agent, now().plus(world().settings().unreachableAfter()));
                    group().find(agent).ifPresent(known -> report(known, List.of()));
                }
            }
            case CellMessage.LinkHolds holds -> holds(holds);
            case CellMessage.ToGroup(AgentGroupMessage said) -> hear(said);
            case CellMessage.AskStandings(long question, var agents, var from) ->
                world().network().send(address(), from, new CellMessage.StandingsAre(question, number, views(agents)));
            default -> throw new IllegalStateException("a group of agents does not take " + message);
        }
    }

    private void hear(AgentGroupMessage said) {
        switch (said) {
            case AgentGroupMessage.ReportToAllocator report -> {
                allocator.want();
                group().all().values().forEach(agent -> allocator.restated(agent, isOfferable(agent), nextRevision()));
                allocator.allRestated();
            }
            case AgentGroupMessage.ReportToPlanner report -> reportAll();
            case AgentGroupMessage.TakeBackOffers(var id) -> group().find(id).ifPresent(this::takeBackOffers);
            case AgentGroupMessage.OfferAgain(var framework) ->
                offers.again(framework, group().all().values());
            case AgentGroupMessage.TellHosts(int frameworks, var agents) ->
                agents.forEach(id -> Answers.tellHosts(post, frameworks, id, group().find(id)));
            default -> throw new IllegalStateException("a group of agents does not take " + said);
        }
    }

    /** These agents as they are now, or all if none is named. */
    private List<AgentView> views(List<AgentId> asked) {
        return group().all().values().stream()
                .filter(agent -> asked.isEmpty() || asked.contains(agent.id()))
                .map(agent -> new AgentView(agent, isLinked(agent)))
                .toList();
    }

    /** Whether frameworks may be offered what the agent has free: not while it is kept for a job that waits. */
    private boolean isOfferable(Agent agent) {
        return isLinked(agent) && !heldForJobs.containsKey(agent.id());
    }

    private void takeBackOffers(Agent agent) {
        if (!agent.leases().isEmpty()) {
            heldForJobs.put(agent.id(), now().plus(HOLD_FOR_JOBS));
            report(agent, List.of());
            enqueue(agent.id(), new AgentCommand.ExpireOffers(Instant.MAX, "a job waits for what it holds"));
        }
    }

    private boolean isLinked(Agent agent) {
        return links.containsKey(agent.id());
    }

    private void holds(CellMessage.LinkHolds holds) {
        var id = holds.agent();
        var known = group().find(id);
        if (known.isEmpty()) {
            world().network().send(address(), holds.link(), new CellMessage.ToLink(new AgentReply.UnknownAgent(id)));
            return;
        }
        var agent = known.get();
        if (agent.presence() != Presence.REGISTERED || agent.incarnation() != holds.incarnation()) {
            var stale = new AgentReply.StaleIncarnation(id, holds.incarnation(), agent.incarnation());
            world().network().send(address(), holds.link(), new CellMessage.ToLink(stale));
            return;
        }
        if (!links.containsKey(id)) {
            links.put(id, holds.link());
            linkedAs.put(id, holds.incarnation());
            deadlines.remove(id);
            var outbox = new Outbox();
            agent.tasks().forEachValue(task -> supply(agent, task.id(), outbox));
            outbox.send();
            report(agent, List.of());
        }
    }

    @Override
    void tick() {
        var now = now();
        deadlines.entrySet().removeIf(entry -> {
            var agent = entry.getKey();
            if (entry.getValue().isAfter(now)) {
                return false;
            }
            group().find(agent)
                    .filter(known -> known.presence() == Presence.REGISTERED)
                    .ifPresent(known ->
                            enqueue(agent, new AgentCommand.MarkUnreachable(known.incarnation(), "no word from it")));
            return true;
        });
        var before = now.minus(world().settings().offerTimeout());
        for (var id : offers.agents()) {
            if (group().find(id)
                    .filter(agent -> OfferNews.anyBefore(agent, before))
                    .isPresent()) {
                enqueue(id, new AgentCommand.ExpireOffers(before, "its framework has thought about it for too long"));
            }
        }
        if (!asksForLeases.isAfter(now)) {
            asksForLeases = now.plus(LEASES_ASKED_EVERY);
            var longAgo = now.minus(LEASES_ASKED_EVERY);
            offers.askFor(group().all().values(), longAgo.isBefore(recoveredAt) ? recoveredAt : longAgo);
        }
        for (var held : List.copyOf(heldForJobs.entrySet())) {
            if (!held.getValue().isAfter(now)) {
                heldForJobs.remove(held.getKey());
                group().find(held.getKey()).ifPresent(agent -> report(agent, List.of()));
            }
        }
    }

    private void reportAll() {
        group().all().values().forEach(agent -> planner.restated(agent, isLinked(agent), nextRevision()));
        planner.allRestated();
    }

    /** Tells planner and allocator of an agent after these events, or after its link changed. */
    private void report(Agent agent, List<AgentEvent> events) {
        long at = nextRevision();
        planner.changed(agent, isLinked(agent), events, at);
        allocator.changed(agent, isOfferable(agent), events, at);
    }

    private long nextRevision() {
        revision = Math.max(revision + 1, now().toEpochMilli() << REVISION_SHIFT);
        return revision;
    }
}
