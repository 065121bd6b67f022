package io.boreas.core.allocator;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The numbers of the allocator. Source of the defaults: Mesos's flags of the same meaning.
 *
 * @param roles how roles are put in order, by default DRF
 * @param frameworks how the frameworks of a role are put in order, by default DRF
 * @param seed what everything drawn by lot follows from
 * @param minAllocatable what is worth an offer: all of one of these, in thousandths by name; by default 0.01 cpus, or 32 MB
 * @param unshared names of resources that do not count for shares, by default none
 * @param agents which agents are looked at first, by default by lot
 * @param split among how many frameworks what an agent has left is divided at most, in [1, 64]; by default 1: all to one
 * @param region where the masters are; agents of other regions are for region-aware frameworks
 * @param gpusForThoseWhoKnow whether agents with GPUs are for frameworks that say they can handle them, by default so
 * @param filterLeast how long a decline holds at least, so that nobody is offered the same in a tight loop; by default 10 ms
 * @param filtersMax filters kept at most, at least 1; beyond it the one that ends first goes; by default a million
 */
public record AllocatorSettings(
        SharePolicy roles,
        SharePolicy frameworks,
        long seed,
        List<SortedMap<String, Long>> minAllocatable,
        SortedSet<String> unshared,
        AgentOrder agents,
        int split,
        Optional<String> region,
        boolean gpusForThoseWhoKnow,
        Duration filterLeast,
        int filtersMax) {
    public static final AllocatorSettings DEFAULT = new AllocatorSettings(
            SharePolicy.DRF,
            SharePolicy.DRF,
            0,
            List.of(new TreeMap<>(Map.of("cpus", 10L)), new TreeMap<>(Map.of("mem", 32_000L))),
            new TreeSet<>(),
            AgentOrder.SHUFFLED,
            1,
            Optional.empty(),
            true,
            Duration.ofMillis(10),
            1_000_000);

    public AllocatorSettings {
        minAllocatable = minAllocatable.stream()
                .<SortedMap<String, Long>>map(each -> Collections.unmodifiableSortedMap(new TreeMap<>(each)))
                .toList();
        unshared = Collections.unmodifiableSortedSet(new TreeSet<>(unshared));
        if (split < 1 || split > 64) {
            throw new IllegalArgumentException("split: " + split + " is not in [1, 64]");
        }
        if (filtersMax < 1) {
            throw new IllegalArgumentException("filtersMax: " + filtersMax + " is not at least 1");
        }
        if (filterLeast.isNegative()) {
            throw new IllegalArgumentException("filterLeast: " + filterLeast + " is negative");
        }
    }

    /** The same with other orders. */
    public AllocatorSettings sorted(SharePolicy byRole, SharePolicy byFramework, long by) {
        return new AllocatorSettings(
                byRole,
                byFramework,
                by,
                minAllocatable,
                unshared,
                agents,
                split,
                region,
                gpusForThoseWhoKnow,
                filterLeast,
                filtersMax);
    }

    /** The same with another way to go about agents. */
    public AllocatorSettings agents(AgentOrder order, int among) {
        return new AllocatorSettings(
                roles,
                frameworks,
                seed,
                minAllocatable,
                unshared,
                order,
                among,
                region,
                gpusForThoseWhoKnow,
                filterLeast,
                filtersMax);
    }

    /** The same in a region, or in none. */
    public AllocatorSettings in(Optional<String> home) {
        return new AllocatorSettings(
                roles,
                frameworks,
                seed,
                minAllocatable,
                unshared,
                agents,
                split,
                home,
                gpusForThoseWhoKnow,
                filterLeast,
                filtersMax);
    }
}
