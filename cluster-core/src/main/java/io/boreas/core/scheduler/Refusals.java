package io.boreas.core.scheduler;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why agents do not take a task. An agent short of several resources gives a reason for each.
 *
 * @param agents how many agents were looked at
 * @param reasons a reason, such as {@code Insufficient: cpus}, and how many agents gave it
 */
public record Refusals(int agents, SortedMap<String, Integer> reasons) {
    public Refusals {
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    }
}
