package io.boreas.core.whatif;

import io.boreas.core.scheduler.Plan;
import java.time.Instant;

/**
 * A stored choice that the planner did not come to again.
 *
 * @param why what it came to instead
 */
public record Missed(Instant at, Plan.Choice choice, String why) {}
