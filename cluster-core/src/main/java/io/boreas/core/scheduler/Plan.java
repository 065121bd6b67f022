package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one round of planning decided.
 *
 * @param round the round's number, 1 for the first
 * @param choices places, in the order they were chosen
 * @param unplaced jobs for which no agent was found in this round, and how many of their instances wait; they are tried again when an
 *     agent changes that could help. What waits because its role has its quota is not among them
 * @param more whether the round ended at its bound with work left
 */
public record Plan(long round, List<Choice> choices, SortedMap<JobKey, Integer> unplaced, boolean more) {
    public Plan {
        choices = List.copyOf(choices);
        unplaced = Collections.unmodifiableSortedMap(new TreeMap<>(unplaced));
    }

    /** A place for a task. */
    public record Choice(JobKey job, int instance, TaskId task, AgentId agent, String host) {}
}
