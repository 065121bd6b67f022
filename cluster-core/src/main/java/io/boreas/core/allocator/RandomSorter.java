package io.boreas.core.allocator;

/**
 * Draws the order by lot: a client with twice the weight is twice as likely to be next. What clients hold does not count.
 * Equal seeds and equal calls give equal orders; each call draws anew.
 *
 * <p>Source: Mesos, {@code master/allocator/mesos/sorter/random}.
 */
public final class RandomSorter<C extends Comparable<? super C>> extends ContestSorter<C> {
    /** A sorter whose draws follow from the seed. */
    public RandomSorter(long seed) {
        super(new LotContest<>(seed));
    }

    @Override
    public void setTotal(long[] totalMilli) {}
}
