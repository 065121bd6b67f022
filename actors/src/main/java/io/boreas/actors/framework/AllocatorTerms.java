package io.boreas.actors.framework;

import io.boreas.core.allocator.AllocatorFramework;
import io.boreas.core.allocator.Capability;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.framework.Framework;
import io.boreas.core.resource.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A framework as the allocator sees it. */
final class AllocatorTerms {
    private AllocatorTerms() {}

    /**
     * @param connected whether its scheduler hears of offers
     */
    static AllocatorFramework of(Framework framework, boolean connected) {
        var info = framework.info().orElseThrow();
        var capabilities = EnumSet.noneOf(Capability.class);
        for (var capability : info.capabilities()) {
            switch (capability) {
                case REVOCABLE_RESOURCES -> capabilities.add(Capability.REVOCABLE_RESOURCES);
                case GPU_RESOURCES -> capabilities.add(Capability.GPU_RESOURCES);
                case SHARED_RESOURCES -> capabilities.add(Capability.SHARED_RESOURCES);
                case RESERVATION_REFINEMENT -> capabilities.add(Capability.RESERVATION_REFINEMENT);
                case REGION_AWARE -> capabilities.add(Capability.REGION_AWARE);
                case TASK_KILLING_STATE, PARTITION_AWARE, MULTI_ROLE -> {}
            }
        }
        var minimums = new TreeMap<Role, List<SortedMap<String, Long>>>();
        info.minimums()
                .forEach((role, any) ->
                        minimums.put(role, any.stream().map(OfferMinimum::milli).toList()));
        return new AllocatorFramework(
                framework.id(),
                new TreeSet<>(info.roles()),
                new TreeSet<>(framework.suppressed()),
                connected,
                capabilities,
                minimums,
                info.constraints());
    }
}
