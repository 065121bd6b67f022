package io.boreas.actors.allocator;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.InverseOffers;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.GroupsHeard;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.group.Unheard;
import io.boreas.actors.planner.PlannerMessage;
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
import io.boreas.core.registry.Registry;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Keeps the core's {@link Allocator} up to date with what groups report, and asks agents' groups to lease what it grants. It is soft state through and
 * through (I7): at its start it asks every group for a full report and takes over the leases there are; of two allocators at once, an agent's group
 * refuses one.
 *
 * <p>Agents' groups report to it only once it has said that there are frameworks: a cell without any pays nothing for it.
 *
 * <p>It knows no actors, so that the simulator runs it as it is. Not thread-safe.
 */
public final class AllocatorKeeper {
    /** Offers' numbers follow the clock, so that they grow over a restart, with room for so many bits of them in a millisecond. */
    private static final int NUMBER_SHIFT = 12;

    /** How long groups of frameworks, which have little to tell, may take to do so: nothing is offered to whom the allocator does not know. */
    private static final Duration FRAMEWORKS_PATIENCE = Duration.ofSeconds(1);

    /** Nothing is due so soon that it could not wait for this. */
    private static final Duration WAKE_LEAST = Duration.ofMillis(5);

    private final GroupPost groups;
    private final Outside outside;
    private final Supplier<Optional<SortedSet<String>>> whitelist;
    private final AllocatorActorSettings settings;
    private final Clocks clocks;
    private final Allocator allocator;
    private final RegistryTerms terms;
    private final OpenOffers offers = new OpenOffers();
    private final Unheard<AgentId> unheard = new Unheard<>();
    private final OpenInverseOffers inverseOffers = new OpenInverseOffers();
    private final Uses uses;
    private final Map<FrameworkId, AllocatorFramework> frameworks = new HashMap<>();
    private final GroupsHeard frameworkGroups;
    private final GroupsHeard agentGroups;
    private Optional<SortedSet<String>> listed;
    private SortedMap<Role, SortedMap<String, Long>> elsewhereSaid = new TreeMap<>();
    private boolean registryHeard;
    private boolean wantsAgents;
    private boolean allocationComes;
    private long lastNumber;
    private int asked;

    /** What it reaches beside groups. */
    public interface Outside {
        void tell(PlannerMessage message);

        /** Has {@link AllocatorKeeper#allocate} called behind what waits already. */
        void allocateSoon();

        /** Has it called after a pause, in place of the pause it was told before. */
        void allocateAfter(Duration pause);
    }

    /** @param whitelist the hosts whose agents are offered, as of now; empty if all are */
    public AllocatorKeeper(
            GroupPost groups,
            AllocatorActorSettings settings,
            Supplier<Optional<SortedSet<String>>> whitelist,
            Clocks clocks,
            Outside outside) {
        this.groups = groups;
        this.settings = settings;
        this.whitelist = whitelist;
        this.clocks = clocks;
        this.outside = outside;
        this.allocator = new Allocator(settings.allocator(), new RegularExpressions());
        this.uses = new Uses(allocator);
        this.terms = new RegistryTerms(settings.weights(), this::withdraw);
        this.frameworkGroups = new GroupsHeard(groups.count(), FRAMEWORKS_PATIENCE);
        this.agentGroups = new GroupsHeard(groups.count(), Unheard.PATIENCE);
        settings.weights().forEach((role, weight) -> allocator.setWeight(new Role(role), weight));
        this.listed = whitelist.get();
        allocator.setWhitelist(listed);
    }

    /** Asks for what there is; to be called once, before anything else. */
    public void start() {
        frameworkGroups.allAsked(clocks.steady().instant());
        for (int number = 0; number < groups.count(); number++) {
            askFrameworks(number);
        }
        askRegistry();
    }

    /** What groups report. */
    public void hear(AllocatorMessage.Report report) {
        switch (report) {
            case AllocatorMessage.AgentChanged changed -> agentChanged(changed);
            case AllocatorMessage.AgentRestated restated -> agentRestated(restated);
            case AllocatorMessage.AgentsRestated restated -> agentsRestated(restated);
            case AllocatorMessage.AgentLost lost -> agentLost(lost);
            case AllocatorMessage.LeaseRefused refused -> leaseRefused(refused);
            case AllocatorMessage.FrameworkChanged changed -> upsert(changed.framework());
            case AllocatorMessage.FrameworksRestated restated -> frameworksRestated(restated);
            case AllocatorMessage.FrameworkOver over -> forget(over.framework());
            case AllocatorMessage.Revived revived -> revived(revived);
            case AllocatorMessage.Declined declined -> declined(declined);
            case AllocatorMessage.InverseAnswered answered -> inverseAnswered(answered);
            case AllocatorMessage.SchedulerReplaced replaced -> schedulerReplaced(replaced);
            case AllocatorMessage.GroupStarted started -> groupStarted(started);
        }
    }

    private void agentChanged(AllocatorMessage.AgentChanged changed) {
        var agent = changed.agent().id();
        upsert(changed.agent(), changed.leased());
        changed.begun().forEach(use -> uses.begin(agent, use));
        changed.over().forEach(holder -> uses.end(agent, holder));
        changed.ended().forEach(this::offerEnded);
        allocateSoon();
    }

    private void upsert(AllocatorAgent agent, Collection<OfferId> leased) {
        terms.seen(agent.id(), agent.host(), allocator);
        allocator.upsertAgent(agent, offers.grants(leased));
        offers.heard(leased);
    }

    private void agentRestated(AllocatorMessage.AgentRestated restated) {
        var agent = restated.agent().id();
        var there = new LinkedHashMap<OfferId, Lease>();
        restated.leases().forEach(lease -> there.put(lease.offer(), lease));
        upsert(restated.agent(), there.keySet());
        uses.restate(agent, restated.uses());
        for (var lease : there.values()) {
            if (!offers.contains(lease.offer())) {
                allocator
                        .adopt(lease.framework(), lease.role(), agent, lease.resources())
                        .ifPresent(grant -> offers.adopt(
                                lease.offer(), grant, clocks.steady().instant()));
            }
        }
        var longAgo = clocks.steady().instant().minus(settings.forgetAfter());
        offers.lost(agent, there.keySet(), restated.upTo().orElse(0L), longAgo).forEach(this::offerEnded);
        takeBackWhatNobodyHolds(there.values());
        takeBackUnlisted(agent, there.keySet());
        allocateSoon();
    }

    /** Leases of frameworks that no group of frameworks knows as connected: what told their agents' groups so was lost. */
    private void takeBackWhatNobodyHolds(Iterable<Lease> leases) {
        if (!frameworkGroups.areAll()) {
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

    /** Looks whether the whitelist is another, and after groups and grants that nothing was heard of. */
    public void look() {
        lookAtWhitelist();
        var steady = clocks.steady().instant();
        frameworkGroups.due(steady).forEach(this::askFrameworks);
        agentGroups.due(steady).forEach(this::askAgents);
        askAfterGrants(steady);
    }

    private void askAfterGrants(Instant steady) {
        var byGroup = new TreeMap<Integer, List<AgentId>>();
        for (var agent : unheard.due(offers.silentSince(steady.minus(Unheard.PATIENCE)), steady)) {
            byGroup.computeIfAbsent(groups.numberOf(agent), number -> new ArrayList<>())
                    .add(agent);
        }
        byGroup.forEach((number, agents) ->
                groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportAgents(agents, lastNumber)));
    }

    private void lookAtWhitelist() {
        var now = whitelist.get();
        if (!now.equals(listed)) {
            listed = now;
            allocator.setWhitelist(now);
            offers.forEach((offer, open) -> takeBackUnlisted(open.agent(), List.of(offer)));
            allocateSoon();
        }
    }

    private void agentsRestated(AllocatorMessage.AgentsRestated restated) {
        if (agentGroups.hear(restated.group())) {
            allocateSoon();
        }
    }

    private void agentLost(AllocatorMessage.AgentLost lost) {
        var agent = lost.agent();
        allocator.removeAgent(agent);
        terms.lost(agent, allocator);
        uses.restate(agent, List.of());
        offers.of(agent).forEach(this::offerEnded);
    }

    private void leaseRefused(AllocatorMessage.LeaseRefused refused) {
        offerEnded(refused.offer());
        allocateSoon();
    }

    private void frameworksRestated(AllocatorMessage.FrameworksRestated restated) {
        frameworkGroups.hear(restated.group());
        var named = new HashSet<FrameworkId>();
        restated.frameworks().forEach(framework -> {
            named.add(framework.id());
            upsert(framework);
        });
        List.copyOf(frameworks.keySet()).stream()
                .filter(id -> groups.numberOf(id) == restated.group() && !named.contains(id))
                .forEach(this::forget);
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
            agentGroups.allAsked(clocks.steady().instant());
            for (int number = 0; number < groups.count(); number++) {
                askAgents(number);
            }
        }
    }

    private void forget(FrameworkId id) {
        if (frameworks.remove(id) != null) {
            allocator.removeFramework(id);
            inverseOffers.removeAllOf(id);
            allocateSoon();
        }
    }

    private void revived(AllocatorMessage.Revived revived) {
        allocator.revive(revived.framework(), revived.roles());
        allocateSoon();
    }

    private void declined(AllocatorMessage.Declined declined) {
        allocator.decline(
                declined.framework(),
                declined.role(),
                declined.agent(),
                declined.resources(),
                declined.refusal(),
                clocks.steady().instant());
        allocateSoon();
    }

    private void inverseAnswered(AllocatorMessage.InverseAnswered answered) {
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
    }

    private void schedulerReplaced(AllocatorMessage.SchedulerReplaced replaced) {
        allocator.releaseInverse(replaced.framework());
        inverseOffers.removeAllOf(replaced.framework());
        allocateSoon();
    }

    /** What frameworks have said to inverse offers. */
    public InverseAnswers inverseAnswers() {
        return terms.answers(allocator);
    }

    /** What frameworks are asked to leave. */
    public InverseOffers inverseOffers() {
        return inverseOffers.list();
    }

    private void withdraw(InverseOffer inverse) {
        inverseOffers
                .remove(inverse.framework(), inverse.agent())
                .ifPresent(offer -> groups.tell(
                        inverse.framework(), new FrameworkGroupMessage.InverseOfferEnded(inverse.framework(), offer)));
    }

    private void groupStarted(AllocatorMessage.GroupStarted started) {
        switch (started.kind()) {
            case AGENT -> {
                if (wantsAgents) {
                    askAgents(started.number());
                }
            }
            case FRAMEWORK -> askFrameworks(started.number());
            case JOB -> {}
            case REGISTRY -> askRegistry();
        }
    }

    private void askRegistry() {
        groups.tell(GroupKind.REGISTRY, 0, new RegistryGroupMessage.ReportToAllocator());
    }

    /** Offers that a new quota does not allow, or that say other than the schedule now, are taken back; tasks are left alone. */
    public void registryChanged(Registry registry) {
        if (!registryHeard) {
            registryHeard = true;
            allocateSoon();
        }
        if (!terms.apply(registry, allocator)) {
            return;
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
    }

    private void askFrameworks(int number) {
        groups.tell(GroupKind.FRAMEWORK, number, new FrameworkGroupMessage.ReportToAllocator());
    }

    private void askAgents(int number) {
        groups.tell(GroupKind.AGENT, number, new AgentGroupMessage.ReportToAllocator(Optional.of(lastNumber)));
    }

    private void offerEnded(OfferId offer) {
        offers.remove(offer).ifPresent(open -> allocator.ended(open.grant()));
    }

    private void allocateSoon() {
        if (!allocationComes) {
            allocationComes = true;
            outside.allocateSoon();
        }
    }

    /** Grants what can be granted. */
    public void allocate() {
        allocationComes = false;
        if (!isCounted()) {
            return; // what is not counted yet would be given twice
        }
        tellElsewhere(false);
        var now = clocks.now();
        var steady = clocks.steady().instant();
        for (var grant : allocator.allocate(steady)) {
            var offer = nextOffer(grant.agent(), now);
            offers.ask(offer, lastNumber, grant, steady);
            var lease = new Lease(offer, grant.framework(), grant.role(), grant.resources(), now);
            tell(grant.agent(), new AgentCommand.GrantLease(lease, allocator.unavailability(grant.agent())));
        }
        askToLeave(steady);
        allocator.nextWake().ifPresent(wake -> {
            var pause = Duration.between(clocks.steady().instant(), wake);
            outside.allocateAfter(pause.compareTo(WAKE_LEAST) < 0 ? WAKE_LEAST : pause);
        });
    }

    /** Whether it is known which roles have a quota, and what those have. */
    private boolean isCounted() {
        return registryHeard && (allocator.quotas().isEmpty() || agentGroups.areAll());
    }

    /** What roles have that is not their jobs', so that their jobs do not get it, too. */
    private void tellElsewhere(boolean again) {
        var elsewhere = allocator.limitedWithout(AllocatorMessage.JOBS);
        if (!elsewhere.equals(elsewhereSaid) || again && !elsewhere.isEmpty()) {
            elsewhereSaid = elsewhere;
            outside.tell(new PlannerMessage.RolesElsewhere(elsewhere));
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
    public void tick() {
        int number = asked / 2 % groups.count();
        if (asked % 2 == 1) {
            askFrameworks(number);
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
    }
}
