package io.boreas.core.scheduler;

import io.boreas.core.job.Constraint;
import java.util.Map;

/** How many active tasks of one job are on agents with each value of the attributes that its limits name. */
final class LimitCounts {
    private final String[] names;
    private final IntCounts counts = new IntCounts();
    private long attributesVersion = -1;

    LimitCounts(Map<String, Constraint> constraints) {
        this.names = constraints.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Constraint.Limit)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    /** Whether the counts are of agents as they are now. */
    boolean isCurrent(long version) {
        return attributesVersion == version;
    }

    /** Counts all over again. */
    void recount(Iterable<PlacedTask> tasks, long version) {
        counts.clear();
        attributesVersion = version;
        for (var task : tasks) {
            add(task.row, 1);
        }
    }

    void add(AgentRow row, int by) {
        for (int i = 0; i < row.values.length; i++) {
            for (String name : names) {
                if (name.equals(row.names[i])) {
                    counts.add(row.values[i], by);
                }
            }
        }
    }

    int count(int value) {
        return counts.get(value);
    }
}
