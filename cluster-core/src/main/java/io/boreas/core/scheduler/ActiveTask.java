package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;

/** A run that has a place: chosen by the job's group, admitted, or running. It counts for limits and fair shares. */
public record ActiveTask(TaskId task, AgentId agent, Amounts needs) {}
