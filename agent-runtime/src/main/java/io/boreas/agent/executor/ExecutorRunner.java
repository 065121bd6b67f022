package io.boreas.agent.executor;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.CommandTask;
import io.boreas.agent.gateway.ExecutorAnswer;
import io.boreas.agent.gateway.ExecutorReader;
import io.boreas.agent.gateway.ExecutorStream;
import io.boreas.agent.gateway.ExecutorUpdate;
import io.boreas.agent.gateway.HostedState;
import io.boreas.agent.gateway.SandboxUse;
import io.boreas.agent.gateway.Subscription;
import io.boreas.agent.nested.NestedContainers;
import io.boreas.agent.oversubscription.Holder;
import io.boreas.agent.oversubscription.Holding;
import io.boreas.agent.process.VitalThread;
import io.boreas.agent.sandbox.ParentSandboxes;
import io.boreas.agent.task.HeldTask;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.StatusListener;
import io.boreas.agent.task.TaskRunner;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskSight;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks, and executors with tasks in them: the latter on a thread of their own, which stores what happens in batches with
 * one sync before anybody hears of it. Each executor is a process like those of tasks, and outlives the agent like them.
 */
public final class ExecutorRunner implements TaskRunner, AgentGateway {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorRunner.class);
    private static final int BATCH_MAX = 1_024;
    private static final int CALLS_MAX = 10_000;
    private static final Duration IDLE_MAX = Duration.ofSeconds(10);

    private final ExecutorSettings settings;
    private final ProcessTaskRunner processes;
    private final ExecutorReader reader;
    private final ExecutorJournal journal;
    private final ExecutorTokens tokens;
    /** Calls of executors are counted; all else is bounded by the number of tasks. */
    private final LinkedBlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

    private final AtomicInteger calls = new AtomicInteger();
    private final Set<TaskId> mine = ConcurrentHashMap.newKeySet();
    private final RecentSandboxes sandboxes = new RecentSandboxes();
    private final NestedContainers nested;
    private volatile Optional<AgentId> agent = Optional.empty();
    private volatile Supplier<Optional<String>> master = Optional::empty;
    private volatile Resources given = Resources.empty();
    private volatile @Nullable ExecutorLoop loop;
    private volatile boolean closed;
    private volatile List<ExecutorRun> heldAtStart = List.of();
    private @Nullable Thread thread;

    /**
     * Opens an agent's memory of executors.
     *
     * @param processes belongs to this from now on, and is closed with it
     * @param link writes what is stored
     * @throws IOException if the memory cannot be read
     */
    public ExecutorRunner(ExecutorSettings settings, ProcessTaskRunner processes, ExecutorReader reader, LinkCodec link)
            throws IOException {
        this.settings = settings;
        this.processes = processes;
        this.reader = reader;
        this.tokens = ExecutorTokens.open(settings.home());
        this.journal = new ExecutorJournal(settings.home(), link);
        this.nested = new NestedContainers(processes::sessions);
    }

    @Override
    public void belongsTo(AgentId id) {
        processes.belongsTo(id);
        agent = Optional.of(id);
    }

    @Override
    public List<HeldTask> recover(StatusListener listener) {
        var id = agent.orElseThrow(() -> new IllegalStateException("a runner is told whose it is before it recovers"));
        var ledger = new Ledger(journal, listener, settings.clock());
        var launcher = new ExecutorLauncher(settings, reader, tokens);
        var groups = new TaskGroups(ledger, processes, steps::add);
        var custom = new CustomExecutors(ledger, processes, launcher, settings, id, steps::add);
        var started = new ExecutorLoop(ledger, groups, custom, processes, tokens, settings.authenticate());
        journal.executors().values().forEach(this::know);
        var found = processes.recover(update -> route(update, listener));
        var tasks = started.adopt(found);
        heldAtStart = started.executors();
        loop = started;
        started.exits().forEach(exited -> steps.add(() -> listener.exited(exited)));
        thread = VitalThread.start("executors", () -> run(started));
        return tasks;
    }

    @Override
    public List<ExecutorRun> heldExecutors() {
        return heldAtStart;
    }

    private void know(HeldExecutor held) {
        mine.add(held.process());
        held.works().keySet().forEach(work -> know(work, held));
    }

    private void know(TaskId work, HeldExecutor held) {
        mine.add(work);
        sandboxes.put(work, held.isBuiltIn() ? work : held.process());
        if (held.isBuiltIn()) {
            var resources = held.hosted().executor().resources();
            processes.parents().put(work, new ParentSandboxes.Parent(held.process(), resources));
        }
    }

    private void route(StatusUpdate update, StatusListener listener) {
        if (mine.contains(update.task())) {
            steps.add(() -> started().observed(update));
        } else {
            listener.observed(update);
        }
    }

    @Override
    public void launch(TaskLaunch launch) {
        processes.launch(launch);
    }

    @Override
    public void launch(List<TaskLaunch> launches) {
        processes.launch(launches);
    }

    @Override
    public void launchWorks(FromMaster.LaunchWorks launch) {
        var held = new HeldExecutor(launch.executor(), launch.framework());
        mine.add(held.process());
        launch.works().forEach(work -> know(work.key(), held));
        var stored = new CompletableFuture<Void>();
        step(() -> started().launch(launch, () -> stored.complete(null)), stored);
        try {
            stored.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the agent cannot take tasks of an executor: " + e.getCause(), e);
        }
    }

    @Override
    public void stopExecutor(FromMaster.StopExecutor order) {
        steps.add(() -> started().stop(order));
    }

    @Override
    public void forgetExecutor(ExecutorRun executor) {
        steps.add(() -> started().forget(executor));
    }

    @Override
    public long deleteVolumes(List<DestroyedVolume> volumes) {
        return processes.deleteVolumes(volumes);
    }

    @Override
    public void deliver(FromMaster.TellExecutor message) {
        steps.add(() -> started().deliver(message));
    }

    @Override
    public void kill(KillOrder order) {
        if (mine.contains(order.task())) {
            steps.add(() -> started().kill(order));
        } else {
            processes.kill(order);
        }
    }

    @Override
    public CompletionStage<List<Holding>> holdings() {
        return executors()
                .thenCombine(
                        processes.known(), (executors, known) -> Holdings.of(executors, known.held(), processes::used));
    }

    @Override
    public void oversubscribe(Resources revocable) {
        given = revocable;
    }

    @Override
    public Resources oversubscribed() {
        return given;
    }

    @Override
    public void preempt(Holder holder, String why) {
        switch (holder) {
            case Holder.OfTask(var task) -> processes.preempt(task, why);
            case Holder.OfExecutor(var executor) -> steps.add(() -> started().preempt(executor, why));
        }
    }

    @Override
    public void acknowledge(StatusAck ack) {
        if (mine.contains(ack.task())) {
            steps.add(() -> {
                started().acknowledge(ack);
                if (journal.work(ack.task()).isEmpty()) {
                    mine.remove(ack.task());
                    processes.parents().remove(ack.task());
                }
            });
        } else {
            processes.acknowledge(ack);
        }
    }

    @Override
    public SandboxAnswer sandbox(TaskId task, SandboxQuery query) {
        return processes.sandbox(sandboxes.of(task), query);
    }

    @Override
    public Optional<AgentId> agent() {
        return loop == null ? Optional.empty() : agent;
    }

    @Override
    public AgentInfo info() {
        return settings.info();
    }

    @Override
    public void servedBy(Supplier<Optional<String>> master) {
        this.master = master;
    }

    @Override
    public Optional<String> master() {
        return master.get();
    }

    @Override
    public boolean admits(Optional<String> token) {
        return !settings.authenticate() || token.filter(tokens::isOurs).isPresent();
    }

    @Override
    public Optional<ContainerName> containerOf(String token) {
        return settings.authenticate() ? tokens.container(token) : Optional.empty();
    }

    @Override
    public CompletionStage<ExecutorAnswer> subscribe(
            ExecutorKey executor, Optional<String> token, Subscription subscription, ExecutorStream stream) {
        return call(running -> running.subscribe(executor, token, subscription, stream));
    }

    @Override
    public void unsubscribed(ExecutorKey executor, ExecutorStream stream) {
        steps.add(() -> started().unsubscribed(executor, stream));
    }

    @Override
    public CompletionStage<ExecutorAnswer> update(ExecutorKey executor, Optional<String> token, ExecutorUpdate update) {
        return call(running -> running.update(executor, token, update));
    }

    @Override
    public CompletionStage<ExecutorAnswer> message(ExecutorKey executor, Optional<String> token, Payload data) {
        return call(running -> running.message(executor, token, data));
    }

    @Override
    public CompletionStage<ExecutorAnswer> heartbeat(ExecutorKey executor, Optional<String> token) {
        return call(running -> running.heartbeat(executor, token));
    }

    @Override
    public CompletionStage<List<HostedState>> executors() {
        var answer = new CompletableFuture<List<HostedState>>();
        step(() -> answer.complete(started().states()), answer);
        return answer.thenCombine(processes.known(), (states, known) -> CommandTasks.placed(states, known.held()));
    }

    @Override
    public CompletionStage<List<CommandTask>> commandTasks() {
        return processes.known().thenApply(known -> CommandTasks.of(known, task -> !mine.contains(task)));
    }

    @Override
    public SandboxAnswer sandbox(String folder, SandboxQuery query) {
        return processes.sandbox(folder, query);
    }

    @Override
    public Optional<TaskSight.Point> usage(TaskId process) {
        return processes.usage(process);
    }

    @Override
    public Optional<BlockIo> blockIo(TaskId process) {
        return processes.blockIo(process);
    }

    @Override
    public Optional<SandboxUse> disk(TaskId process) {
        return processes.disk(process);
    }

    @Override
    public NestedContainers nested() {
        return nested;
    }

    @Override
    public Path sandboxes() {
        return processes.sandboxes();
    }

    @Override
    public Path directory(TaskId process) {
        return processes.directory(process);
    }

    @Override
    public SortedMap<String, String> flags() {
        var flags = new TreeMap<>(settings.flags());
        flags.putAll(processes.isolation().flags());
        return flags;
    }

    private CompletionStage<ExecutorAnswer> call(Function<ExecutorLoop, ExecutorAnswer> ask) {
        var answer = new CompletableFuture<ExecutorAnswer>();
        if (calls.incrementAndGet() > CALLS_MAX) {
            calls.decrementAndGet();
            answer.complete(ExecutorAnswer.BUSY);
            return answer;
        }
        step(
                () -> {
                    calls.decrementAndGet();
                    answer.complete(ask.apply(started()));
                },
                answer);
        return answer;
    }

    private void step(Runnable step, CompletableFuture<?> answer) {
        if (closed) {
            answer.completeExceptionally(new IllegalStateException("the agent stops"));
            return;
        }
        var answered = new Answered(step, answer);
        steps.add(answered);
        if (closed && steps.remove(answered)) {
            answer.completeExceptionally(new IllegalStateException("the agent stops"));
        }
    }

    /** A step that somebody waits for. */
    private record Answered(Runnable step, CompletableFuture<?> answer) implements Runnable {
        @Override
        public void run() {
            try {
                step.run();
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
                throw e;
            }
        }
    }

    private ExecutorLoop started() {
        var running = loop;
        if (running == null) {
            throw new IllegalStateException("the agent has not recovered");
        }
        return running;
    }

    private void run(ExecutorLoop running) {
        var batch = new ArrayList<Runnable>();
        try {
            running.finish();
            while (!closed) {
                batch.clear();
                var first = steps.poll(idle(running).toNanos(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    steps.drainTo(batch, BATCH_MAX);
                }
                batch.forEach(ExecutorRunner::run);
                running.finish();
            }
        } catch (InterruptedException e) {
            LOG.error("the executors' thread was interrupted: nothing more is done for executors", e);
        } finally {
            closed = true;
            for (var left = steps.poll(); left != null; left = steps.poll()) {
                if (left instanceof Answered(var step, var answer)) {
                    answer.completeExceptionally(new IllegalStateException("the agent stops"));
                }
            }
        }
    }

    private static void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a defect: what happened to an executor was not handled to its end", e);
        }
    }

    private Duration idle(ExecutorLoop running) {
        var now = settings.clock().instant();
        var wake = running.wake();
        Instant last = now.plus(IDLE_MAX);
        var until = wake.isBefore(last) ? wake : last;
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        steps.add(() -> {});
        try {
            var running = thread;
            if (running != null) {
                running.join();
            }
            processes.close();
            journal.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the memory of executors", e);
        }
    }
}
