package io.boreas.core.allocator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Weighted dominant resource fairness: next is the client with the lowest dominant share, divided by its weight. Between
 * equal shares the one with fewer allocations is next, then the one whose name is first.
 *
 * <p>A dominant share is the largest fraction a client holds of any one resource. Giving each time to the lowest makes the
 * shares as equal as the size of the gifts allows; it is strategy-proof and envy-free. An allocation costs O(log n); a new
 * total costs O(n log n), once, when the order is next asked for.
 *
 * <p>Source: Ghodsi et al., "Dominant Resource Fairness: Fair Allocation of Multiple Resource Types", NSDI 2011, section
 * 4; the ties are Mesos's.
 */
public final class DrfSorter<C extends Comparable<? super C>> implements Sorter<C> {
    private final Map<C, Client<C>> clients = new HashMap<>(); // looked up, never walked in an order that counts
    private final TreeSet<Client<C>> order = new TreeSet<>(Comparator.<Client<C>>comparingDouble(c -> c.share)
            .thenComparingLong(c -> c.allocations)
            .thenComparing(c -> c.name));
    private long[] totalMilli = {};
    private boolean stale;

    @Override
    public void add(C client, double weight) {
        var added = new Client<>(client, Weights.checked(weight));
        if (clients.putIfAbsent(client, added) != null) {
            throw new IllegalArgumentException("the sorter knows " + client + " already");
        }
        added.active = true;
        order.add(added);
    }

    @Override
    public void remove(C client) {
        order.remove(known(client));
        clients.remove(client);
    }

    @Override
    public boolean contains(C client) {
        return clients.containsKey(client);
    }

    @Override
    public void setWeight(C client, double weight) {
        var known = known(client);
        Weights.checked(weight);
        if (known.weight != weight) {
            order.remove(known);
            known.weight = weight;
            place(known);
        }
    }

    @Override
    public void activate(C client) {
        var known = known(client);
        if (!known.active) {
            known.active = true;
            place(known);
        }
    }

    @Override
    public void deactivate(C client) {
        var known = known(client);
        if (known.active) {
            order.remove(known);
            known.active = false;
        }
    }

    @Override
    public void setTotal(long[] total) {
        totalMilli = total.clone();
        stale = true;
    }

    @Override
    public void allocated(C client, long[] milli) {
        change(client, milli, 1, 1);
    }

    @Override
    public void released(C client, long[] milli, long allocations) {
        change(client, milli, -1, -allocations);
    }

    /** The client's dominant share divided by its weight, at least 0. */
    public double share(C client) {
        return shareOf(known(client));
    }

    @Override
    public Optional<C> first() {
        refresh();
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first().name);
    }

    @Override
    public Iterator<C> inOrder() {
        refresh();
        var walk = order.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return walk.hasNext();
            }

            @Override
            public C next() {
                return walk.next().name;
            }
        };
    }

    private void change(C client, long[] milli, int sign, long allocations) {
        var known = known(client);
        order.remove(known);
        if (known.heldMilli.length < milli.length) {
            known.heldMilli = Arrays.copyOf(known.heldMilli, milli.length);
        }
        for (int i = 0; i < milli.length; i++) {
            known.heldMilli[i] += sign * milli[i];
        }
        known.allocations += allocations;
        place(known);
    }

    private void place(Client<C> client) {
        client.share = shareOf(client);
        if (client.active) {
            order.add(client);
        }
    }

    /** With another total, every share is another; the order is made anew before it is next used. */
    private void refresh() {
        if (!stale) {
            return;
        }
        stale = false;
        order.clear();
        clients.values().forEach(this::place);
    }

    private double shareOf(Client<C> client) {
        double share = 0;
        for (int i = 0; i < Math.min(client.heldMilli.length, totalMilli.length); i++) {
            if (totalMilli[i] > 0) {
                share = Math.max(share, (double) client.heldMilli[i] / totalMilli[i]);
            }
        }
        return share / client.weight;
    }

    private Client<C> known(C client) {
        var known = clients.get(client);
        if (known == null) {
            throw new IllegalArgumentException("the sorter does not know " + client);
        }
        return known;
    }

    private static final class Client<C> {
        final C name;
        double weight;
        boolean active;
        double share;
        long allocations;
        long[] heldMilli = {};

        Client(C name, double weight) {
            this.name = name;
            this.weight = weight;
        }
    }
}
