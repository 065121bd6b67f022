package io.boreas.http.event;

import java.util.Optional;
import java.util.Set;

/**
 * Which events a subscriber wants.
 *
 * @param types none for all
 */
record EventFilter(Optional<String> job, Set<String> types) {
    EventFilter {
        types = Set.copyOf(types);
    }

    boolean passesAll() {
        return types.isEmpty() && job.isEmpty();
    }

    boolean passes(CellEvent event) {
        return (types.isEmpty() || types.contains(event.type()))
                && (job.isEmpty() || job.get().equals(event.job()));
    }
}
