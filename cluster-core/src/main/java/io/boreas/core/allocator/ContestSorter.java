package io.boreas.core.allocator;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A contest whose competitors are found by name. */
abstract sealed class ContestSorter<C extends Comparable<? super C>> implements Sorter<C>
        permits DrfSorter, RandomSorter {
    private final Map<C, Competitor<C>> clients = new HashMap<>(); // looked up, never walked
    private final Contest<C> contest;

    ContestSorter(Contest<C> contest) {
        this.contest = contest;
    }

    @Override
    public void add(C client, double weight) {
        var added = new Competitor<>(client, weight);
        if (clients.putIfAbsent(client, added) != null) {
            throw new IllegalArgumentException("the sorter knows " + client + " already");
        }
        contest.enter(added);
    }

    @Override
    public void remove(C client) {
        deactivate(client);
        clients.remove(client);
    }

    @Override
    public boolean contains(C client) {
        return clients.containsKey(client);
    }

    @Override
    public void setWeight(C client, double weight) {
        contest.setWeight(known(client), weight);
    }

    @Override
    public void activate(C client) {
        var known = known(client);
        if (!known.competes) {
            contest.enter(known);
        }
    }

    @Override
    public void deactivate(C client) {
        var known = known(client);
        if (known.competes) {
            contest.leave(known);
        }
    }

    @Override
    public void allocated(C client, long[] milli) {
        contest.hold(known(client), milli, 1, 1);
    }

    @Override
    public void released(C client, long[] milli, long allocations) {
        contest.hold(known(client), milli, -1, -allocations);
    }

    @Override
    public Iterator<C> inOrder() {
        var turns = contest.turns();
        return new Iterator<>() {
            private @Nullable C ahead = turns.next();

            @Override
            public boolean hasNext() {
                return ahead != null;
            }

            @Override
            public C next() {
                var next = ahead;
                if (next == null) {
                    throw new NoSuchElementException();
                }
                ahead = turns.next();
                return next;
            }
        };
    }

    final Competitor<C> known(C client) {
        var known = clients.get(client);
        if (known == null) {
            throw new IllegalArgumentException("the sorter does not know " + client);
        }
        return known;
    }
}
