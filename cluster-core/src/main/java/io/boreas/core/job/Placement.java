package io.boreas.core.job;

import io.boreas.core.id.AgentId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a task runs, or is to run.
 *
 * @param ports the number of each named port; empty until the agent's group has admitted the task
 */
public record Placement(AgentId agent, String host, SortedMap<String, Integer> ports) {
    public Placement {
        ports = ports.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}
