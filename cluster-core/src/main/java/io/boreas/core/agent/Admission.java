package io.boreas.core.agent;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskSpec;

/** An owner's wish to run a task on an agent: with the resources and as many ports as the specification asks for. */
public record Admission(TaskId task, Owner owner, TaskSpec spec) {}
