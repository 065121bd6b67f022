package io.boreas.core.link;

import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.util.List;

/** What an agent is to do next, in the order given. */
public sealed interface AgentAction {
    /** Run this task; its first status is number 1. */
    record Start(TaskLaunch launch) implements AgentAction {}

    /** Run these in their executor, which may run already; none of them is held. */
    record StartWorks(FromMaster.LaunchWorks launch) implements AgentAction {}

    /** End this executor, which is held and has not ended. */
    record StopExecutor(FromMaster.StopExecutor order) implements AgentAction {}

    /** That this executor ended need not be kept. */
    record ForgetExecutor(ExecutorRun executor) implements AgentAction {}

    /** Delete the data of these, in order, before anything that follows, and say so. */
    record DeleteVolumes(List<DestroyedVolume> volumes) implements AgentAction {
        public DeleteVolumes {
            volumes = List.copyOf(volumes);
        }
    }

    /** Say this to an executor, if it listens. */
    record Deliver(FromMaster.TellExecutor message) implements AgentAction {}

    /** Stop this task, which is held and has not ended. */
    record Stop(KillOrder order) implements AgentAction {}

    /** Statuses up to this number need not be kept; with a terminal one among them, nor need the task. */
    record Forget(StatusAck ack) implements AgentAction {}

    /** Say this to the master. */
    record Send(FromAgent message) implements AgentAction {}

    /** Look into a sandbox and answer. */
    record Look(FromMaster.SandboxQuestion question) implements AgentAction {}

    /**
     * End the connection: the master refuses this agent.
     *
     * @param permanent whether dialling again is useless
     */
    record HangUp(String reason, boolean permanent) implements AgentAction {}
}
