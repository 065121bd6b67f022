package io.boreas.core.allocator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By lot: one with twice the weight is twice as likely to be next. What they hold does not count.
 *
 * <p>The first of a walk is drawn from sums of weights kept between walks, which is a binary search; the others are
 * drawn from what is left, which is a pass for each.
 *
 * <p>Source: Mesos, {@code master/allocator/mesos/sorter/random}.
 */
final class LotContest<C extends Comparable<? super C>> extends Contest<C> {
    private final Lots lots;
    private final List<Competitor<C>> active = new ArrayList<>(); // by name, so that draws do not depend on history
    private final Comparator<Competitor<C>> byName = Comparator.comparing(c -> c.name);
    private double[] sums = {};
    private boolean stale = true;

    LotContest(long seed) {
        this.lots = new Lots(seed);
    }

    @Override
    void enter(Competitor<C> competitor) {
        competitor.competes = true;
        active.add(-1 - Collections.binarySearch(active, competitor, byName), competitor);
        stale = true;
    }

    @Override
    void leave(Competitor<C> competitor) {
        competitor.competes = false;
        active.remove(Collections.binarySearch(active, competitor, byName));
        stale = true;
    }

    @Override
    void setWeight(Competitor<C> competitor, double weight) {
        competitor.weight = Weights.checked(weight);
        stale = true;
    }

    @Override
    void hold(Competitor<C> competitor, long[] milli, int sign, long allocations) {
        competitor.hold(milli, sign, allocations);
    }

    @Override
    Turns<C> turns() {
        refresh();
        return new Walk();
    }

    private void refresh() {
        if (stale) {
            sums = new double[active.size()];
            double sum = 0;
            for (int i = 0; i < sums.length; i++) {
                sum += active.get(i).weight;
                sums[i] = sum;
            }
            stale = false;
        }
    }

    private final class Walk implements Turns<C> {
        private @Nullable List<Competitor<C>> left;
        private int first = -1;

        @Override
        public @Nullable C next() {
            if (first < 0) {
                return active.isEmpty() ? null : active.get(drawFirst()).name;
            }
            if (left == null) {
                left = new ArrayList<>(active);
                left.remove(first);
            }
            return left.isEmpty() ? null : left.remove(draw(left)).name;
        }

        private int drawFirst() {
            double lot = lots.nextUnit() * sums[sums.length - 1];
            int low = 0;
            int high = sums.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (lot < sums[middle]) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            first = low;
            return low;
        }
    }

    private int draw(List<Competitor<C>> from) {
        double sum = 0;
        for (var competitor : from) {
            sum += competitor.weight;
        }
        double lot = lots.nextUnit() * sum;
        for (int i = 0; i < from.size() - 1; i++) {
            lot -= from.get(i).weight;
            if (lot < 0) {
                return i;
            }
        }
        return from.size() - 1;
    }
}
