package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.scheduler.Amounts;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One run of an instance as it was recorded, over all the places that were refused to it.
 *
 * @param number its place among the stretch's runs, from 0
 * @param task its first task id
 * @param priority of its job
 * @param submittedAt when its job was created
 * @param arrival when it began to wait; the stretch's begin if it waited or ran then
 * @param isOld whether it had a place when the stretch began
 * @param placedAt when its place was stored
 * @param endedAt when it held nothing any more, or waited no more
 * @param byItself whether it ended of its own; otherwise it was stopped, or lost, or had not ended when the stretch did
 * @param previous the instance's run before it
 */
public record Run(
        int number,
        JobKey job,
        int instance,
        TaskId task,
        Amounts needs,
        int priority,
        Instant submittedAt,
        SortedMap<String, Constraint> constraints,
        Instant arrival,
        boolean isOld,
        Optional<Instant> placedAt,
        Optional<AgentId> agent,
        Optional<Instant> endedAt,
        boolean byItself,
        Optional<Integer> previous) {}
