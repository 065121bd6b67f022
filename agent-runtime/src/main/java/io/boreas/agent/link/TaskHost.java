package io.boreas.agent.link;

import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.util.List;
import java.util.function.Consumer;

/** What carries out a master's wishes. All is called on the link's event loop, and must not block it. */
public interface TaskHost {
    /** Run a task that is not held. */
    void launch(TaskLaunch launch);

    /** Run tasks that are not held in an executor. */
    void launchWorks(FromMaster.LaunchWorks launch);

    /** End an executor that is held and has not ended. */
    void stopExecutor(FromMaster.StopExecutor order);

    /** That an executor ended need not be kept. */
    void forgetExecutor(ExecutorRun executor);

    /** Delete the data of destroyed volumes, before anything that is asked later, and say so. */
    void deleteVolumes(List<DestroyedVolume> volumes);

    /** Say this to an executor, if it listens. */
    void deliver(FromMaster.TellExecutor message);

    /** Stop a task that is held and has not ended. */
    void kill(KillOrder order);

    /** Statuses up to this number need not be kept. */
    void acknowledge(StatusAck ack);

    /**
     * Look into a sandbox.
     *
     * @param answer takes the answer, on any thread, once
     */
    void look(FromMaster.SandboxQuestion question, Consumer<SandboxAnswer> answer);
}
