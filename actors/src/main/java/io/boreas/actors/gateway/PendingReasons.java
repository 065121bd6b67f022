package io.boreas.actors.gateway;

import java.time.Instant;
import java.util.SortedMap;

/**
 * Why a task waits, as of the planner's last look at it.
 *
 * @param agents how many agents were looked at
 * @param reasons a refusal's reason, such as {@code Insufficient: cpus} or {@code Constraint not satisfied: rack}, and how many
 *     agents gave it
 */
public record PendingReasons(int agents, SortedMap<String, Integer> reasons, Instant at) {}
