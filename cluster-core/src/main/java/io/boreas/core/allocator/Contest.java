package io.boreas.core.allocator;

import org.jspecify.annotations.Nullable;

/**
 * The order of those that compete at one level, kept while they change. It looks nobody up: who changes is handed in, so
 * that one change costs no more than its own move.
 */
abstract sealed class Contest<C extends Comparable<? super C>> permits FairContest, LotContest {
    /** Takes its place in the order. It must not be in it. */
    abstract void enter(Competitor<C> competitor);

    /** Leaves the order, and keeps what it holds. It must be in it. */
    abstract void leave(Competitor<C> competitor);

    /** Has another weight from now on. */
    abstract void setWeight(Competitor<C> competitor, double weight);

    /** Was given this, or gave it back. */
    abstract void hold(Competitor<C> competitor, long[] milli, int sign, long allocations);

    /** Those in the order, the next one first; any change ends its use. */
    abstract Turns<C> turns();

    /** One walk along the order. */
    interface Turns<C> {
        /** The next one; null after the last. */
        @Nullable
        C next();
    }
}
