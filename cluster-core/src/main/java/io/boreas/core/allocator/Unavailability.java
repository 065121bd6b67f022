package io.boreas.core.allocator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an agent's machine is to be worked on.
 *
 * @param duration how long; none if nobody knows
 */
public record Unavailability(Instant start, Optional<Duration> duration) {}
