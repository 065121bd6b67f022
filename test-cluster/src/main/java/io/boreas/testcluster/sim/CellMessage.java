package io.boreas.testcluster.sim;

import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import java.util.List;

/** What is said within a cell; as the actors say it, with addresses in place of their references. */
public sealed interface CellMessage {
    /** Commands for a group of agents. */
    record ToAgents(List<Asked<AgentId, AgentCommand>> commands) implements CellMessage {}

    /** Commands for a group of jobs. */
    record ToJobs(List<Asked<JobKey, JobCommand>> commands) implements CellMessage {}

    /** An agent dialled in on this link. */
    record Dialled(FromAgent.Hello hello, Address link) implements CellMessage {}

    /** A link is over. */
    record LinkClosed(AgentId agent, Address link) implements CellMessage {}

    /** A link holds, under this registration. */
    record LinkHolds(AgentId agent, long incarnation, Address link) implements CellMessage {}

    /** The planner asks for all there is. */
    record ReportToPlanner() implements CellMessage {}

    /** The planner gave up on choices it has heard nothing of. */
    record ReportJob(JobKey job) implements CellMessage {}

    /** A report to the planner. */
    record ToPlanner(PlannerMessage report) implements CellMessage {}

    /** The answer to what came over a link. */
    record ToLink(AgentReply reply) implements CellMessage {}

    /** Send these to the agent, in this order. */
    record SendOn(List<FromMaster> messages) implements CellMessage {}

    /** Another link of this agent has registered. */
    record Superseded(long incarnation) implements CellMessage {}

    /**
     * The answer to a client.
     *
     * @param command the id of the command
     */
    record ToClient(String command, JobReply reply) implements CellMessage {}
}
