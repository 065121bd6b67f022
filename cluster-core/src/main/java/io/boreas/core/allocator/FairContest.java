package io.boreas.core.allocator;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Lowest weighted dominant share first, then fewer allocations, then by name.
 *
 * <p>A sorted array: a walk is a walk along it, and a change is two binary searches and one move of what lies between,
 * which is faster than a tree up to tens of thousands. Another total makes it stale; it is sorted anew when it is next
 * walked, once, however many totals there were.
 *
 * <p>Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4; the ties are Mesos's.
 */
final class FairContest<C extends Comparable<? super C>> extends Contest<C> {
    private final Comparator<Competitor<C>> byTurn = (a, b) -> {
        int order = Double.compare(a.share, b.share);
        order = order != 0 ? order : Long.compare(a.allocations, b.allocations);
        return order != 0 ? order : a.name.compareTo(b.name);
    };
    private final Totals totals;
    private Competitor<C>[] order = array(4);
    private int size;
    private long sortedVersion;

    FairContest(Totals totals) {
        this.totals = totals;
        this.sortedVersion = totals.version;
    }

    @Override
    void enter(Competitor<C> competitor) {
        competitor.competes = true;
        if (size == order.length) {
            order = Arrays.copyOf(order, size * 2);
        }
        if (isStale()) {
            order[size++] = competitor;
            return;
        }
        competitor.share = competitor.shareOf(totals.milli);
        int at = -1 - Arrays.binarySearch(order, 0, size, competitor, byTurn);
        System.arraycopy(order, at, order, at + 1, size - at);
        order[at] = competitor;
        size++;
    }

    @Override
    void leave(Competitor<C> competitor) {
        int at = indexOf(competitor);
        competitor.competes = false;
        System.arraycopy(order, at + 1, order, at, size - at - 1);
        size--;
        Arrays.fill(order, size, size + 1, null);
    }

    @Override
    void setWeight(Competitor<C> competitor, double weight) {
        competitor.weight = Weights.checked(weight);
        sortedVersion = -1;
    }

    @Override
    void hold(Competitor<C> competitor, long[] milli, int sign, long allocations) {
        if (!competitor.competes || isStale()) {
            competitor.hold(milli, sign, allocations);
            return;
        }
        int from = indexOf(competitor);
        competitor.hold(milli, sign, allocations);
        competitor.share = competitor.shareOf(totals.milli);
        move(competitor, from);
    }

    @Override
    Turns<C> turns() {
        if (isStale()) {
            for (int i = 0; i < size; i++) {
                order[i].share = order[i].shareOf(totals.milli);
            }
            Arrays.sort(order, 0, size, byTurn);
            sortedVersion = totals.version;
        }
        return new Turns<>() {
            private int at;

            @Override
            public @Nullable C next() {
                return at < size ? order[at++].name : null;
            }
        };
    }

    private void move(Competitor<C> competitor, int from) {
        if (from + 1 < size && byTurn.compare(order[from + 1], competitor) < 0) {
            int to = -1 - Arrays.binarySearch(order, from + 1, size, competitor, byTurn);
            System.arraycopy(order, from + 1, order, from, to - from - 1);
            order[to - 1] = competitor;
        } else if (from > 0 && byTurn.compare(order[from - 1], competitor) > 0) {
            int to = -1 - Arrays.binarySearch(order, 0, from, competitor, byTurn);
            System.arraycopy(order, to, order, to + 1, from - to);
            order[to] = competitor;
        }
    }

    private boolean isStale() {
        return sortedVersion != totals.version;
    }

    private int indexOf(Competitor<C> competitor) {
        if (!isStale()) {
            return Arrays.binarySearch(order, 0, size, competitor, byTurn);
        }
        int at = 0;
        while (order[at] != competitor) {
            at++;
        }
        return at;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other constructor
    private static <C extends Comparable<? super C>> Competitor<C>[] array(int length) {
        return new Competitor[length];
    }
}
