package io.boreas.core.allocator;

import java.time.Instant;

/**
 * What a framework has said to being asked to leave an agent.
 *
 * @param accepted whether it leaves in time
 * @param at when it said so, by the time of day
 */
public record InverseAnswer(boolean accepted, Instant at) {}
