package io.boreas.core.job;

import io.boreas.core.agent.Admission;
import io.boreas.core.id.AgentId;
import io.boreas.core.task.KillOrder;

/** What the world owes a job. Each is for one agent's group; what goes to the same group travels together. */
public sealed interface JobEffect {
    AgentId agent();

    /** The agent's group is to admit or refuse the task; ends with its refusal or the first notice. */
    record AdmitOn(AgentId agent, Admission admission) implements JobEffect {}

    /** The agent's group is to stop the task; ends with a terminal notice or, for a lost run, when the kill is taken. */
    record KillOn(AgentId agent, KillOrder order) implements JobEffect {}
}
