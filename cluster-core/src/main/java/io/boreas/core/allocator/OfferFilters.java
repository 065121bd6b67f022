package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What frameworks have declined and do not want to be offered again for a while: no more of an agent than was declined
 * there. Source: Mesos, {@code Filters.refuse_seconds}.
 */
final class OfferFilters {
    /** Filters of one framework and role on one agent, at most; beyond it the one that ends first goes. */
    static final int PER_AGENT_MAX = 8;

    private final TreeMap<AgentId, TreeMap<Taker, List<Filter>>> byAgent = new TreeMap<>();
    private final TreeSet<Filter> byEnd =
            new TreeSet<>(Comparator.comparing(Filter::until).thenComparingLong(Filter::number));
    private long made;

    /** Who declined. */
    record Taker(FrameworkId framework, Role role) implements Comparable<Taker> {
        private static final Comparator<Taker> ORDER =
                Comparator.comparing(Taker::framework).thenComparing(Taker::role);

        @Override
        public int compareTo(Taker other) {
            return ORDER.compare(this, other);
        }
    }

    private record Filter(AgentId agent, Taker taker, Resources declined, Instant until, long number) {}

    void add(AgentId agent, Taker taker, Resources declined, Instant until) {
        var filters =
                byAgent.computeIfAbsent(agent, any -> new TreeMap<>()).computeIfAbsent(taker, any -> new ArrayList<>());
        // Smaller ones that end no later say nothing any more.
        removeIf(filters, old -> declined.contains(old.declined) && !old.until.isAfter(until));
        if (filters.size() == PER_AGENT_MAX) {
            var soonest =
                    filters.stream().min(Comparator.comparing(Filter::until)).orElseThrow();
            removeIf(filters, old -> old == soonest);
        }
        var filter = new Filter(agent, taker, declined, until, made++);
        filters.add(filter);
        byEnd.add(filter);
    }

    /** Whether the framework does not want to be offered this there. */
    boolean hides(AgentId agent, Taker taker, Resources offered) {
        var takers = byAgent.get(agent);
        var filters = takers == null ? null : takers.get(taker);
        if (filters != null) {
            for (var filter : filters) {
                if (filter.declined.contains(offered)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Forgets what these have declined, anywhere. */
    void forget(Predicate<Taker> test) {
        byAgent.values()
                .forEach(takers -> takers.forEach((taker, filters) -> {
                    if (test.test(taker)) {
                        removeIf(filters, any -> true);
                    }
                }));
        byAgent.keySet().stream().toList().forEach(this::forgetIfEmpty);
    }

    /** Forgets what was declined of an agent. */
    void forgetAgent(AgentId agent) {
        var takers = byAgent.remove(agent);
        if (takers != null) {
            takers.values().forEach(filters -> filters.forEach(byEnd::remove));
        }
    }

    /** Forgets those that have ended, and returns the agents they were about. */
    SortedSet<AgentId> end(Instant now) {
        var agents = new TreeSet<AgentId>();
        while (!byEnd.isEmpty() && !byEnd.first().until.isAfter(now)) {
            var ended = byEnd.first();
            byEnd.remove(ended);
            agents.add(ended.agent);
            var takers = byAgent.get(ended.agent);
            var filters = takers == null ? null : takers.get(ended.taker);
            if (filters != null) {
                filters.remove(ended);
            }
        }
        agents.forEach(this::forgetIfEmpty);
        return agents;
    }

    /** When the next one ends. */
    Optional<Instant> nextEnd() {
        return byEnd.isEmpty() ? Optional.empty() : Optional.of(byEnd.first().until);
    }

    private void removeIf(List<Filter> filters, Predicate<Filter> test) {
        filters.removeIf(filter -> {
            boolean goes = test.test(filter);
            if (goes) {
                byEnd.remove(filter);
            }
            return goes;
        });
    }

    private void forgetIfEmpty(AgentId agent) {
        var takers = byAgent.get(agent);
        if (takers != null) {
            takers.values().removeIf(List::isEmpty);
            if (takers.isEmpty()) {
                byAgent.remove(agent);
            }
        }
    }
}
