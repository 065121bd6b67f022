package io.boreas.actors.planner;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.registry.RegistryGroupMessage;
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
import java.time.Duration;
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
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The cell's one planner: keeps the core's {@link Planner} up to date with what groups report, and proposes a place for whatever waits.
 * It is soft state through and through: at its start it asks every group for a full report, and a proposal of two planners at once is
 * decided on by the job's group, once.
 */
public final class PlannerActor extends AbstractBehavior<PlannerMessage> {
    /** How soon a whitelist that changed is seen. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** Place what can be placed. */
    private enum PlanNow implements PlannerMessage, NoSerializationVerificationNeeded {
        PLAN_NOW
    }

    /** Look for choices of which nothing was heard, and ask a group for all it has. */
    private enum Tick implements PlannerMessage, NoSerializationVerificationNeeded {
        TICK
    }

    /** See whether the whitelist is another. */
    private enum Look implements PlannerMessage, NoSerializationVerificationNeeded {
        LOOK
    }

    /** When a round was. */
    private record RoundTime(long round, Instant at) {}

    private final Groups groups;
    private final PlannerSettings settings;
    private final Supplier<Optional<SortedSet<String>>> whitelist;
    private final Clocks clocks;
    private final Planner planner;
    private final OfferClaims claims = new OfferClaims();
    private final RoleRooms rooms;
    private final ActorRef<Registry> registry;
    private final Map<TaskId, Long> chosenIn = new HashMap<>();
    private final Deque<RoundTime> rounds = new ArrayDeque<>();
    private Optional<SortedSet<String>> listed;
    private boolean planComes;
    private int asked;

    private PlannerActor(
            ActorContext<PlannerMessage> context,
            TimerScheduler<PlannerMessage> timers,
            Groups groups,
            PlannerSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        super(context);
        this.groups = groups;
        this.settings = settings;
        this.whitelist = whitelist;
        this.clocks = clocks;
        this.planner = new Planner(settings.ranking(), settings.region());
        this.rooms = new RoleRooms(groups.count(), settings.weights());
        rooms.tellWeights(planner);
        this.registry = context.messageAdapter(Registry.class, RegistryChanged::new);
        this.listed = whitelist.get();
        planner.setWhitelist(listed);
        timers.startTimerWithFixedDelay(Look.LOOK, LOOK_INTERVAL);
        timers.startTimerWithFixedDelay(Tick.TICK, settings.forgetAfter().dividedBy(4));
        for (int number = 0; number < groups.count(); number++) {
            groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportToPlanner());
            groups.tell(GroupKind.JOB, number, new JobGroupMessage.ReportToPlanner());
        }
        askRegistry();
    }

    /** @param whitelist the hosts whose agents are chosen, as of now; empty if all are */
    public static Behavior<PlannerMessage> create(
            Groups groups, PlannerSettings settings, Supplier<Optional<SortedSet<String>>> whitelist, Clocks clocks) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new PlannerActor(context, timers, groups, settings, whitelist, clocks)));
    }

    @Override
    public Receive<PlannerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(PlannerMessage.AgentChanged.class, this::agentChanged)
                .onMessage(PlannerMessage.AgentRestated.class, this::agentRestated)
                .onMessage(
                        PlannerMessage.AgentsRestated.class, restated -> roomsChanged(rooms.counted(restated.group())))
                .onMessage(PlannerMessage.RolesElsewhere.class, roles -> roomsChanged(rooms.elsewhere(roles.milli())))
                .onMessage(RegistryChanged.class, this::registryChanged)
                .onMessage(PlannerMessage.AgentOffers.class, this::agentOffers)
                .onMessage(PlannerMessage.JobChanged.class, this::jobChanged)
                .onMessageEquals(PlanNow.PLAN_NOW, this::plan)
                .onMessageEquals(Look.LOOK, this::look)
                .onMessageEquals(Tick.TICK, this::tick)
                .onMessage(PlannerMessage.Why.class, this::why)
                .onMessage(PlannerMessage.Preview.class, this::preview)
                .build();
    }

    private Behavior<PlannerMessage> agentChanged(PlannerMessage.AgentChanged changed) {
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
        return this;
    }

    private Behavior<PlannerMessage> agentRestated(PlannerMessage.AgentRestated restated) {
        var agent = restated.agent();
        var active = new TreeMap<JobKey, List<ActiveTask>>();
        for (var task : restated.tasks()) {
            chosenIn.remove(task.task());
            active.computeIfAbsent(task.job(), key -> new ArrayList<>())
                    .add(new ActiveTask(task.task(), agent.id(), task.needs()));
        }
        planner.resetAgent(agent, active);
        planSoon();
        return this;
    }

    private Behavior<PlannerMessage> jobChanged(PlannerMessage.JobChanged changed) {
        if (changed.spec().isEmpty()) {
            var none = new PendingJob(changed.job(), 0, Instant.EPOCH, new TreeMap<>(), List.of());
            planner.upsertPending(none);
            claims.waits(none);
            return this;
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
        return this;
    }

    private Behavior<PlannerMessage> agentOffers(PlannerMessage.AgentOffers offers) {
        claims.offered(offers.agent(), offers.free());
        return this;
    }

    private Behavior<PlannerMessage> registryChanged(RegistryChanged changed) {
        boolean isNew = rooms.said(changed.registry());
        if (isNew) {
            rooms.tellWeights(planner);
        }
        return roomsChanged(isNew);
    }

    private Behavior<PlannerMessage> roomsChanged(boolean isNew) {
        if (isNew) {
            rooms.tell(planner);
            planSoon();
        }
        return this;
    }

    private Behavior<PlannerMessage> look() {
        var now = whitelist.get();
        if (!now.equals(listed)) {
            listed = now;
            planner.setWhitelist(now);
            planSoon();
        }
        return this;
    }

    private void askRegistry() {
        groups.tell(GroupKind.REGISTRY, 0, new RegistryGroupMessage.Find(registry));
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
            getContext().getSelf().tell(PlanNow.PLAN_NOW);
        }
    }

    private Behavior<PlannerMessage> plan() {
        planComes = false;
        if (!rooms.isHeard()) {
            return this; // nobody gets more than its quota because the planner is new
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
        return this;
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

    private Behavior<PlannerMessage> tick() {
        var longAgo = clocks.steady().instant().minus(settings.forgetAfter());
        long lost = 0;
        while (!rounds.isEmpty() && rounds.getFirst().at().isBefore(longAgo)) {
            lost = rounds.removeFirst().round();
        }
        if (lost > 0) {
            long last = lost;
            for (var job : planner.releaseChosenUpTo(last)) {
                getContext().getLog().warn("choices got lost, asking what waits: job={}", job);
                groups.tell(job, new JobGroupMessage.ReportJob(job));
            }
            chosenIn.values().removeIf(round -> round <= last);
        }
        askNextGroup();
        askRegistry();
        return this;
    }

    /** Reports may be lost between masters: one group after the other is asked for all it has, so that no gap lasts. */
    private void askNextGroup() {
        int number = asked / 2 % groups.count();
        if (asked % 2 == 0) {
            groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportToPlanner());
        } else {
            groups.tell(GroupKind.JOB, number, new JobGroupMessage.ReportToPlanner());
        }
        asked = (asked + 1) % (2 * groups.count());
    }

    private Behavior<PlannerMessage> why(PlannerMessage.Why why) {
        why.replyTo()
                .tell(new PlannerMessage.Reasons(planner.why(why.job(), why.task())
                        .map(refusals -> new PendingReasons(refusals.agents(), refusals.reasons(), clocks.now()))));
        return this;
    }

    private Behavior<PlannerMessage> preview(PlannerMessage.Preview asked) {
        var spec = asked.spec();
        var preview = planner.preview(spec.key(), Amounts.of(spec.task()), spec.constraints(), asked.instances());
        asked.replyTo()
                .tell(new PlacementPreview(
                        preview.places().stream()
                                .map(place ->
                                        new PlacementPreview.Place(place.agent().value(), place.host()))
                                .toList(),
                        preview.unplaced(),
                        preview.refusals().reasons()));
        return this;
    }
}
