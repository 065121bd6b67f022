package io.boreas.core.allocator;

/**
 * Weighted dominant resource fairness: next is the client with the lowest dominant share, divided by its weight. Between
 * equal shares the one with fewer allocations is next, then the one whose name is first.
 *
 * <p>A dominant share is the largest fraction a client holds of any one resource. Giving each time to the lowest makes the
 * shares as equal as the size of the gifts allows; it is strategy-proof and envy-free.
 *
 * <p>Source: Ghodsi et al., "Dominant Resource Fairness: Fair Allocation of Multiple Resource Types", NSDI 2011, section
 * 4; the ties are Mesos's.
 */
public final class DrfSorter<C extends Comparable<? super C>> extends ContestSorter<C> {
    private final Totals totals;

    /** A sorter that knows nobody and has nothing to share. */
    public DrfSorter() {
        this(new Totals());
    }

    private DrfSorter(Totals totals) {
        super(new FairContest<>(totals));
        this.totals = totals;
    }

    @Override
    public void setTotal(long[] totalMilli) {
        totals.set(totalMilli);
    }

    /** The client's dominant share divided by its weight, at least 0. */
    public double share(C client) {
        return known(client).shareOf(totals.milli);
    }
}
