package io.boreas.core.check;

import java.time.Instant;

/**
 * What has come of a health check so far.
 *
 * @param startedAt when the task started
 * @param nextAt when it is probed next
 * @param proven whether it was healthy once: by enough successes in a row for a gate, by one otherwise
 * @param attempts probes so far; counted for a gate only, and no further than matters
 * @param successes in a row up to the last probe; counted for a gate only, and no further than matters
 * @param failures in a row up to the last probe; those that are forgiven do not count
 */
public record Health(Instant startedAt, Instant nextAt, boolean proven, int attempts, int successes, int failures) {
    /** Whether it is the same, but for when it is probed next. */
    public boolean isLike(Health other) {
        return startedAt.equals(other.startedAt)
                && proven == other.proven
                && attempts == other.attempts
                && successes == other.successes
                && failures == other.failures;
    }
}
