package io.boreas.core.allocator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws the order by lot: a client with twice the weight is twice as likely to be next. What clients hold does not count.
 * Equal seeds and equal calls give equal orders.
 *
 * <p>Source: Mesos, {@code master/allocator/mesos/sorter/random}; the numbers are SplitMix64, Steele et al., "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014.
 */
public final class RandomSorter<C extends Comparable<? super C>> implements Sorter<C> {
    private final TreeMap<C, Double> weights = new TreeMap<>();
    private final TreeSet<C> active = new TreeSet<>();
    private long state;

    /** A sorter whose draws follow from the seed. */
    public RandomSorter(long seed) {
        this.state = seed;
    }

    @Override
    public void add(C client, double weight) {
        if (weights.putIfAbsent(client, Weights.checked(weight)) != null) {
            throw new IllegalArgumentException("the sorter knows " + client + " already");
        }
        active.add(client);
    }

    @Override
    public void remove(C client) {
        check(client);
        weights.remove(client);
        active.remove(client);
    }

    @Override
    public boolean contains(C client) {
        return weights.containsKey(client);
    }

    @Override
    public void setWeight(C client, double weight) {
        check(client);
        weights.put(client, Weights.checked(weight));
    }

    @Override
    public void activate(C client) {
        check(client);
        active.add(client);
    }

    @Override
    public void deactivate(C client) {
        check(client);
        active.remove(client);
    }

    @Override
    public void setTotal(long[] totalMilli) {}

    @Override
    public void allocated(C client, long[] milli) {
        check(client);
    }

    @Override
    public void released(C client, long[] milli, long allocations) {
        check(client);
    }

    /** Draws anew with each call. */
    @Override
    public Iterator<C> inOrder() {
        var left = new ArrayList<>(active);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !left.isEmpty();
            }

            @Override
            public C next() {
                if (left.isEmpty()) {
                    throw new NoSuchElementException();
                }
                return left.remove(draw(left));
            }
        };
    }

    private int draw(ArrayList<C> from) {
        double sum = 0;
        for (C client : from) {
            sum += weight(client);
        }
        double lot = nextUnit() * sum;
        for (int i = 0; i < from.size() - 1; i++) {
            lot -= weight(from.get(i));
            if (lot < 0) {
                return i;
            }
        }
        return from.size() - 1;
    }

    private double weight(C client) {
        return weights.getOrDefault(client, 1.0);
    }

    /** The next number in [0, 1). */
    private double nextUnit() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }

    private void check(C client) {
        if (!weights.containsKey(client)) {
            throw new IllegalArgumentException("the sorter does not know " + client);
        }
    }
}
