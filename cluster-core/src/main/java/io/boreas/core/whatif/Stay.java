package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param arrival when it began to wait; empty if the run before it had not ended, so that it never came to it
 * @param placedAt when it got its place
 * @param endedAt when it was over; empty if it was not when the stretch ended
 */
public record Stay(
        Run run,
        Optional<Instant> arrival,
        Optional<Instant> placedAt,
        Optional<AgentId> agent,
        Optional<Instant> endedAt) {
    /** What became of it in the record. */
    static Stay recorded(Run run) {
        return new Stay(run, Optional.of(run.arrival()), run.placedAt(), run.agent(), run.endedAt());
    }

    /** How long it waited for the place that it got. */
    Optional<Duration> waited() {
        return arrival.flatMap(from -> placedAt.map(to -> Duration.between(from, to)));
    }
}
