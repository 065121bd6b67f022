package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which framework is offered what an agent has left. It only grants: the agent's group leases, or refuses.
 *
 * <p>All an agent has left that a role may have goes to one framework at a time: of the role that is next, the framework
 * that is next and has not declined as much there. Only agents that changed are looked at: that have more than before, or
 * whose filters have ended; all of them when a framework comes, or asks for offers again.
 *
 * <p>What was granted is taken off the agent's report until its group says that it is leased, together with the report that
 * counts it, or refused. What a framework was granted counts for its share until it is released.
 *
 * <p>Mutable and not thread-safe; equal calls in equal order give equal grants. Time is handed in.
 *
 * <p>Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4; Mesos, {@code HierarchicalDRF}.
 */
public final class Allocator {
    private final AllocatorSettings settings;
    private final Shares shares;
    private final OfferFilters filters = new OfferFilters();
    private final TreeMap<AgentId, AgentState> agents = new TreeMap<>();
    private final TreeMap<FrameworkId, FrameworkState> frameworks = new TreeMap<>();
    private final TreeMap<Long, Grant> granted = new TreeMap<>();
    private final TreeSet<AgentId> candidates = new TreeSet<>();
    private long grants;

    /** An allocator that knows of nothing. */
    public Allocator(AllocatorSettings settings) {
        this.settings = settings;
        this.shares = new Shares(settings);
    }

    /** An agent's report and what was granted of it since. */
    private static final class AgentState {
        AllocatorAgent report;
        Resources granted = Resources.empty();

        AgentState(AllocatorAgent report) {
            this.report = report;
        }

        /** What may be granted; nothing while a report crosses a grant that it has no room for. */
        Resources left() {
            return report.available().minusIfContained(granted).orElse(Resources.empty());
        }
    }

    /**
     * How much more than others a role may have; 1 if never said.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    public void setWeight(Role role, double weight) {
        shares.setWeight(role, weight);
    }

    /**
     * An agent is like this now, these grants leased and not available any more. With other attributes than before, nothing
     * that was declined of it counts any more.
     */
    public void upsertAgent(AllocatorAgent report, Collection<Long> leased) {
        for (long number : leased) {
            settle(number);
        }
        var agent = agents.get(report.id());
        if (agent == null) {
            agents.put(report.id(), new AgentState(report));
            shares.addTotal(report.total(), 1);
        } else if (report.revision() < agent.report.revision()) {
            return;
        } else {
            if (!agent.report.attributes().equals(report.attributes())) {
                filters.forgetAgent(report.id());
            }
            if (!agent.report.total().equals(report.total())) {
                shares.addTotal(agent.report.total(), -1);
                shares.addTotal(report.total(), 1);
            }
            agent.report = report;
        }
        candidates.add(report.id());
    }

    /** An agent takes part no more; grants of it are refused. */
    public void removeAgent(AgentId id) {
        var agent = agents.remove(id);
        if (agent != null) {
            shares.addTotal(agent.report.total(), -1);
            filters.forgetAgent(id);
            candidates.remove(id);
            granted.values().stream()
                    .filter(grant -> grant.agent().equals(id))
                    .map(Grant::number)
                    .toList()
                    .forEach(this::refused);
        }
    }

    /** A framework takes part in these roles, and in no others any more; it gets no offers while it is inactive. */
    public void upsertFramework(FrameworkId id, SortedSet<Role> roles, boolean active) {
        var framework = frameworks.computeIfAbsent(id, FrameworkState::new);
        if (framework.active && !active) {
            filters.forget(taker -> taker.framework().equals(id));
        }
        for (var role : roles) {
            share(framework, role);
        }
        framework.active = active;
        framework.shares.forEach((role, share) -> change(framework.id, role, share, () -> {
            share.subscribed = roles.contains(role);
            share.active = active;
        }));
        forgetWhatIsOver(framework);
        wakeAll();
    }

    /** A framework is no more; what it holds is free for others' shares. */
    public void removeFramework(FrameworkId id) {
        var framework = frameworks.get(id);
        if (framework == null) {
            return;
        }
        granted.values().stream()
                .filter(grant -> grant.framework().equals(id))
                .map(Grant::number)
                .toList()
                .forEach(this::refused);
        framework.shares.forEach((role, share) -> {
            change(framework.id, role, share, () -> share.subscribed = false);
            shares.released(role, id, share.heldMilli, share.allocations);
            share.allocations = 0;
        });
        forgetWhatIsOver(framework);
        frameworks.remove(id);
        filters.forget(taker -> taker.framework().equals(id));
    }

    /** The framework wants no offers for these roles until it revives them. */
    public void suppress(FrameworkId id, Collection<Role> roles) {
        setSuppressed(id, roles, true);
    }

    /** The framework wants offers for these roles again, whatever it has declined before. */
    public void revive(FrameworkId id, Collection<Role> roles) {
        var revived = List.copyOf(roles);
        filters.forget(taker -> taker.framework().equals(id) && revived.contains(taker.role()));
        setSuppressed(id, revived, false);
        wakeAll();
    }

    /** The framework does not want this, or less, of the agent before the time. */
    public void decline(FrameworkId id, Role role, AgentId agent, Resources declined, Instant until) {
        if (frameworks.containsKey(id) && agents.containsKey(agent)) {
            filters.add(agent, new OfferFilters.Taker(id, role), declined, until);
        }
    }

    /** The framework holds this, by a lease or a task that this allocator has not granted. */
    public void allocated(FrameworkId id, Role role, Resources resources) {
        var framework = frameworks.computeIfAbsent(id, FrameworkState::new);
        hold(share(framework, role), shares.allocated(role, id, resources), 1);
    }

    /** The framework holds this no more: a lease has ended unused, or a task has. */
    public void released(FrameworkId id, Role role, Resources resources) {
        var framework = frameworks.get(id);
        var share = framework == null ? null : framework.shares.get(role);
        if (framework != null && share != null && share.allocations > 0) {
            hold(share, shares.released(role, id, resources), -1);
            forgetWhatIsOver(framework);
        }
    }

    /** The agent's group did not lease what was granted. */
    public void refused(long number) {
        var grant = settle(number);
        if (grant != null) {
            released(grant.framework(), grant.role(), grant.resources());
            candidates.add(grant.agent());
        }
    }

    /** Grants what changed agents have left. */
    public List<Grant> allocate(Instant now) {
        candidates.addAll(filters.end(now));
        var made = new ArrayList<Grant>();
        for (var id : candidates) {
            var agent = agents.get(id);
            while (agent != null && agent.report.offering()) {
                var grant = next(agent);
                if (grant.isEmpty()) {
                    break;
                }
                made.add(grant.get());
            }
        }
        candidates.clear();
        return made;
    }

    /** When a filter ends next, and {@link #allocate} may have something to grant though nothing changed. */
    public Optional<Instant> nextFilterEnd() {
        return filters.nextEnd();
    }

    private Optional<Grant> next(AgentState agent) {
        var left = agent.left();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        for (var roles = shares.roles(); roles.hasNext(); ) {
            var role = roles.next();
            var offered = left.allocatableTo(role);
            if (!isWorthOffering(offered)) {
                continue;
            }
            for (var ids = shares.frameworks(role); ids.hasNext(); ) {
                var id = ids.next();
                if (!filters.hides(agent.report.id(), new OfferFilters.Taker(id, role), offered)) {
                    return Optional.of(grant(agent, id, role, offered));
                }
            }
        }
        return Optional.empty();
    }

    private Grant grant(AgentState agent, FrameworkId id, Role role, Resources offered) {
        grants++;
        var grant = new Grant(grants, id, role, agent.report.id(), offered);
        granted.put(grant.number(), grant);
        agent.granted = agent.granted.plus(offered);
        allocated(id, role, offered);
        return grant;
    }

    /** The grant is on its way no more; null if it was not. */
    private @Nullable Grant settle(long number) {
        var grant = granted.remove(number);
        var agent = grant == null ? null : agents.get(grant.agent());
        if (grant != null && agent != null) {
            agent.granted = agent.granted.minus(grant.resources());
        }
        return grant;
    }

    private boolean isWorthOffering(Resources offered) {
        for (var enough : settings.minAllocatable()) {
            if (holds(offered, enough)) {
                return true;
            }
        }
        return settings.minAllocatable().isEmpty() && !offered.isEmpty();
    }

    private static boolean holds(Resources offered, SortedMap<String, Long> enough) {
        for (var entry : enough.entrySet()) {
            if (offered.scalarMilli(entry.getKey()) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    private void setSuppressed(FrameworkId id, Collection<Role> roles, boolean suppressed) {
        var framework = frameworks.get(id);
        if (framework == null) {
            return;
        }
        for (var role : roles) {
            var share = framework.shares.get(role);
            if (share != null) {
                change(framework.id, role, share, () -> share.suppressed = suppressed);
            }
        }
    }

    private FrameworkState.Share share(FrameworkState framework, Role role) {
        return framework.shares.computeIfAbsent(role, added -> {
            shares.join(added, framework.id);
            return new FrameworkState.Share();
        });
    }

    private void change(FrameworkId id, Role role, FrameworkState.Share share, Runnable change) {
        boolean competed = share.competes();
        change.run();
        if (competed != share.competes()) {
            shares.compete(role, id, share.competes());
        }
    }

    private static void hold(FrameworkState.Share share, long[] milli, int sign) {
        share.heldMilli = Kinds.sum(share.heldMilli, milli, sign);
        share.allocations += sign;
    }

    private void forgetWhatIsOver(FrameworkState framework) {
        framework.shares.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().isOver();
            if (over) {
                shares.leave(entry.getKey(), framework.id);
            }
            return over;
        });
    }

    private void wakeAll() {
        candidates.addAll(agents.keySet());
    }
}
