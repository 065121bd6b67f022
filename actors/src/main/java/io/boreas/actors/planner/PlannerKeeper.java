package io.boreas.actors.planner;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupsHeard;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.Unheard;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Keeps the core's {@link Planner} up to date with what groups report, and proposes a place for whatever waits. It is soft state through and through
 * (I7): at its start it asks every group for a full report, and a proposal of two planners at once is decided on by the job's group, once.
 *
 * <p>It knows no actors, so that the simulator runs it as it is. Not thread-safe.
 */
public final class PlannerKeeper {
    private final GroupPost groups;
    private final PlannerSettings settings;
    private final Supplier<Optional<SortedSet<String>>> whitelist;
    private final Clocks clocks;
    private final Outside outside;
    private final Planner planner;
    private final OfferClaims claims = new OfferClaims();
    private final GroupsHeard agentGroups;
    private final GroupsHeard jobGroups;
    private final RoleRooms rooms;
    private final Map<TaskId, Long> chosenIn = new HashMap<>();
    private final Deque<RoundTime> rounds = new ArrayDeque<>();
    private final Unheard<JobKey> unheard = new Unheard<>();
    private Optional<SortedSet<String>> listed;
    private boolean planComes;
    private int asked;

    /** What it reaches beside groups. */
    public interface Outside {
        /** Has {@link PlannerKeeper#plan} called behind what waits already. */
        void planSoon();

        /** Asks the registry for what it has, which comes to {@link PlannerKeeper#registryChanged}. */
        void askRegistry();

        /** Choices for this job got lost; its group is asked what waits. */
        void choicesLost(JobKey job);
    }

    /** When a round was. */
    private record RoundTime(long round, Instant at) {}

    /** @param whitelist the hosts whose agents are chosen, as of now; empty if all are */
    public PlannerKeeper(
            GroupPost groups,
            PlannerSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks,
            Outside outside) {
        this.groups = groups;
        this.settings = settings;
        this.whitelist = whitelist;
        this.clocks = clocks;
        this.outside = outside;
        this.planner = new Planner(settings.ranking(), settings.region());
        this.agentGroups = new GroupsHeard(groups.count(), Unheard.PATIENCE);
        this.jobGroups = new GroupsHeard(groups.count(), Unheard.PATIENCE);
        this.rooms = new RoleRooms(agentGroups, settings.weights());
        rooms.tellWeights(planner);
        this.listed = whitelist.get();
        planner.setWhitelist(listed);
    }

    /** Asks for what there is; to be called once, before anything else. */
    public void start() {
        var steady = clocks.steady().instant();
        agentGroups.allAsked(steady);
        jobGroups.allAsked(steady);
        for (int number = 0; number < groups.count(); number++) {
            askAgents(number);
            askJobs(number);
        }
        outside.askRegistry();
    }

    private void askAgents(int number) {
        groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportToPlanner());
    }

    private void askJobs(int number) {
        groups.tell(GroupKind.JOB, number, new JobGroupMessage.ReportToPlanner());
    }

    /** What groups and the allocator report. */
    public void hear(PlannerMessage.Report report) {
        switch (report) {
            case PlannerMessage.AgentChanged changed -> agentChanged(changed);
            case PlannerMessage.AgentRestated restated -> agentRestated(restated);
            case PlannerMessage.AgentsRestated(int group) -> roomsChanged(agentGroups.hear(group));
            case PlannerMessage.RolesElsewhere(var milli) -> roomsChanged(rooms.elsewhere(milli));
            case PlannerMessage.AgentOffers(var agent, var free) -> claims.offered(agent, free);
            case PlannerMessage.JobChanged changed -> jobChanged(changed);
            case PlannerMessage.JobsRestated(int group) -> jobGroups.hear(group);
        }
    }

    private void agentChanged(PlannerMessage.AgentChanged changed) {
        var agent = changed.agent();
        changed.admitted().forEach(task -> chosenIn.remove(task.task()));
        planner.upsertAgent(
                agent,
                changed.admitted().stream().map(PlannerMessage.OnAgent::task).toList());
        for (var task : changed.admitted()) {
            planner.activate(task.job(), new ActiveTask(task.task(), agent.id(), task.needs()));
        }
        for (var task : changed.ended()) {
            planner.ended(task.job(), task.task());
        }
        planSoon();
    }

    private void agentRestated(PlannerMessage.AgentRestated restated) {
        var agent = restated.agent();
        var active = new TreeMap<JobKey, List<ActiveTask>>();
        for (var task : restated.tasks()) {
            chosenIn.remove(task.task());
            active.computeIfAbsent(task.job(), key -> new ArrayList<>())
                    .add(new ActiveTask(task.task(), agent.id(), task.needs()));
        }
        planner.resetAgent(agent, active);
        planSoon();
    }

    private void jobChanged(PlannerMessage.JobChanged changed) {
        if (changed.spec().isEmpty()) {
            var none = new PendingJob(changed.job(), 0, Instant.EPOCH, new TreeMap<>(), List.of());
            planner.upsertPending(none);
            claims.waits(none);
            return;
        }
        for (var waiting : changed.waiting()) {
            var round = chosenIn.get(waiting.task());
            if (round != null && round <= changed.round()) {
                chosenIn.remove(waiting.task());
                planner.refused(waiting.task());
            }
        }
        var pending = pending(changed, changed.spec().get());
        planner.upsertPending(pending);
        claims.waits(pending);
        planSoon();
    }

    /** What operators have said is this. */
    public void registryChanged(Registry registry) {
        boolean isNew = rooms.said(registry);
        if (isNew) {
            rooms.tellWeights(planner);
        }
        roomsChanged(isNew);
    }

    private void roomsChanged(boolean isNew) {
        if (isNew) {
            rooms.tell(planner);
            planSoon();
        }
    }

    /** Looks whether the whitelist is another, and after groups and choices that nothing was heard of. */
    public void look() {
        lookAtWhitelist();
        var steady = clocks.steady().instant();
        agentGroups.due(steady).forEach(this::askAgents);
        jobGroups.due(steady).forEach(this::askJobs);
        askAfterChoices(steady);
    }

    private void askAfterChoices(Instant steady) {
        var before = steady.minus(Unheard.PATIENCE);
        long last = 0;
        for (var round : rounds) {
            if (round.at().isAfter(before)) {
                break;
            }
            last = round.round();
        }
        for (var job : unheard.due(planner.jobsChosenUpTo(last), steady)) {
            groups.tell(job, new JobGroupMessage.ReportJob(job, Optional.of(last)));
        }
    }

    private void lookAtWhitelist() {
        var now = whitelist.get();
        if (!now.equals(listed)) {
            listed = now;
            planner.setWhitelist(now);
            planSoon();
        }
    }

    private static PendingJob pending(PlannerMessage.JobChanged changed, JobSpec spec) {
        var bySpec = new LinkedHashMap<TaskSpec, List<PendingJob.PendingTask>>();
        for (var waiting : changed.waiting()) {
            bySpec.computeIfAbsent(waiting.spec(), any -> new ArrayList<>())
                    .add(new PendingJob.PendingTask(waiting.instance(), waiting.task()));
        }
        var groups = new ArrayList<PendingJob.PendingGroup>(bySpec.size());
        bySpec.forEach((task, waiting) -> groups.add(new PendingJob.PendingGroup(Amounts.of(task), waiting)));
        return new PendingJob(changed.job(), spec.priority(), changed.createdAt(), spec.constraints(), groups);
    }

    private void planSoon() {
        if (!planComes) {
            planComes = true;
            outside.planSoon();
        }
    }

    /** Places what can be placed. */
    public void plan() {
        planComes = false;
        if (!rooms.isHeard()) {
            return; // nobody gets more than its quota because the planner is new
        }
        var plan = planner.plan(settings.decisionsMax());
        if (!plan.choices().isEmpty()) {
            rounds.add(new RoundTime(plan.round(), clocks.steady().instant()));
            propose(plan);
        }
        plan.unplaced().forEach((job, count) -> claims.claim(
                        job, count, clocks.steady().instant())
                .forEach(agent -> groups.tell(agent, new AgentGroupMessage.TakeBackOffers(agent))));
        if (plan.more()) {
            planSoon();
        }
    }

    private void propose(Plan plan) {
        var byJob = new LinkedHashMap<JobKey, List<JobCommand.Choice>>();
        for (var choice : plan.choices()) {
            chosenIn.put(choice.task(), plan.round());
            byJob.computeIfAbsent(choice.job(), key -> new ArrayList<>())
                    .add(new JobCommand.Choice(choice.instance(), choice.task(), choice.agent(), choice.host()));
        }
        byJob.forEach((job, choices) -> groups.tell(
                job,
                new GroupMessage.Command<JobKey, JobCommand, JobReply>(
                        new Envelope<>(job, new JobCommand.Choose(choices), Cause.SYSTEM),
                        new ReplyTo.OfPlanner<>(plan.round()))));
    }

    /** Looks for choices of which nothing was heard, and asks a group for all it has. */
    public void tick() {
        var longAgo = clocks.steady().instant().minus(settings.forgetAfter());
        long lost = 0;
        while (!rounds.isEmpty() && rounds.getFirst().at().isBefore(longAgo)) {
            lost = rounds.removeFirst().round();
        }
        if (lost > 0) {
            long last = lost;
            for (var job : planner.releaseChosenUpTo(last)) {
                outside.choicesLost(job);
                groups.tell(job, new JobGroupMessage.ReportJob(job, Optional.of(last)));
            }
            chosenIn.values().removeIf(round -> round <= last);
        }
        askNextGroup();
        outside.askRegistry();
    }

    /** Reports may be lost between masters: one group after the other is asked for all it has, so that no gap lasts. */
    private void askNextGroup() {
        int number = asked / 2 % groups.count();
        if (asked % 2 == 0) {
            askAgents(number);
        } else {
            askJobs(number);
        }
        asked = (asked + 1) % (2 * groups.count());
    }

    /** Why a task waits; empty if it is not known that it does. */
    public Optional<PendingReasons> why(JobKey job, TaskId task) {
        return planner.why(job, task)
                .map(refusals -> new PendingReasons(refusals.agents(), refusals.reasons(), clocks.now()));
    }

    /** Where so many more instances of a job would go, if it were asked for now. */
    public PlacementPreview preview(JobSpec spec, int instances) {
        var preview = planner.preview(spec.key(), Amounts.of(spec.task()), spec.constraints(), instances);
        return new PlacementPreview(
                preview.places().stream()
                        .map(place -> new PlacementPreview.Place(place.agent().value(), place.host()))
                        .toList(),
                preview.unplaced(),
                preview.refusals().reasons());
    }

    /** Choices of which nothing was heard yet. */
    public int inFlight() {
        return planner.inFlight();
    }
}
