package io.boreas.core.machine;

import java.time.Instant;
import java.util.List;

/**
 * What one group commits at once: one record of the journal, all of it or nothing.
 *
 * @param at when it was decided, to the millisecond
 */
public record Batch<K, E>(GroupKind kind, Instant at, List<Recorded<K, E>> events) {
    public Batch {
        events = List.copyOf(events);
    }
}
