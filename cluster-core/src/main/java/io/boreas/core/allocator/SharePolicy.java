package io.boreas.core.allocator;

/** How those that compete are put in order. Source: Mesos, {@code --role_sorter} and {@code --framework_sorter}. */
public enum SharePolicy {
    /** Lowest weighted dominant share first. */
    DRF,
    /** By lot, heavier ones sooner. */
    RANDOM;

    <C extends Comparable<? super C>> Sorter<C> sorter(long seed) {
        return switch (this) {
            case DRF -> new DrfSorter<>();
            case RANDOM -> new RandomSorter<>(seed);
        };
    }
}
