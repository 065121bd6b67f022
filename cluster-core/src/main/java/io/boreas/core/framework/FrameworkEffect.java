package io.boreas.core.framework;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.task.StatusAck;

/** What the world owes a framework. */
public sealed interface FrameworkEffect {
    /** Its scheduler is to be told on this stream; ends with its acknowledgement. */
    record Deliver(String streamId, TaskUpdate update) implements FrameworkEffect {}

    /** The agent's group is to forget the notices of an ended run; ends when it has. */
    record AcknowledgeOn(AgentId agent, StatusAck ack) implements FrameworkEffect {}

    /** The agent's group is to stop this run; ends when the kill is taken. */
    record KillOn(Claim claim) implements FrameworkEffect {}

    /** The agent's group is to stop all of the framework; ends when that is taken. */
    record RemoveOn(AgentId agent, FrameworkId framework) implements FrameworkEffect {}
}
