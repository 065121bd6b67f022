package io.boreas.launcher.journal;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellCounts;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.CellReadOnly;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.core.agent.Agent;
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
import io.boreas.persistence.history.CellState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cell as its journal has it, as a door sees it: it is read like any other, and nothing of it can be changed. */
final class PastCell implements Cell {
    private final CellInfo info;
    private final EventFeed events;
    private final TreeMap<JobKey, Job> jobs = new TreeMap<>();
    private final Map<TaskId, Job> jobsByTask = new HashMap<>();
    private final TreeMap<AgentId, AgentView> agents = new TreeMap<>();
    private final Registry registry;

    PastCell(CellInfo info, CellState state, EventFeed events) {
        this.info = info;
        this.events = events;
        this.registry = state.registry();
        for (var job : state.jobs()) {
            jobs.put(job.key(), job);
            job.active().values().forEach(task -> jobsByTask.put(task.id(), job));
            job.ended().forEach(task -> jobsByTask.put(task.id(), job));
        }
        for (Agent agent : state.agents()) {
            agents.put(agent.id(), new AgentView(agent, false));
        }
    }

    /** What is answered to whoever wants something of it that only a cell that runs can do. */
    static <T> CompletionStage<T> refused(String what) {
        return CompletableFuture.failedStage(new CellReadOnly(
                what + ": this is the cell as its journal has it, not the one that runs. Ask one of its masters."));
    }

    private static <T> CompletionStage<T> unchanged() {
        return refused("Nothing can be changed here");
    }

    @Override
    public CellInfo info() {
        return info;
    }

    @Override
    public CompletionStage<String> unreadiness() {
        return CompletableFuture.completedStage("");
    }

    /** None: which masters there were is in no journal. */
    @Override
    public CompletionStage<List<MasterView>> masters() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause) {
        return unchanged();
    }

    @Override
    public CompletionStage<Optional<Job>> job(JobKey job) {
        return CompletableFuture.completedStage(Optional.ofNullable(jobs.get(job)));
    }

    @Override
    public CompletionStage<List<Job>> jobs() {
        return jobs(JobPage.ALL);
    }

    @Override
    public CompletionStage<List<Job>> jobs(JobPage page) {
        return CompletableFuture.completedStage(page.of(jobs).toList());
    }

    @Override
    public CompletionStage<Optional<Job>> jobOf(TaskId task) {
        return CompletableFuture.completedStage(Optional.ofNullable(jobsByTask.get(task)));
    }

    @Override
    public CompletionStage<List<AgentView>> agents() {
        return CompletableFuture.completedStage(List.copyOf(agents.values()));
    }

    @Override
    public CompletionStage<Optional<AgentView>> agent(AgentId agent) {
        return CompletableFuture.completedStage(Optional.ofNullable(agents.get(agent)));
    }

    @Override
    public CompletionStage<AgentReply> lifecycle(AgentId agent, AgentCommand.Lifecycle command, Cause cause) {
        return unchanged();
    }

    @Override
    public CompletionStage<AgentReply> convert(AgentId agent, AgentCommand.Convert command, Cause cause) {
        return unchanged();
    }

    @Override
    public CompletionStage<Registry> registry() {
        return CompletableFuture.completedStage(registry);
    }

    @Override
    public CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause) {
        return unchanged();
    }

    @Override
    public CompletionStage<CellCounts> counts() {
        return CompletableFuture.completedStage(
                new CellCounts(JobCounts.of(jobs.values()), AgentCounts.of(agents.values())));
    }

    @Override
    public CompletionStage<List<InverseAnswers.Said>> inverseAnswers() {
        return CompletableFuture.completedFuture(List.of()); // no journal has them
    }

    @Override
    public CompletionStage<List<FrameworkPush.InverseOffer>> inverseOffers() {
        return CompletableFuture.completedFuture(List.of()); // no journal has them
    }

    @Override
    public CompletionStage<PlacementPreview> preview(JobSpec spec, int instances) {
        return refused("Nothing is placed here");
    }

    @Override
    public CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task) {
        return refused("Why a task waited is in no journal");
    }

    @Override
    public CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query) {
        return refused("Sandboxes are on the agents");
    }

    @Override
    public EventFeed events() {
        return events;
    }
}
