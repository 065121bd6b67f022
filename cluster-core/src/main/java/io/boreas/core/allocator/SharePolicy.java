package io.boreas.core.allocator;

/** How those that compete are put in order. Source: Mesos, {@code --role_sorter} and {@code --framework_sorter}. */
public enum SharePolicy {
    /** Lowest weighted dominant share first. */
    DRF,
    /** By lot, heavier ones sooner. */
    RANDOM;

    <C extends Comparable<? super C>> Contest<C> contest(Totals totals, long seed) {
        return switch (this) {
            case DRF -> new FairContest<>(totals);
            case RANDOM -> new LotContest<>(seed);
        };
    }
}
