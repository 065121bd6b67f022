package io.boreas.http;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellCounts;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.CellUnavailable;
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
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Presence;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.CellCapacity;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A cell of one job group that runs the real machine; tests play its planner and its agent. */
public final class MemoryCell implements Cell {
    public static final AgentId AGENT = new AgentId("agent-1");

    private final MemoryFeed feed = new MemoryFeed();
    private Agent agent = registered();
    private Registry registry = Registry.EMPTY;
    private final Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> jobs =
            new Group<>(GroupKind.JOB, new JobMachine(JobSettings.DEFAULT), 1_000);
    private final Map<TaskId, Long> notices = new ConcurrentHashMap<>();
    private final Map<TaskId, MemorySandbox> sandboxes = new ConcurrentHashMap<>();
    private volatile String unreadiness = "";
    private volatile boolean available = true;
    private volatile boolean linked = true;
    private volatile PlacementPreview preview = new PlacementPreview(List.of(), 0, new TreeMap<>());
    private volatile Optional<PendingReasons> reasons = Optional.empty();

    MemoryFeed feed() {
        return feed;
    }

    void setUnreadiness(String text) {
        unreadiness = text;
    }

    void setAvailable(boolean yes) {
        available = yes;
    }

    void setLinked(boolean yes) {
        linked = yes;
    }

    void setPreview(PlacementPreview other) {
        preview = other;
    }

    void setReasons(PendingReasons other) {
        reasons = Optional.of(other);
    }

    MemorySandbox sandbox(TaskId task) {
        return sandboxes.computeIfAbsent(task, any -> new MemorySandbox());
    }

    /** The active task of an instance. */
    public synchronized InstanceTask active(String job, int instance) {
        return jobs.find(JobKey.parse(job))
                .flatMap(found -> found.active().get(instance))
                .orElseThrow();
    }

    /** Every instance of a job runs, each with its named ports counted up from 31000. */
    public void runAll(String job) {
        var key = JobKey.parse(job);
        var found = find(key).orElseThrow();
        for (var task : found.active().values()) {
            run(key, task);
        }
    }

    private void run(JobKey key, InstanceTask task) {
        var choice = new JobCommand.Choice(task.instance(), task.id(), AGENT, "127.0.0.1");
        execute(key, new JobCommand.Choose(List.of(choice)), Cause.SYSTEM);
        tell(key, task, TaskState.STAGING, "");
        tell(key, task, TaskState.STARTING, "");
        tell(key, task, TaskState.RUNNING, "");
    }

    /** The agent's group tells what became of a task. */
    public void tell(JobKey key, InstanceTask task, TaskState state, String message) {
        var ports = new TreeMap<String, Integer>();
        int port = 31_000 + 10 * task.instance();
        for (var name : task.spec().ports()) {
            ports.put(name, port++);
        }
        long sequence = notices.merge(task.id(), 1L, Long::sum);
        var base = TaskStatus.of(state, StatusSource.EXECUTOR, now());
        var status = new TaskStatus(state, base.reason(), base.source(), message, base.at());
        var told = new JobCommand.TaskNotices(
                task.instance(), task.id(), AGENT, List.of(new Notice(sequence, status)), ports);
        execute(key, new JobCommand.Hear(List.of(told)), Cause.SYSTEM);
    }

    /** An agent registers, as far as the journal tells. */
    void register(String host) {
        var event = new AgentEvent.Registered(1, "boot", info(host), now());
        feed.append(
                "agents-0", new Batch<>(GroupKind.AGENT, now(), List.of(new Recorded<>(AGENT, Cause.SYSTEM, event))));
    }

    private synchronized JobReply execute(JobKey key, JobCommand command, Cause cause) {
        var decided = jobs.decide(List.of(new Envelope<>(key, command, cause)), now());
        jobs.commit(decided);
        if (!decided.isEmpty()) {
            feed.append("jobs-0", decided.batch());
        }
        return decided.replies().getFirst();
    }

    private synchronized Optional<Job> find(JobKey key) {
        return jobs.find(key);
    }

    private synchronized List<Job> all() {
        return new ArrayList<>(jobs.all().values());
    }

    @Override
    public CellInfo info() {
        return new CellInfo(
                "test-cell", "master-1", "0.1.0-test", Instant.parse("2026-01-02T03:04:05Z"), 5052, Optional.empty());
    }

    @Override
    public CompletionStage<List<MasterView>> masters() {
        return answer(List.of(new MasterView(
                "127.0.0.1:5053",
                true,
                MasterView.Standing.UP,
                true,
                new TreeMap<>(Map.of(GroupKind.JOB, 16, GroupKind.AGENT, 0)))));
    }

    @Override
    public CompletionStage<String> unreadiness() {
        return answer(unreadiness);
    }

    @Override
    public CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause) {
        return available ? answer(execute(job, command, cause)) : unavailable();
    }

    @Override
    public CompletionStage<Optional<Job>> job(JobKey job) {
        return answer(find(job));
    }

    @Override
    public CompletionStage<List<Job>> jobs() {
        return answer(all());
    }

    @Override
    public CompletionStage<List<Job>> jobs(JobPage page) {
        var byKey = new TreeMap<JobKey, Job>();
        all().forEach(job -> byKey.put(job.key(), job));
        return answer(page.of(byKey).toList());
    }

    @Override
    public CompletionStage<Optional<Job>> jobOf(TaskId task) {
        return answer(all().stream().filter(job -> has(job, task)).findFirst());
    }

    private static boolean has(Job job, TaskId task) {
        boolean[] found = {job.ended().stream().anyMatch(ended -> ended.id().equals(task))};
        job.active().forEachValue(active -> found[0] |= active.id().equals(task));
        return found[0];
    }

    @Override
    public CompletionStage<List<AgentView>> agents() {
        return answer(List.of(view()));
    }

    @Override
    public CompletionStage<AgentReply> lifecycle(AgentId id, AgentCommand.Lifecycle command, Cause cause) {
        return id.equals(AGENT) ? answer(operate(command)) : answer(new AgentReply.UnknownAgent(id));
    }

    @Override
    public CompletionStage<AgentReply> convert(AgentId id, AgentCommand.Convert command, Cause cause) {
        return id.equals(AGENT) ? answer(operate(command)) : answer(new AgentReply.UnknownAgent(id));
    }

    private synchronized AgentReply operate(AgentCommand command) {
        var machine = new AgentMachine();
        var decision = machine.decide(agent, command, now());
        for (var event : decision.events()) {
            agent = machine.evolve(agent, event);
        }
        return decision.reply();
    }

    @Override
    public synchronized CompletionStage<Registry> registry() {
        return answer(registry);
    }

    @Override
    public synchronized CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause) {
        var machine = new RegistryMachine();
        var asked = command instanceof RegistryCommand.UpdateQuotas update
                ? new RegistryCommand.UpdateQuotas(
                        update.quotas(),
                        update.force(),
                        CellCapacity.of(List.of(agent)).problems(registry, update.quotas()))
                : command;
        var decision = machine.decide(registry, asked, now());
        for (var event : decision.events()) {
            registry = machine.evolve(registry, event);
        }
        return answer(decision.reply());
    }

    @Override
    public CompletionStage<Optional<AgentView>> agent(AgentId agent) {
        return answer(agent.equals(AGENT) ? Optional.of(view()) : Optional.empty());
    }

    private synchronized AgentView view() {
        return new AgentView(agent, linked);
    }

    private static Agent registered() {
        return new Agent(
                AGENT,
                Optional.of(info("127.0.0.1")),
                Presence.REGISTERED,
                1,
                "boot",
                Instant.parse("2026-01-02T03:04:06Z"),
                OrderedMap.empty(),
                OrderedMap.empty(),
                Resources.parse("cpus:1.5;mem:256;ports:[31000-31001]"),
                Resources.empty());
    }

    private static AgentInfo info(String host) {
        return new AgentInfo(
                host,
                5051,
                Attributes.parse("rack:r1;zone:<b>east</b>"),
                Resources.parse("cpus:4;mem:8192;disk:10000;ports:[31000-32000]"),
                "0.1.0-test");
    }

    @Override
    public CompletionStage<CellCounts> counts() {
        return answer(new CellCounts(JobCounts.of(all()), AgentCounts.of(List.of(view()))));
    }

    @Override
    public CompletionStage<List<InverseAnswers.Said>> inverseAnswers() {
        return answer(List.of());
    }

    @Override
    public CompletionStage<List<FrameworkPush.InverseOffer>> inverseOffers() {
        return answer(List.of());
    }

    @Override
    public CompletionStage<PlacementPreview> preview(JobSpec spec, int instances) {
        return answer(preview);
    }

    @Override
    public CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task) {
        return answer(reasons);
    }

    @Override
    public CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query) {
        if (!linked) {
            return answer(new SandboxAnswer.Failed(SandboxAnswer.Why.UNREADABLE, "the agent's link is down"));
        }
        var sandbox = sandboxes.get(task);
        if (available && sandbox != null && query instanceof SandboxQuery.InSession step) {
            return CompletableFuture.supplyAsync(
                    () -> sandbox.answer(step), work -> Thread.ofVirtual().start(work));
        }
        return answer(
                sandbox == null
                        ? new SandboxAnswer.Failed(SandboxAnswer.Why.NOT_FOUND, "the agent has no task " + task)
                        : sandbox.answer(query));
    }

    @Override
    public EventFeed events() {
        return feed;
    }

    private <T> CompletionStage<T> answer(T value) {
        return available ? CompletableFuture.completedFuture(value) : unavailable();
    }

    private static <T> CompletionStage<T> unavailable() {
        return CompletableFuture.failedFuture(new CellUnavailable("the group jobs-0 did not answer within 5 s"));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
