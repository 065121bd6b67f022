package io.boreas.actors.allocator;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.registry.RegistryGroupMessage;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Lease;
import io.boreas.core.allocator.Allocator;
import io.boreas.core.allocator.AllocatorAgent;
import io.boreas.core.allocator.AllocatorFramework;
import io.boreas.core.allocator.InverseAnswer;
import io.boreas.core.allocator.InverseOffer;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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
 * The cell's one allocator: keeps the core's {@link Allocator} up to date with what groups report, and asks agents' groups to lease
 * what it grants. It is soft state through and through: at its start it asks every group for a full report and takes over the leases
 * there are; of two allocators at once, an agent's group refuses one.
 *
 * <p>Agents' groups report to it only once it has said that there are frameworks: a cell without any pays nothing for it.
 */
public final class AllocatorActor extends AbstractBehavior<AllocatorMessage> {
    /** Offers' numbers follow the clock, so that they grow over a restart, with room for so many bits of them in a millisecond. */
    private static final int NUMBER_SHIFT = 12;

    /** Nothing is due so soon that it could not wait for this. */
    private static final Duration WAKE_LEAST = Duration.ofMillis(5);

    /** How soon a whitelist that changed is seen. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** Grant what can be granted. */
    private enum AllocateNow implements AllocatorMessage, NoSerializationVerificationNeeded {
        ALLOCATE_NOW
    }

    /** Ask a group for all it has. */
    private enum Tick implements AllocatorMessage, NoSerializationVerificationNeeded {
        TICK
    }

    /** See whether the whitelist is another. */
    private enum Look implements AllocatorMessage, NoSerializationVerificationNeeded {
        LOOK
    }

    private final Groups groups;
    private final ActorRef<PlannerMessage> planner;
    private final Supplier<Optional<SortedSet<String>>> whitelist;
    private final AllocatorActorSettings settings;
    private final Clocks clocks;
    private final TimerScheduler<AllocatorMessage> timers;
    private final Allocator allocator;
    private final RegistryTerms terms;
    private final OpenOffers offers = new OpenOffers();
    private final OpenInverseOffers inverseOffers = new OpenInverseOffers();
    private final Uses uses;
    private final Map<FrameworkId, AllocatorFramework> frameworks = new HashMap<>();
    private final Set<Integer> frameworkGroupsHeard = new HashSet<>();
    private final Set<Integer> agentGroupsHeard = new HashSet<>();
    private Optional<SortedSet<String>> listed;
    private SortedMap<Role, SortedMap<String, Long>> elsewhereSaid = new TreeMap<>();
    private boolean wantsAgents;
    private boolean allocationComes;
    private long lastNumber;
    private int asked;

    private AllocatorActor(
            ActorContext<AllocatorMessage> context,
            TimerScheduler<AllocatorMessage> timers,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            AllocatorActorSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        super(context);
        this.groups = groups;
        this.planner = planner;
        this.settings = settings;
        this.whitelist = whitelist;
        this.clocks = clocks;
        this.timers = timers;
        this.allocator = new Allocator(settings.allocator(), new RegularExpressions());
        this.uses = new Uses(allocator);
        this.terms = new RegistryTerms(settings.weights(), this::withdraw);
        settings.weights().forEach((role, weight) -> allocator.setWeight(new Role(role), weight));
        this.listed = whitelist.get();
        allocator.setWhitelist(listed);
        timers.startTimerWithFixedDelay(Look.LOOK, LOOK_INTERVAL);
        timers.startTimerWithFixedDelay(Tick.TICK, settings.forgetAfter().dividedBy(4));
        for (int number = 0; number < groups.count(); number++) {
            groups.tell(GroupKind.FRAMEWORK, number, new FrameworkGroupMessage.ReportToAllocator());
        }
        askRegistry();
    }

    /** @param whitelist the hosts whose agents are offered, as of now; empty if all are */
    public static Behavior<AllocatorMessage> create(
            Groups groups,
            ActorRef<PlannerMessage> planner,
            AllocatorActorSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AllocatorActor(context, timers, groups, planner, settings, whitelist, clocks)));
    }

    @Override
    public Receive<AllocatorMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(AllocatorMessage.AgentChanged.class, this::agentChanged)
                .onMessage(AllocatorMessage.AgentRestated.class, this::agentRestated)
                .onMessage(AllocatorMessage.AgentsRestated.class, this::agentsRestated)
                .onMessage(AllocatorMessage.AgentLost.class, this::agentLost)
                .onMessage(AllocatorMessage.LeaseRefused.class, this::leaseRefused)
                .onMessage(AllocatorMessage.FrameworkChanged.class, this::frameworkChanged)
                .onMessage(AllocatorMessage.FrameworksRestated.class, this::frameworksRestated)
                .onMessage(AllocatorMessage.FrameworkOver.class, this::frameworkOver)
                .onMessage(AllocatorMessage.Revived.class, this::revived)
                .onMessage(AllocatorMessage.Declined.class, this::declined)
                .onMessage(AllocatorMessage.InverseAnswered.class, this::inverseAnswered)
                .onMessage(AllocatorMessage.SchedulerReplaced.class, this::schedulerReplaced)
                .onMessage(AllocatorMessage.AskInverseAnswers.class, this::inverseAnswers)
                .onMessage(AllocatorMessage.AskInverseOffers.class, this::inverseOffers)
                .onMessage(AllocatorMessage.GroupStarted.class, this::groupStarted)
                .onMessage(RegistryChanged.class, this::registryChanged)
                .onMessageEquals(AllocateNow.ALLOCATE_NOW, this::allocate)
                .onMessageEquals(Look.LOOK, this::look)
                .onMessageEquals(Tick.TICK, this::tick)
                .build();
    }

    private Behavior<AllocatorMessage> agentChanged(AllocatorMessage.AgentChanged changed) {
        var agent = changed.agent().id();
        upsert(changed.agent(), changed.leased());
        changed.begun().forEach(use -> uses.begin(agent, use));
        changed.over().forEach(holder -> uses.end(agent, holder));
        changed.ended().forEach(this::offerEnded);
        allocateSoon();
        return this;
    }

    private void upsert(AllocatorAgent agent, Collection<OfferId> leased) {
        terms.seen(agent.id(), agent.host(), allocator);
        allocator.upsertAgent(agent, offers.grants(leased));
    }

    private Behavior<AllocatorMessage> agentRestated(AllocatorMessage.AgentRestated restated) {
        var agent = restated.agent().id();
        var there = new LinkedHashMap<OfferId, Lease>();
        restated.leases().forEach(lease -> there.put(lease.offer(), lease));
        upsert(restated.agent(), there.keySet());
        uses.restate(agent, restated.uses());
        for (var lease : there.values()) {
            if (!offers.contains(lease.offer())) {
                allocator
                        .adopt(lease.framework(), lease.role(), agent, lease.resources())
                        .ifPresent(grant ->
                                offers.add(lease.offer(), grant, clocks.steady().instant()));
            }
        }
        var longAgo = clocks.steady().instant().minus(settings.forgetAfter());
        for (var offer : offers.of(agent)) {
            if (!there.containsKey(offer) && offers.isOlder(offer, longAgo)) {
                offerEnded(offer);
            }
        }
        takeBackWhatNobodyHolds(there.values());
        takeBackUnlisted(agent, there.keySet());
        allocateSoon();
        return this;
    }

    /** Leases of frameworks that no group of frameworks knows as connected: what told their agents' groups so was lost. */
    private void takeBackWhatNobodyHolds(Iterable<Lease> leases) {
        if (frameworkGroupsHeard.size() < groups.count()) {
            return;
        }
        for (var lease : leases) {
            var framework = frameworks.get(lease.framework());
            if (framework == null || !framework.active()) {
                var command = new AgentCommand.EndLease(lease.offer(), "its framework is not connected");
                lease.offer().agent().ifPresent(agent -> tell(agent, command));
            }
        }
    }

    /** Offers that are out of an agent that is to get nothing new. */
    private void takeBackUnlisted(AgentId agent, Collection<OfferId> out) {
        if (!allocator.isListed(agent)) {
            out.forEach(offer -> tell(agent, new AgentCommand.EndLease(offer, "its agent is not on the whitelist")));
        }
    }

    private Behavior<AllocatorMessage> look() {
        var now = whitelist.get();
        if (!now.equals(listed)) {
            listed = now;
            allocator.setWhitelist(now);
            offers.forEach((offer, open) -> takeBackUnlisted(open.agent(), List.of(offer)));
            allocateSoon();
        }
        return this;
    }

    private Behavior<AllocatorMessage> agentsRestated(AllocatorMessage.AgentsRestated restated) {
        if (agentGroupsHeard.add(restated.group())) {
            allocateSoon();
        }
        return this;
    }

    private Behavior<AllocatorMessage> agentLost(AllocatorMessage.AgentLost lost) {
        var agent = lost.agent();
        allocator.removeAgent(agent);
        terms.lost(agent, allocator);
        uses.restate(agent, List.of());
        offers.of(agent).forEach(this::offerEnded);
        return this;
    }

    private Behavior<AllocatorMessage> leaseRefused(AllocatorMessage.LeaseRefused refused) {
        offerEnded(refused.offer());
        allocateSoon();
        return this;
    }

    private Behavior<AllocatorMessage> frameworkChanged(AllocatorMessage.FrameworkChanged changed) {
        upsert(changed.framework());
        return this;
    }

    private Behavior<AllocatorMessage> frameworksRestated(AllocatorMessage.FrameworksRestated restated) {
        frameworkGroupsHeard.add(restated.group());
        var named = new HashSet<FrameworkId>();
        restated.frameworks().forEach(framework -> {
            named.add(framework.id());
            upsert(framework);
        });
        List.copyOf(frameworks.keySet()).stream()
                .filter(id -> groups.numberOf(id) == restated.group() && !named.contains(id))
                .forEach(this::forget);
        return this;
    }

    private void upsert(AllocatorFramework framework) {
        if (!framework.equals(frameworks.put(framework.id(), framework))) {
            if (!framework.active()) {
                inverseOffers.removeAllOf(framework.id());
            }
            allocator.upsertFramework(framework);
            wantAgents();
            allocateSoon();
        }
    }

    private void wantAgents() {
        if (!wantsAgents) {
            wantsAgents = true;
            for (int number = 0; number < groups.count(); number++) {
                askAgents(number);
            }
        }
    }

    private Behavior<AllocatorMessage> frameworkOver(AllocatorMessage.FrameworkOver over) {
        forget(over.framework());
        return this;
    }

    private void forget(FrameworkId id) {
        if (frameworks.remove(id) != null) {
            allocator.removeFramework(id);
            offers.removeAllOf(id);
            inverseOffers.removeAllOf(id);
            uses.forget(id);
            allocateSoon();
        }
    }

    private Behavior<AllocatorMessage> revived(AllocatorMessage.Revived revived) {
        allocator.revive(revived.framework(), revived.roles());
        allocateSoon();
        return this;
    }

    private Behavior<AllocatorMessage> declined(AllocatorMessage.Declined declined) {
        allocator.decline(
                declined.framework(),
                declined.role(),
                declined.agent(),
                declined.resources(),
                declined.refusal(),
                clocks.steady().instant());
        allocateSoon();
        return this;
    }

    private Behavior<AllocatorMessage> inverseAnswered(AllocatorMessage.InverseAnswered answered) {
        var offer = answered.offer();
        var framework = answered.framework();
        offer.agent()
                .filter(agent -> inverseOffers.remove(framework, agent, offer))
                .ifPresent(agent -> allocator.answerInverse(
                        framework,
                        agent,
                        new InverseAnswer(answered.accepted(), clocks.now()),
                        answered.refusal(),
                        clocks.steady().instant()));
        allocateSoon();
        return this;
    }

    private Behavior<AllocatorMessage> schedulerReplaced(AllocatorMessage.SchedulerReplaced replaced) {
        allocator.releaseInverse(replaced.framework());
        inverseOffers.removeAllOf(replaced.framework());
        allocateSoon();
        return this;
    }

    private Behavior<AllocatorMessage> inverseAnswers(AllocatorMessage.AskInverseAnswers ask) {
        ask.replyTo().tell(terms.answers(allocator));
        return this;
    }

    private Behavior<AllocatorMessage> inverseOffers(AllocatorMessage.AskInverseOffers ask) {
        ask.replyTo().tell(inverseOffers.list());
        return this;
    }

    private void withdraw(InverseOffer inverse) {
        inverseOffers
                .remove(inverse.framework(), inverse.agent())
                .ifPresent(offer -> groups.tell(
                        inverse.framework(), new FrameworkGroupMessage.InverseOfferEnded(inverse.framework(), offer)));
    }

    private Behavior<AllocatorMessage> groupStarted(AllocatorMessage.GroupStarted started) {
        switch (started.kind()) {
            case AGENT -> {
                if (wantsAgents) {
                    askAgents(started.number());
                }
            }
            case FRAMEWORK ->
                groups.tell(GroupKind.FRAMEWORK, started.number(), new FrameworkGroupMessage.ReportToAllocator());
            case JOB -> {}
            case REGISTRY -> askRegistry();
        }
        return this;
    }

    private void askRegistry() {
        groups.tell(GroupKind.REGISTRY, 0, new RegistryGroupMessage.ReportToAllocator());
    }

    /** Offers that a new quota does not allow, or that say other than the schedule now, are taken back; tasks are left alone. */
    private Behavior<AllocatorMessage> registryChanged(RegistryChanged changed) {
        if (!terms.apply(changed.registry(), allocator)) {
            return this;
        }
        if (!allocator.quotas().isEmpty()) {
            wantAgents();
        }
        terms.reschedule(allocator).forEach(agent -> offers.of(agent)
                .forEach(offer ->
                        tell(agent, new AgentCommand.EndLease(offer, "the schedule of its agent's machine changed"))));
        var rescinded = new HashSet<Long>();
        allocator.rescissions().forEach(grant -> rescinded.add(grant.number()));
        offers.forEach((offer, open) -> {
            if (rescinded.contains(open.grant())) {
                tell(open.agent(), new AgentCommand.EndLease(offer, "the quota of its role changed"));
            }
        });
        allocateSoon();
        return this;
    }

    private void askAgents(int number) {
        groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportToAllocator());
    }

    private void offerEnded(OfferId offer) {
        offers.remove(offer).ifPresent(open -> allocator.ended(open.grant()));
    }

    private void allocateSoon() {
        if (!allocationComes) {
            allocationComes = true;
            getContext().getSelf().tell(AllocateNow.ALLOCATE_NOW);
        }
    }

    private Behavior<AllocatorMessage> allocate() {
        allocationComes = false;
        if (!isCounted()) {
            return this; // what is not counted yet would be given twice
        }
        tellElsewhere(false);
        var now = clocks.now();
        var steady = clocks.steady().instant();
        for (var grant : allocator.allocate(steady)) {
            var offer = nextOffer(grant.agent(), now);
            offers.add(offer, grant, steady);
            var lease = new Lease(offer, grant.framework(), grant.role(), grant.resources(), now);
            tell(grant.agent(), new AgentCommand.GrantLease(lease, allocator.unavailability(grant.agent())));
        }
        askToLeave(steady);
        allocator.nextWake().ifPresent(wake -> {
            var pause = Duration.between(clocks.steady().instant(), wake);
            timers.startSingleTimer(AllocateNow.ALLOCATE_NOW, pause.compareTo(WAKE_LEAST) < 0 ? WAKE_LEAST : pause);
        });
        return this;
    }

    /** Whether it is known what roles with a quota have. */
    private boolean isCounted() {
        return allocator.quotas().isEmpty() || agentGroupsHeard.size() == groups.count();
    }

    /** What roles have that is not their jobs', so that their jobs do not get it, too. */
    private void tellElsewhere(boolean again) {
        var elsewhere = allocator.limitedWithout(AllocatorMessage.JOBS);
        if (!elsewhere.equals(elsewhereSaid) || again && !elsewhere.isEmpty()) {
            elsewhereSaid = elsewhere;
            planner.tell(new PlannerMessage.RolesElsewhere(elsewhere));
        }
    }

    private OfferId nextOffer(AgentId agent, Instant now) {
        lastNumber = Math.max(lastNumber + 1, now.toEpochMilli() << NUMBER_SHIFT);
        return OfferId.of(agent, lastNumber);
    }

    /** Inverse offers: for each framework all that it is to be asked. */
    private void askToLeave(Instant steady) {
        var asked = new TreeMap<FrameworkId, List<FrameworkPush.InverseOffer>>();
        for (var inverse : allocator.inverseOffers(steady)) {
            var offer = new FrameworkPush.InverseOffer(
                    nextOffer(inverse.agent(), clocks.now()),
                    inverse.framework(),
                    inverse.agent(),
                    inverse.unavailability());
            inverseOffers.add(offer);
            asked.computeIfAbsent(inverse.framework(), id -> new ArrayList<>()).add(offer);
        }
        asked.forEach(
                (framework, its) -> groups.tell(framework, new FrameworkGroupMessage.InverseOffered(framework, its)));
    }

    private void tell(AgentId agent, AgentCommand command) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, Cause.SYSTEM), new ReplyTo.OfAllocator<>()));
    }

    /** Reports may be lost between masters: one group after the other is asked for all it has, so that no gap lasts. */
    private Behavior<AllocatorMessage> tick() {
        int number = asked / 2 % groups.count();
        if (asked % 2 == 1) {
            groups.tell(GroupKind.FRAMEWORK, number, new FrameworkGroupMessage.ReportToAllocator());
        } else if (wantsAgents) {
            askAgents(number);
        }
        askRegistry();
        if (isCounted()) {
            tellElsewhere(true);
        }
        var unanswered = allocator.expireInverse(clocks.steady().instant().minus(settings.offerTimeout()));
        unanswered.forEach(this::withdraw);
        if (!unanswered.isEmpty()) {
            allocateSoon();
        }
        asked = (asked + 1) % (2 * groups.count());
        return this;
    }
}
