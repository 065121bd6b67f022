package io.boreas.testcluster.sim;

import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.FromAgent;
import io.boreas.core.registry.Registry;
import io.boreas.testcluster.sim.cell.SimStream;
import java.util.List;

/** What is said within a cell; as the actors say it, with addresses in place of their references. */
public sealed interface CellMessage {
    /** Commands for a group of agents. */
    record ToAgents(List<Asked<AgentId, AgentCommand>> commands) implements CellMessage {}

    /** Commands for a group of jobs. */
    record ToJobs(List<Asked<JobKey, JobCommand>> commands) implements CellMessage {}

    /** Commands for a group of frameworks. */
    record ToFrameworks(List<Asked<FrameworkId, FrameworkCommand>> commands) implements CellMessage {}

    /** What groups and the allocator say to groups beside commands. */
    record ToGroup(GroupMessage message) implements CellMessage {}

    /** What have operators said? */
    record AskRegistry(Address from) implements CellMessage {}

    /** What the registry tells planner and allocator. */
    record RegistryIs(Registry registry) implements CellMessage {}

    /** A report to the allocator. */
    record ToAllocator(AllocatorMessage.Report report) implements CellMessage {}

    /** A scheduler subscribes on this stream. */
    record Connect(FrameworkId framework, FrameworkCommand.Subscribe subscribe, SimStream stream)
            implements CellMessage {}

    /** A scheduler's stream stands. */
    record StreamHolds(FrameworkId framework, String streamId, SimStream stream) implements CellMessage {}

    /** A scheduler's stream has ended. */
    record StreamEnded(FrameworkId framework, String streamId) implements CellMessage {}

    /**
     * A scheduler asks.
     *
     * @param number of its call
     */
    record Call(FrameworkId framework, String streamId, FrameworkCall call, long number, Address from)
            implements CellMessage {}

    /** The answer to a scheduler's call. */
    record CallAnswered(long number, String streamId, FrameworkReply reply) implements CellMessage {}

    /** What a stream is to tell its scheduler. */
    record Push(FrameworkPush push) implements CellMessage {}

    /** The answer to a subscription. */
    record SubscriptionAnswered(FrameworkReply reply) implements CellMessage {}

    /** How do these agents stand, or all of the group if none is named? */
    record AskStandings(long question, List<AgentId> agents, Address from) implements CellMessage {}

    /** They stand like this. */
    record StandingsAre(long question, int group, List<AgentView> agents) implements CellMessage {}

    /** An agent dialled in on this link. */
    record Dialled(FromAgent.Hello hello, Address link) implements CellMessage {}

    /** A link is over. */
    record LinkClosed(AgentId agent, Address link) implements CellMessage {}

    /** A link holds, under this registration. */
    record LinkHolds(AgentId agent, long incarnation, Address link) implements CellMessage {}

    /** A report to the planner. */
    record ToPlanner(PlannerMessage.Report report) implements CellMessage {}

    /** The answer to what came over a link. */
    record LinkAnswered(AgentReply reply) implements CellMessage {}

    /** What the agent's group tells its link. */
    record OnLink(ToLink message) implements CellMessage {}

    /**
     * The answer to a client.
     *
     * @param command the id of the command
     */
    record ToClient(String command, JobReply reply) implements CellMessage {}
}
