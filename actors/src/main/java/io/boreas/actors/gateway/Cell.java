package io.boreas.actors.gateway;

import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The cell as a door sees it. Any master answers anything: reads are gathered from the groups, so a client that wrote can
 * read what it wrote.
 *
 * <p>Every stage fails with {@link CellUnavailable} if the answer did not come in time, or if the cell will not take more work
 * now. A mutation's stage completes only when what it did is durable (I3); when it fails, it is not known whether the mutation
 * was done: the same {@link Cause#command()} sent again finds out, and is never done twice.
 */
public interface Cell {
    CellInfo info();

    /** Whether this master can answer for every group now; the text says what is missing, empty if nothing is. */
    CompletionStage<String> unreadiness();

    /** The masters, this one among them, by their addresses. */
    CompletionStage<List<MasterView>> masters();

    CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause);

    CompletionStage<Optional<Job>> job(JobKey job);

    /** All jobs, by key. */
    CompletionStage<List<Job>> jobs();

    /** Some of the jobs, by key. */
    CompletionStage<List<Job>> jobs(JobPage page);

    /** The job that has, or had and remembers, this task. */
    CompletionStage<Optional<Job>> jobOf(TaskId task);

    CompletionStage<List<AgentView>> agents();

    CompletionStage<Optional<AgentView>> agent(AgentId agent);

    /** How many there are of all these. */
    CompletionStage<CellCounts> counts();

    /**
     * What an operator says of an agent. Answered {@link AgentReply.Done} when that is durable, {@link AgentReply.UnknownAgent},
     * {@link AgentReply.AgentGone} or {@link AgentReply.LifecycleRefused}; draining goes on after the answer.
     */
    CompletionStage<AgentReply> lifecycle(AgentId agent, AgentCommand.Lifecycle command, Cause cause);

    /**
     * Makes resources of an agent into others, as an operator asks. Answered {@link AgentReply.ToOperator} or
     * {@link AgentReply.UnknownAgent}.
     */
    CompletionStage<AgentReply> convert(AgentId agent, AgentCommand.Convert command, Cause cause);

    /** What operators have said of roles and machines. */
    CompletionStage<Registry> registry();

    /**
     * Says something of roles or machines. Quotas that are not forced are checked against what the cell has and who has it now,
     * whatever the command says was found.
     */
    CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause);

    /** What frameworks have said to being asked to leave agents whose machines are to be worked on. */
    CompletionStage<List<InverseAnswers.Said>> inverseAnswers();

    /** What frameworks are asked to leave, and have not answered. */
    CompletionStage<List<FrameworkPush.InverseOffer>> inverseOffers();

    /** Where the instances of such a job would go now, and why not; changes nothing. */
    CompletionStage<PlacementPreview> preview(JobSpec spec, int instances);

    /** Why a task waits. Empty if the planner does not know it: it does not wait, or was submitted this very moment. */
    CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task);

    /** Asks the agent through its link. A lost link is answered {@link SandboxAnswer.Why#UNREADABLE}. */
    CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query);

    /** The cell's journaled events. */
    EventFeed events();
}
