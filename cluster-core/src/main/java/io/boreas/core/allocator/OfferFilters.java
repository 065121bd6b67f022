package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What frameworks have declined and do not want to be offered again for a while: no more of an agent than was declined
 * there. Asking is one look-up; forgetting all that a framework has declined is one number that grows.
 *
 * <p>Source: Mesos, {@code Filters.refuse_seconds}.
 */
final class OfferFilters {
    /** Filters of one framework and role on one agent, at most; beyond it the one that ends first goes. */
    static final int PER_AGENT_MAX = 8;

    private final PriorityQueue<Filter> byEnd = new PriorityQueue<>(
            Comparator.<Filter, Instant>comparing(f -> f.until).thenComparingLong(f -> f.number));
    private final int max;
    private long made;
    private int live;

    OfferFilters(int max) {
        this.max = max;
    }

    private static final class Filter {
        final AgentState agent;
        final Client client;
        final Resources declined;
        final Instant until;
        final long number;
        final long epoch;
        boolean forgotten;

        Filter(AgentState agent, Client client, Resources declined, Instant until, long number) {
            this.agent = agent;
            this.client = client;
            this.declined = declined;
            this.until = until;
            this.number = number;
            this.epoch = client.filterEpoch;
        }

        boolean isLive() {
            return !forgotten && epoch == client.filterEpoch;
        }
    }

    /** The filters of one agent. */
    static final class OfAgent {
        private final HashMap<Client, List<Filter>> byClient = new HashMap<>(); // looked up, never walked in order
    }

    void add(AgentState agent, Client client, Resources declined, Instant until) {
        var filters = agent.filters.byClient.computeIfAbsent(client, any -> new ArrayList<>(1));
        // Smaller ones that end no later say nothing any more.
        for (var old : List.copyOf(filters)) {
            if (!old.isLive() || (declined.contains(old.declined) && !old.until.isAfter(until))) {
                filters.remove(old);
                forget(old);
            }
        }
        if (filters.size() == PER_AGENT_MAX) {
            var soonest =
                    filters.stream().min(Comparator.comparing(f -> f.until)).orElseThrow();
            filters.remove(soonest);
            forget(soonest);
        }
        var filter = new Filter(agent, client, declined, until, made++);
        filters.add(filter);
        byEnd.add(filter);
        client.filters++;
        live++;
        tidy();
    }

    /** Whether the framework does not want to be offered this there. */
    boolean hides(AgentState agent, Client client, Resources offered) {
        if (client.filters == 0) {
            return false;
        }
        var filters = agent.filters.byClient.get(client);
        if (filters != null) {
            for (var filter : filters) {
                if (filter.isLive() && filter.declined.contains(offered)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Forgets what a framework has declined in a role, anywhere. */
    void forget(Client client) {
        client.filterEpoch++;
        live -= client.filters;
        client.filters = 0;
        tidy();
    }

    /** Forgets what was declined of an agent. */
    void forget(AgentState agent) {
        agent.filters.byClient.values().forEach(filters -> filters.forEach(this::forget));
        agent.filters.byClient.clear();
        tidy();
    }

    /** Forgets those that have ended, and tells of whom and where they were; beyond the bound, the next to end, too. */
    void end(Instant now, BiConsumer<AgentState, Client> ended) {
        for (var next = first(); next != null && (!next.until.isAfter(now) || live > max); next = first()) {
            byEnd.remove();
            drop(next);
            forget(next);
            ended.accept(next.agent, next.client);
        }
    }

    /** When the next one ends. */
    Optional<Instant> nextEnd() {
        return Optional.ofNullable(first()).map(filter -> filter.until);
    }

    int count() {
        return live;
    }

    private @Nullable Filter first() {
        while (!byEnd.isEmpty() && !byEnd.element().isLive()) {
            drop(byEnd.remove());
        }
        return byEnd.peek();
    }

    private void forget(Filter filter) {
        if (filter.isLive()) {
            filter.forgotten = true;
            filter.client.filters--;
            live--;
        }
    }

    private static void drop(Filter filter) {
        var byClient = filter.agent.filters.byClient;
        var filters = byClient.get(filter.client);
        if (filters != null && filters.remove(filter) && filters.isEmpty()) {
            byClient.remove(filter.client);
        }
    }

    /** Those that say nothing any more go when they are most of all. */
    private void tidy() {
        if (byEnd.size() > 2 * live + 1_000) {
            byEnd.removeIf(filter -> {
                boolean goes = !filter.isLive();
                if (goes) {
                    drop(filter);
                }
                return goes;
            });
        }
    }
}
