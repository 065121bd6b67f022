package io.boreas.core.scheduler;

import io.boreas.core.id.TaskId;
import org.jspecify.annotations.Nullable;

/** A run that has a place. */
final class PlacedTask {
    final TaskId id;
    final JobState job;
    final Amounts needs;
    final AgentRow row;

    /** The round that chose the place; 0 if the planner was told of it. */
    final long round;

    /** Whether its agent's report does not count it yet. */
    boolean inFlight;

    /** Its neighbours in the list of its job's tasks: a live task is to cost few bytes. */
    @Nullable
    PlacedTask previous;

    @Nullable
    PlacedTask next;

    /** Its neighbours in the list of its agent's tasks. */
    @Nullable
    PlacedTask previousHere;

    @Nullable
    PlacedTask nextHere;

    /** Its neighbours in the list of what is in flight. */
    @Nullable
    PlacedTask earlier;

    @Nullable
    PlacedTask later;

    PlacedTask(TaskId id, JobState job, Amounts needs, AgentRow row, long round) {
        this.id = id;
        this.job = job;
        this.needs = needs;
        this.row = row;
        this.round = round;
        this.inFlight = round > 0;
    }
}
