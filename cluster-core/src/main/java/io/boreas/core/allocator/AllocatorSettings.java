package io.boreas.core.allocator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The numbers of the allocator. Source of the defaults: Mesos's flags of the same meaning.
 *
 * @param roles how roles are put in order, by default DRF
 * @param frameworks how the frameworks of a role are put in order, by default DRF
 * @param seed what {@link SharePolicy#RANDOM} draws from
 * @param minAllocatable what is worth an offer: all of one of these, in thousandths by name; by default 0.01 cpus, or 32 MB
 * @param unshared names of resources that do not count for shares, by default none
 */
public record AllocatorSettings(
        SharePolicy roles,
        SharePolicy frameworks,
        long seed,
        List<SortedMap<String, Long>> minAllocatable,
        SortedSet<String> unshared) {
    public static final AllocatorSettings DEFAULT = new AllocatorSettings(
            SharePolicy.DRF,
            SharePolicy.DRF,
            0,
            List.of(new TreeMap<>(Map.of("cpus", 10L)), new TreeMap<>(Map.of("mem", 32_000L))),
            new TreeSet<>());

    public AllocatorSettings {
        minAllocatable = minAllocatable.stream()
                .<SortedMap<String, Long>>map(each -> Collections.unmodifiableSortedMap(new TreeMap<>(each)))
                .toList();
        unshared = Collections.unmodifiableSortedSet(new TreeSet<>(unshared));
    }
}
