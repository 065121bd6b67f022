package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which framework is offered what an agent has left. It only grants: the agent's group leases, or refuses.
 *
 * <p>It is told what changes and works when {@link #allocate} is called, at once for all that has changed since; agents
 * and frameworks that did not change cost nothing. What it decides is in {@link Round}.
 *
 * <p>What was granted is taken off the agent's report until its group says that it is leased, together with the report that
 * counts it, or refused. A grant counts for its taker until it is refused or its lease has ended, and a task from when it
 * is said to be allocated until it is released. Where both a report and a release tell of one thing, the report comes
 * first: in between, resources then count twice instead of not at all, and no limit is passed.
 *
 * <p>Mutable and not thread-safe; equal calls in equal order give equal grants. Time is handed in.
 *
 * <p>Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4; Mesos, {@code HierarchicalDRF}; quota at
 * every level is our own.
 */
public final class Allocator {
    /** Nobody is asked to leave an agent again before. Source: Mesos, {@code --allocation_interval}. */
    public static final Duration INVERSE_PAUSE_LEAST = Duration.ofSeconds(1);

    private final AllocatorSettings settings;
    private final TextPatterns patterns;
    private final RoleTree tree;
    private final Ledger ledger;
    private final OfferFilters filters;
    private final Wakeups wakeups = new Wakeups();
    private final Maintenance maintenance = new Maintenance();
    private final Round round;
    private final TreeMap<AgentId, AgentState> agents = new TreeMap<>();
    private final TreeMap<FrameworkId, FrameworkState> frameworks = new TreeMap<>();
    private Optional<Set<String>> whitelist = Optional.empty();

    /**
     * An allocator that knows of nothing.
     *
     * @param patterns for the constraints of frameworks
     */
    public Allocator(AllocatorSettings settings, TextPatterns patterns) {
        this.settings = settings;
        this.patterns = patterns;
        this.tree = new RoleTree(settings);
        this.ledger = new Ledger(tree);
        this.filters = new OfferFilters(settings.filtersMax());
        this.round = new Round(settings, ledger, filters, wakeups);
    }

    /**
     * How much more than its siblings a role may have; 1 if never said.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    public void setWeight(Role role, double weight) {
        tree.setWeight(role, weight);
    }

    /**
     * What would be wrong with these quotas in place of those the roles have.
     *
     * @param force whether only what cannot be is a problem, not what cannot be kept at once
     */
    public List<QuotaProblem> problems(SortedMap<Role, Quota> changes, boolean force) {
        var after = new TreeMap<>(tree.quotas());
        after.putAll(changes);
        after.values().removeIf(Quota::isNone);
        var found = new QuotaCheck(after).structure();
        if (!force) {
            var total = tree.kinds.byName(tree.total());
            found.addAll(new QuotaCheck(after).capacity(changes.keySet(), this::consumed, total));
        }
        return List.copyOf(found);
    }

    /** The role has this quota from now on; {@link Quota#NONE} for none. See {@link #problems} and {@link #rescissions}. */
    public void setQuota(Role role, Quota quota) {
        tree.setQuota(role, quota);
        wakeups.quota();
    }

    /** All quotas there are. */
    public SortedMap<Role, Quota> quotas() {
        return tree.quotas();
    }

    /** Which leases are to be taken back so that quotas hold, each said once; tasks are left alone. */
    public List<Grant> rescissions() {
        return new Rescission(ledger).find();
    }

    /** Only agents on these hosts are offered; all of them if there is no list. */
    public void setWhitelist(Optional<? extends Collection<String>> hosts) {
        whitelist = hosts.map(Set::copyOf);
        agents.values().forEach(agent -> ledger.change(agent, () -> judge(agent)));
        agents.values().forEach(wakeups::agent);
    }

    /** Whether the agent is known, and its host on the whitelist, if there is one. */
    public boolean isListed(AgentId id) {
        var agent = agents.get(id);
        return agent != null && isListed(agent);
    }

    /**
     * An agent is like this now, these grants leased and not available any more. With other attributes than before, or
     * elsewhere, nothing that was declined of it counts any more.
     */
    public void upsertAgent(AllocatorAgent report, Collection<Long> leased) {
        var agent = agents.get(report.id());
        if (agent == null) {
            agent = new AgentState(report);
            agents.put(report.id(), agent);
            tree.addTotal(report.total(), 1);
        } else if (report.revision() >= agent.report.revision()) {
            if (!agent.report.isDescribedAs(report)) {
                filters.forget(agent);
            }
            if (!agent.report.total().equals(report.total())) {
                tree.addTotal(agent.report.total(), -1);
                tree.addTotal(report.total(), 1);
            }
        }
        var changed = agent;
        ledger.change(agent, () -> {
            for (long number : leased) {
                var grant = ledger.find(number);
                if (grant != null && grant.agent == changed) {
                    ledger.leased(grant);
                }
            }
            if (report.revision() >= changed.report.revision()) {
                changed.report = report;
            }
            judge(changed);
        });
        wakeups.agent(agent);
        wakeups.quota();
    }

    /** An agent takes part no more; grants and leases of it are over. What tasks hold there is held until released. */
    public void removeAgent(AgentId id) {
        var agent = agents.remove(id);
        if (agent != null) {
            tree.addTotal(agent.report.total(), -1);
            filters.forget(agent);
            wakeups.forget(agent);
            ledger.remove(agent);
            List.copyOf(agent.grants).forEach(this::end);
        }
    }

    /**
     * A framework is like this now. What it did not say before may be worth offers of any agent.
     *
     * @throws IllegalArgumentException if a regular expression of its constraints is none
     */
    public void upsertFramework(AllocatorFramework terms) {
        var framework = frameworks.computeIfAbsent(terms.id(), FrameworkState::new);
        boolean sameNeeds = framework.terms.capabilities().equals(terms.capabilities())
                && framework.terms.constraints().equals(terms.constraints())
                && framework.terms.minAllocatable().equals(terms.minAllocatable());
        if (!framework.terms.constraints().equals(terms.constraints())) {
            framework.constraints = ConstraintFilter.of(terms.constraints(), patterns);
        }
        framework.terms = terms;
        framework.active = terms.active();
        framework.known = true;
        terms.roles().forEach(role -> client(framework, role));
        for (var client : List.copyOf(framework.clients.values())) {
            client.subscribed = terms.roles().contains(client.role());
            client.suppressed = terms.suppressed().contains(client.role());
            client.minAllocatable = minAllocatable(client);
            if (!framework.active || !client.subscribed) {
                filters.forget(client);
            }
            if (compete(client) || !sameNeeds) {
                wakeups.client(client);
            }
            forgetIfOver(client);
        }
        if (!framework.active) {
            maintenance.release(terms.id());
        }
    }

    /**
     * A framework is no more, and gets nothing. What it was granted and what its tasks hold counts on, until it is said to have ended: it is in use
     * as long, and others of its role would pass their limit.
     */
    public void removeFramework(FrameworkId id) {
        var framework = frameworks.get(id);
        if (framework == null) {
            return;
        }
        framework.active = false;
        framework.known = false;
        for (var client : List.copyOf(framework.clients.values())) {
            client.subscribed = false;
            compete(client);
            filters.forget(client);
            forgetIfOver(client);
        }
        forgetIfOver(framework);
        maintenance.forget(id);
        wakeups.quota();
    }

    /** The framework wants no offers for these roles until it revives them. */
    public void suppress(FrameworkId id, Collection<Role> roles) {
        clients(id, roles).forEach(client -> {
            client.suppressed = true;
            compete(client);
        });
    }

    /** The framework wants offers for these roles again, whatever it has declined before; and may be asked to leave. */
    public void revive(FrameworkId id, Collection<Role> roles) {
        maintenance.revive(id);
        clients(id, roles).forEach(client -> {
            filters.forget(client);
            client.suppressed = false;
            compete(client);
            wakeups.client(client);
        });
    }

    /**
     * The framework does not want this, or less, of the agent for so long, and for {@link AllocatorSettings#filterLeast}
     * at least; see {@link Refusal}.
     */
    public void decline(FrameworkId id, Role role, AgentId agentId, Resources declined, Duration refusal, Instant now) {
        var client = find(id, role);
        var agent = agents.get(agentId);
        if (client != null && agent != null && client.framework.active && client.subscribed) {
            var life = refusal.compareTo(settings.filterLeast()) < 0 ? settings.filterLeast() : refusal;
            filters.add(agent, client, declined, now.plus(life));
        }
    }

    /** The framework uses this of the agent: a task was launched, or was found running. */
    public void allocated(FrameworkId id, Role role, AgentId agent, Resources resources) {
        ledger.allocated(client(frameworks.computeIfAbsent(id, FrameworkState::new), role), agent, resources);
    }

    /** The framework uses this of the agent no more. The report that has it available comes before. */
    public void released(FrameworkId id, Role role, AgentId agent, Resources resources) {
        var client = find(id, role);
        if (client != null && client.entry.allocations > 0 && ledger.released(client, agent, resources)) {
            wakeups.quota();
            forgetIfOver(client);
        }
    }

    /** An agent's group has leased this to the framework for an earlier allocator; empty if the agent is not known. */
    public Optional<Grant> adopt(FrameworkId id, Role role, AgentId agentId, Resources resources) {
        var agent = agents.get(agentId);
        return Optional.ofNullable(agent)
                .map(known -> ledger.adopt(
                        known, client(frameworks.computeIfAbsent(id, FrameworkState::new), role), resources));
    }

    /** The agent's group did not lease what was granted. */
    public void refused(long number) {
        ended(number);
    }

    /** The lease is over: accepted, declined or rescinded. Report and tasks that follow from it come before. */
    public void ended(long number) {
        var grant = ledger.find(number);
        if (grant != null) {
            end(grant);
            if (!grant.agent.removed) {
                wakeups.agent(grant.agent);
            }
            wakeups.quota();
        }
    }

    /** Grants on their way or leased for a role and all below it, the first made first. */
    public List<Grant> grants(Role role) {
        return ledger.open().stream()
                .filter(grant -> grant.client.node.isAtOrBelow(role))
                .map(grant -> grant.grant)
                .toList();
    }

    /** Grants what changed agents have left. */
    public List<Grant> allocate(Instant now) {
        filters.end(now, wakeups::agent);
        return round.run(wakeups.take(agents.values()));
    }

    /** When {@link #allocate} or {@link #inverseOffers} may have something to say though nothing changed. */
    public Optional<Instant> nextWake() {
        return Stream.of(filters.nextEnd(), maintenance.next())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** The agent's machine is to be worked on, or is not any more; returns the inverse offers that are void by that. */
    public List<InverseOffer> setUnavailability(AgentId agent, Optional<Unavailability> unavailability) {
        return maintenance.set(agent, unavailability);
    }

    /** When the agent's machine is to be worked on; its offers say so. */
    public Optional<Unavailability> unavailability(AgentId agent) {
        return maintenance.of(agent);
    }

    /** Frameworks to be asked to leave agents that are to be worked on, each once until it answers and its time is over. */
    public List<InverseOffer> inverseOffers(Instant now) {
        return maintenance.ask(now, this::activeHolders);
    }

    /**
     * The framework has answered an inverse offer; whether there was one. It is asked again after the time it said, and
     * after {@link #INVERSE_PAUSE_LEAST} at the soonest.
     */
    public boolean answerInverse(FrameworkId id, AgentId agent, InverseAnswer answer, Duration refusal, Instant now) {
        var pause = refusal.compareTo(INVERSE_PAUSE_LEAST) < 0 ? INVERSE_PAUSE_LEAST : refusal;
        return maintenance.answer(agent, id, answer, now.plus(pause));
    }

    /** Inverse offers that are open since before then are void, and made again; returns them. */
    public List<InverseOffer> expireInverse(Instant before) {
        return maintenance.expire(before);
    }

    /** Another scheduler of the framework is there, which has heard no inverse offer. */
    public void releaseInverse(FrameworkId id) {
        maintenance.release(id);
    }

    /** What frameworks have answered to inverse offers of the agent. */
    public SortedMap<FrameworkId, InverseAnswer> inverseAnswers(AgentId agent) {
        return maintenance.answers(agent);
    }

    /** Every role that has a framework, a reservation, a quota, or a role below it. */
    public List<RoleUse> roles() {
        return tree.all().stream().map(this::use).toList();
    }

    /**
     * What roles with a limit, and all below them, have that is not held by this one: what counts for their quota, thousandths by the
     * names that are limited. A role that has nothing else is there, without names.
     */
    public SortedMap<Role, SortedMap<String, Long>> limitedWithout(FrameworkId id) {
        var others = new TreeMap<Role, SortedMap<String, Long>>();
        var its = Optional.ofNullable(frameworks.get(id)).map(framework -> framework.clients.values());
        tree.quotas().forEach((role, quota) -> {
            if (!quota.limits().isEmpty()) {
                var node = tree.find(role);
                var left = node == null ? new long[0] : node.consumed.clone();
                for (var client : its.orElse(List.of())) {
                    if (client.node.isAtOrBelow(role)) {
                        left = Kinds.addTo(left, client.firm, -1);
                    }
                }
                var limited = new TreeMap<>(tree.kinds.byName(left));
                limited.keySet().retainAll(quota.limits().keySet());
                others.put(role, limited);
            }
        });
        return others;
    }

    private RoleUse use(RoleNode node) {
        var here = frameworks.values().stream()
                .flatMap(framework -> Optional.ofNullable(framework.clients.get(node.role)).stream())
                .filter(client -> client.subscribed)
                .toList();
        return new RoleUse(
                node.role,
                tree.weight(node.role),
                tree.dominantShare(node),
                node.quota,
                tree.kinds.byName(node.entry.heldMilli),
                tree.kinds.byName(node.consumed),
                here.size(),
                here.stream().mapToInt(client -> client.filters).sum());
    }

    private SortedMap<String, Long> consumed(Role role) {
        var node = tree.find(role);
        return node == null ? new TreeMap<>() : tree.kinds.byName(node.consumed);
    }

    private SortedSet<FrameworkId> activeHolders(AgentId id) {
        var holders = new TreeSet<>(ledger.holders(id, agents.get(id)));
        holders.removeIf(holder -> {
            var framework = frameworks.get(holder);
            return framework == null || !framework.active;
        });
        return holders;
    }

    private void judge(AgentState agent) {
        agent.eligible = agent.report.offering() && isListed(agent);
    }

    private boolean isListed(AgentState agent) {
        return whitelist.map(hosts -> hosts.contains(agent.report.host())).orElse(true);
    }

    private void end(OpenGrant grant) {
        ledger.end(grant);
        forgetIfOver(grant.client);
    }

    private List<Client> clients(FrameworkId id, Collection<Role> roles) {
        var found = new ArrayList<Client>();
        for (var role : roles) {
            var client = find(id, role);
            if (client != null) {
                found.add(client);
            }
        }
        return found;
    }

    private @Nullable Client find(FrameworkId id, Role role) {
        var framework = frameworks.get(id);
        return framework == null ? null : framework.clients.get(role);
    }

    private Client client(FrameworkState framework, Role role) {
        return framework.clients.computeIfAbsent(role, added -> {
            var node = tree.node(added);
            node.clientCount++;
            var client = new Client(framework, node);
            client.minAllocatable = minAllocatable(client);
            return client;
        });
    }

    /** Puts the client into the order, or takes it out, if it should be elsewhere; whether it competes only now. */
    private boolean compete(Client client) {
        boolean may = client.mayCompete();
        if (may == client.entry.competes) {
            return false;
        }
        tree.compete(client, may);
        return may;
    }

    private void forgetIfOver(Client client) {
        if (client.isOver() && client.framework.clients.remove(client.role(), client)) {
            filters.forget(client);
            wakeups.forget(client);
            client.node.clientCount--;
            tree.forgetIfOver(client.node);
            forgetIfOver(client.framework);
        }
    }

    private void forgetIfOver(FrameworkState framework) {
        if (!framework.known && framework.clients.isEmpty()) {
            frameworks.remove(framework.id);
        }
    }

    private long[][] minAllocatable(Client client) {
        var own = client.framework.terms.minAllocatable().get(client.role());
        return (own == null ? settings.minAllocatable() : own)
                .stream().map(tree.kinds::vector).toArray(long[][]::new);
    }
}
