package io.boreas.core.machine;

import java.util.List;

/**
 * A group's state between two records of its journal.
 *
 * @param aggregates all it hosts, by id
 * @param commands ids of the last commands it accepted, oldest first, so that one sent again is recognised
 */
public record GroupSnapshot<S>(GroupKind kind, List<S> aggregates, List<String> commands) {
    public GroupSnapshot {
        aggregates = List.copyOf(aggregates);
        commands = List.copyOf(commands);
    }
}
