package io.boreas.testcluster.sim;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.AgentAction;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.task.TaskLaunch;
import java.util.List;

/** Sees what happens in a run. Nothing that it does may change what happens next. */
public interface Watch {
    /** How a process ended. */
    enum End {
        /** By itself. */
        ITSELF,
        /** Its agent was told to stop it, and did. */
        STOPPED,
        /** Its machine started anew. */
        REBOOT,
        /** Its agent ended it without being told. */
        UNASKED
    }

    /** A record of a group of agents is durable; decoded from its bytes. */
    default void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {}

    /** A record of a group of jobs is durable; decoded from its bytes. */
    default void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {}

    /** A record of a group of frameworks is durable; decoded from its bytes. */
    default void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {}

    /** A group of agents answers commands that it decided together, with these events. */
    default void agentsAnswer(
            int group, List<Asked<AgentId, AgentCommand>> commands, List<AgentReply> replies, boolean changed) {}

    /** A group of jobs answers commands that it decided together. */
    default void jobsAnswer(
            int group, List<Asked<JobKey, JobCommand>> commands, List<JobReply> replies, boolean changed) {}

    /** A group of frameworks answers commands that it decided together. */
    default void frameworksAnswer(
            int group,
            List<Asked<FrameworkId, FrameworkCommand>> commands,
            List<FrameworkReply> replies,
            boolean changed) {}

    /** A scheduler asks something, on its newest stream. */
    default void called(FrameworkId framework, FrameworkCall call) {}

    /** A scheduler hears something. */
    default void pushed(FrameworkId framework, FrameworkPush push) {}

    /** A group has replayed its journal. */
    default void replayed(Address group, GroupSnapshot<?> state) {}

    /** A group's state, at a moment when nothing of it is being written. */
    default void served(Address group, GroupSnapshot<?> state) {}

    /** A message is sent within the cell. */
    default void sent(Address from, Address to, CellMessage message) {}

    /** A link sends its agent something. */
    default void said(AgentId agent, FromMaster message) {}

    /** An agent heard that it is registered. */
    default void welcomed(AgentId agent, long incarnation) {}

    /** An agent is about to act. */
    default void acts(AgentId agent, AgentAction action) {}

    /** A task's processes start. */
    default void started(AgentId agent, TaskLaunch launch) {}

    /** A task's processes are gone. */
    default void ended(AgentId agent, TaskId task, End how) {}
}
