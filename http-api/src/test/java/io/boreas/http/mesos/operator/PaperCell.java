package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellCounts;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.CellCapacity;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.registry.RegistryReply;
import io.boreas.http.MemoryFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A cell that is as it was written down; its journal says what the test lets happen. */
public final class PaperCell implements Cell, Frameworks {
    /** When this cell was written down. */
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final MemoryFeed feed = new MemoryFeed();
    private final List<FrameworkId> tornDown = new ArrayList<>();
    private volatile List<AgentView> agents = List.of();
    private volatile List<Framework> frameworks = List.of();
    private volatile Registry registry = Registry.EMPTY;
    private volatile List<InverseAnswers.Said> inverseAnswers = List.of();
    private volatile List<FrameworkPush.InverseOffer> inverseOffers = List.of();
    private volatile boolean available = true;

    public PaperCell with(List<AgentView> nowAgents, List<Framework> nowFrameworks) {
        agents = nowAgents;
        frameworks = nowFrameworks;
        return this;
    }

    void setAvailable(boolean yes) {
        available = yes;
    }

    MemoryFeed feed() {
        return feed;
    }

    void happens(String agent, AgentEvent event) {
        feed.append(
                "agents-0",
                new Batch<>(GroupKind.AGENT, START, List.of(new Recorded<>(new AgentId(agent), Cause.SYSTEM, event))));
    }

    void happens(String framework, FrameworkEvent event) {
        feed.append(
                "frameworks-0",
                new Batch<>(
                        GroupKind.FRAMEWORK,
                        START,
                        List.of(new Recorded<>(new FrameworkId(framework), Cause.SYSTEM, event))));
    }

    synchronized List<FrameworkId> tornDown() {
        return List.copyOf(tornDown);
    }

    @Override
    public CellInfo info() {
        return new CellInfo("paper", "0b5f2d3e-master", "0.1.0-test", START, 5052, Optional.empty());
    }

    @Override
    public CompletionStage<List<MasterView>> masters() {
        return answer(List.of(new MasterView(
                "127.0.0.1:5053", true, MasterView.Standing.UP, true, new TreeMap<>(Map.of(GroupKind.JOB, 16)))));
    }

    @Override
    public CompletionStage<String> unreadiness() {
        return answer("");
    }

    @Override
    public CompletionStage<List<AgentView>> agents() {
        return answer(agents);
    }

    @Override
    public CompletionStage<Optional<AgentView>> agent(AgentId agent) {
        return answer(
                agents.stream().filter(view -> view.agent().id().equals(agent)).findFirst());
    }

    @Override
    public CompletionStage<List<Job>> jobs() {
        return answer(List.of());
    }

    @Override
    public CompletionStage<List<Framework>> frameworks() {
        return answer(frameworks);
    }

    @Override
    public CompletionStage<Optional<Framework>> framework(FrameworkId framework) {
        return answer(frameworks.stream()
                .filter(known -> known.id().equals(framework))
                .findFirst());
    }

    @Override
    public synchronized CompletionStage<FrameworkReply> teardown(FrameworkId framework, Cause cause) {
        boolean known = frameworks.stream().anyMatch(one -> one.id().equals(framework) && one.isAlive());
        if (known) {
            tornDown.add(framework);
        }
        return answer(
                known ? new FrameworkReply.Removed(Optional.empty()) : new FrameworkReply.UnknownFramework(framework));
    }

    @Override
    public EventFeed events() {
        return feed;
    }

    private <T> CompletionStage<T> answer(T value) {
        return available
                ? CompletableFuture.completedFuture(value)
                : CompletableFuture.failedFuture(new CellUnavailable("the group agents-0 did not answer within 5 s"));
    }

    @Override
    public CompletionStage<AgentReply> lifecycle(AgentId agent, AgentCommand.Lifecycle command, Cause cause) {
        return answer(tell(agent, command));
    }

    @Override
    public CompletionStage<AgentReply> convert(AgentId agent, AgentCommand.Convert command, Cause cause) {
        return answer(tell(agent, command));
    }

    /** The machine that is the ledger's one writer anywhere decides here, too. */
    private synchronized AgentReply tell(AgentId id, AgentCommand command) {
        var machine = new AgentMachine();
        var found = agents.stream().filter(view -> view.agent().id().equals(id)).findFirst();
        var decision = machine.decide(found.map(AgentView::agent).orElse(machine.vacant(id)), command, START);
        found.ifPresent(view -> {
            var after = view.agent();
            for (var event : decision.events()) {
                after = machine.evolve(after, event);
            }
            var changed = new AgentView(after, view.linked());
            agents = agents.stream()
                    .map(other -> other == view ? changed : other)
                    .toList();
        });
        return decision.reply();
    }

    @Override
    public CompletionStage<Registry> registry() {
        return answer(registry);
    }

    @Override
    public synchronized CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause) {
        var asked = command instanceof RegistryCommand.UpdateQuotas update && !update.force()
                ? new RegistryCommand.UpdateQuotas(
                        update.quotas(),
                        false,
                        CellCapacity.of(agents.stream().map(AgentView::agent).toList())
                                .problems(registry, update.quotas()))
                : command;
        var machine = new RegistryMachine();
        var decision = machine.decide(registry, asked, START);
        decision.events().forEach(event -> registry = machine.evolve(registry, event));
        return answer(decision.reply());
    }

    @Override
    public CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Job>> job(JobKey job) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Job>> jobs(JobPage page) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Job>> jobOf(TaskId task) {
        throw new UnsupportedOperationException();
    }

    /** What frameworks have said to being asked to leave. */
    void answered(InverseAnswers.Said... said) {
        inverseAnswers = List.of(said);
    }

    @Override
    public CompletionStage<CellCounts> counts() {
        return answer(new CellCounts(JobCounts.of(List.of()), AgentCounts.of(agents)));
    }

    @Override
    public CompletionStage<List<InverseAnswers.Said>> inverseAnswers() {
        return CompletableFuture.completedFuture(inverseAnswers);
    }

    /** What frameworks are asked to leave. */
    void asked(FrameworkPush.InverseOffer... offers) {
        inverseOffers = List.of(offers);
    }

    @Override
    public CompletionStage<List<FrameworkPush.InverseOffer>> inverseOffers() {
        return CompletableFuture.completedFuture(inverseOffers);
    }

    @Override
    public CompletionStage<PlacementPreview> preview(JobSpec spec, int instances) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<FrameworkReply> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, Cause cause, Consumer<FrameworkPush> to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect(FrameworkId framework, String streamId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<FrameworkReply> call(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause) {
        throw new UnsupportedOperationException();
    }
}
