package io.boreas.agent.task;

import io.boreas.agent.check.Prober;
import io.boreas.agent.checkpoint.TaskJournal;
import io.boreas.agent.fetch.Fetcher;
import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.SandboxUse;
import io.boreas.agent.image.Image;
import io.boreas.agent.image.ImageCache;
import io.boreas.agent.isolation.Isolation;
import io.boreas.agent.isolation.Sampler;
import io.boreas.agent.process.Marks;
import io.boreas.agent.process.Reaper;
import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunName;
import io.boreas.agent.process.Spawner;
import io.boreas.agent.process.VitalThread;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.agent.sandbox.LogKeeper;
import io.boreas.agent.sandbox.ParentSandboxes;
import io.boreas.agent.sandbox.ProcessLogs;
import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.agent.sandbox.SandboxPaths;
import io.boreas.agent.sandbox.SandboxReader;
import io.boreas.agent.session.Sessions;
import io.boreas.agent.usage.UsageSampler;
import io.boreas.agent.volume.Volumes;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.TaskSight;
import io.boreas.core.process.Outcome;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks as processes of this machine, which live on when the agent dies.
 *
 * <p>Everything is in one work directory, which it holds locked: {@code tasks.journal} is what must not be forgotten,
 * {@code tasks/} and {@code ended/} what is known of runs, {@code sandboxes/} where they ran.
 */
public final class ProcessTaskRunner implements TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTaskRunner.class);
    private static final int BATCH_MAX = 1_024;
    private static final int QUEUE_MAX = 65_536;

    /** The wait status of a process that was killed by force. */
    private static final int KILLED = 9;

    private final RunnerSettings settings;
    private final SandboxPaths paths;
    private final ParentSandboxes parents;
    private final WorkDirLock lock;
    private final String nonce;
    private final TaskJournal journal;
    private final RunFiles files;
    private final TaskFolders folders;
    private final Volumes volumes;
    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
    private final Reaper<TaskId> reaper;
    private final Spawner spawner;
    private final Isolation isolation;
    private final SandboxReader reader;
    private final LogKeeper logKeeper;
    private final SandboxCollector collector;
    private @Nullable Thread thread;
    private @Nullable Upkeep upkeep;
    private volatile @Nullable Sampler<TaskId> sampler;
    private @Nullable Fetcher<TaskId> fetcher;
    private @Nullable Prober prober;
    private @Nullable ImageCache<TaskId> imageCache;
    private volatile @Nullable Sessions sessions;
    private volatile @Nullable UsageSampler<TaskId> usage;
    private volatile boolean closed;
    private volatile Optional<AgentId> agent = Optional.empty();

    /**
     * Opens a work directory.
     *
     * @throws IOException if it cannot be used, or another agent uses it
     */
    public ProcessTaskRunner(RunnerSettings settings) throws IOException {
        this.settings = settings;
        this.paths = new SandboxPaths(settings.workDir());
        this.parents = new ParentSandboxes(paths);
        Files.createDirectories(paths.home());
        this.lock = new WorkDirLock(paths.home());
        this.nonce = nonce(paths.home().resolve("agent-nonce"));
        this.volumes = new Volumes(paths.home());
        this.folders = new TaskFolders(paths, volumes);
        this.journal = new TaskJournal(paths.home());
        this.files = new RunFiles(paths.tasks());
        this.isolation = Isolation.open(settings.isolation(), nonce);
        this.reaper = new Reaper<>(Marks.AGENT + "=" + nonce, (task, order) -> put(new Event.NothingLeft(task, order)));
        this.spawner = new Spawner(paths.home(), files, new Spawner.Listener() {
            @Override
            public void changed(RunName run) {
                put(new Event.RunChanged(run));
            }

            @Override
            public void died() {
                put(new Event.SpawnerDied());
            }
        });
        var logs = new ProcessLogs();
        this.reader = new SandboxReader(paths, logs);
        this.logKeeper = new LogKeeper(logs);
        this.collector = new SandboxCollector(
                paths, parents, settings.sandboxAgeMax(), settings.sandboxesMax(), settings.sandboxBytesMax());
    }

    @Override
    public void belongsTo(AgentId id) {
        agent = Optional.of(id);
    }

    /**
     * How the first process of a task ended, as a wait status: after its terminal status was told, and before that is
     * acknowledged. A process that is gone without a trace counts as killed.
     */
    public int waitStatus(TaskId task) {
        try {
            return files.end(new RunName(FolderNames.of(task.value()), 0, 0))
                    .map(ProcessTaskRunner::waitStatus)
                    .orElse(KILLED);
        } catch (IOException e) {
            LOG.warn("cannot tell how a process ended taskId={}", task, e);
            return KILLED;
        }
    }

    private static int waitStatus(RunFiles.End end) {
        return switch (end) {
            case RunFiles.End.Exited(var code, var at) -> code << 8;
            case RunFiles.End.Signalled(var signal, var at) -> signal;
            case RunFiles.End.Lost lost -> KILLED;
        };
    }

    @Override
    public List<HeldTask> recover(StatusListener listener) {
        var held = new ArrayList<HeldTask>();
        var stored = new LinkedHashMap<TaskId, Event.Preparation>();
        journal.tasks().forEach((id, task) -> {
            held.add(new HeldTask(id, task.launch().owner(), task.state(), task.sequence(), task.unacknowledged()));
            stored.put(id, prepare(task.launch()));
        });
        try {
            var starts = new Starts(spawner, files, settings.startsInFlightMax());
            folders.endAllBut(journal.tasks().keySet());
            isolation.sweep(held(journal));
            sampler = new Sampler<>(
                    isolation,
                    Marks.AGENT + "=" + nonce,
                    (task, limitation) -> put(new Event.EndNow(task, TaskLimits.outcome(limitation))));
            usage = new UsageSampler<>(isolation, Marks.AGENT + "=" + nonce, settings.clock());
            var limits = new TaskLimits(isolation, sampler, usage, new SharedSandboxes(parents));
            fetcher = new Fetcher<>(settings.fetch(), paths.home().resolve("fetch"), new Fetcher.Listener<>() {
                @Override
                public void progress(TaskId task, String message) {
                    put(new Event.Fetching(task, message));
                }

                @Override
                public void fetched(TaskId task) {
                    put(new Event.Fetched(task));
                }

                @Override
                public void failed(TaskId task, String why) {
                    put(new Event.Unfetchable(task, why));
                }
            });
            var watch = new RunWatch(files, starts, folders, logKeeper, settings.clock());
            var inImages = new ImageCache<>(
                    settings.images(), paths.home().resolve("images"), new ImageCache.Listener<TaskId>() {
                        @Override
                        public void progress(TaskId task, String message) {
                            put(new Event.Fetching(task, message));
                        }

                        @Override
                        public void ready(TaskId task, Image image) {
                            put(new Event.Furnished(task, image));
                        }

                        @Override
                        public void failed(TaskId task, String why) {
                            put(new Event.Unfurnished(task, why));
                        }
                    });
            imageCache = inImages;
            var images = new TaskImages(inImages, folders, volumes, paths.home().resolve("tools"));
            var mounted = new TaskVolumes(settings.volumes(), paths.home(), parents);
            var keepers = new TaskKeepers(files, starts, isolation, folders, images, mounted, settings.clock());
            prober = new Prober();
            var checks = new TaskChecks(prober, folders, limits, this::put);
            var nonceVariable = Marks.AGENT + "=" + nonce;
            var inTasks = new Sessions(
                    settings.sessions(),
                    paths.home(),
                    nonceVariable,
                    UUID.randomUUID().toString().substring(0, 8),
                    (task, process, wish) -> TaskEntrances.find(this::put, task, process, wish));
            sessions = inTasks;
            var entrances = new TaskEntrances(limits, inTasks);
            var loop = new TaskLoop(
                    settings,
                    journal,
                    files,
                    starts,
                    watch,
                    keepers,
                    new TaskSupplies(images, fetcher, folders),
                    limits,
                    checks,
                    new TaskFarewells(prober, this::put),
                    entrances,
                    reaper,
                    folders,
                    listener,
                    this::put);
            loop.adopt(stored);
            thread = VitalThread.start("tasks", () -> run(loop));
            upkeep = new Upkeep(logKeeper, spawner, collector, settings.clock(), settings.rescanInterval());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot adopt the tasks in " + paths.home(), e);
        }
        return held;
    }

    /** Folders of tasks that may have processes. */
    private static Set<String> held(TaskJournal journal) {
        return journal.tasks().values().stream()
                .filter(task -> !task.state().isTerminal())
                .map(task -> FolderNames.of(task.launch().task().value()))
                .collect(Collectors.toSet());
    }

    /** Sandboxes that tasks of an executor share. It is told of tasks before they are launched, and before {@link #recover}. */
    public ParentSandboxes parents() {
        return parents;
    }

    /** A task that runs has these resources from now on. One that does not is let be. */
    public void resize(TaskId task, Resources resources) {
        put(new Event.Resized(task, resources));
    }

    /** Kills a task, because what it holds is needed. One that has ended or is ending is let be. Source: Mesos, {@code Slave::_qosCorrections}. */
    public void preempt(TaskId task, String why) {
        put(new Event.EndNow(task, new Outcome(TaskState.GONE, TaskReason.CONTAINER_PREEMPTED, why)));
    }

    /** What a task used at moments of the last hour, the newest last; nothing of one that was not looked at. */
    public List<TaskSight.Point> used(TaskId task) {
        var looking = usage;
        return looking == null ? List.of() : looking.points(task);
    }

    /** The sessions in its tasks; there are none before {@link #recover}. */
    public Sessions sessions() {
        return Objects.requireNonNull(sessions, "a runner that has not recovered has no sessions");
    }

    /** How tasks are kept within their limits. */
    public Isolation isolation() {
        return isolation;
    }

    @Override
    public void launch(TaskLaunch launch) {
        launch(List.of(launch));
    }

    @Override
    public void launch(List<TaskLaunch> launches) {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (var launch : launches) {
            var durable = new CompletableFuture<Void>();
            waiting.add(durable);
            put(new Event.Launch(prepare(launch), durable));
        }
        try {
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the agent cannot take a task: " + e.getCause(), e);
        }
    }

    @Override
    public void kill(KillOrder order) {
        put(new Event.Kill(order));
    }

    @Override
    public void acknowledge(StatusAck ack) {
        put(new Event.Acknowledge(ack));
    }

    /** All tasks that it knows of. */
    public CompletionStage<KnownTasks> known() {
        var known = new CompletableFuture<KnownTasks>();
        put(new Event.Tell(known));
        return known;
    }

    /** Reads a sandbox by the name of its folder. It reads files: it may block. */
    public SandboxAnswer sandbox(String folder, SandboxQuery query) {
        return reader.answer(folder, query);
    }

    /** What a task used when it was last looked at; empty of one that was not. */
    public Optional<TaskSight.Point> usage(TaskId task) {
        var looking = usage;
        return looking == null ? Optional.empty() : looking.latest(task);
    }

    /** What it had read from block devices then, and written to them; empty if that is not counted. */
    public Optional<BlockIo> blockIo(TaskId task) {
        var looking = usage;
        return looking == null ? Optional.empty() : looking.latestIo(task);
    }

    /** What a task took on disk when that was last looked at; empty if it was not. */
    public Optional<SandboxUse> disk(TaskId task) {
        var looking = sampler;
        return looking == null ? Optional.empty() : looking.disk(task);
    }

    /** The folder of all sandboxes. */
    public Path sandboxes() {
        return paths.sandboxes();
    }

    /** Where a task runs. */
    public Path directory(TaskId task) {
        return paths.sandbox(task);
    }

    @Override
    public long deleteVolumes(List<DestroyedVolume> destroyed) {
        return volumes.delete(destroyed);
    }

    /**
     * Makes volumes appear in the sandbox of a task that runs.
     *
     * @throws IOException if they cannot; the message says why
     */
    public void mount(TaskId task, Resources resources) throws IOException {
        volumes.mount(paths.sandbox(task), resources, false);
    }

    /** Makes volumes disappear from the sandbox of a task that runs. */
    public void unmount(TaskId task, Resources resources) {
        try {
            volumes.unmount(paths.sandbox(task), resources);
        } catch (IOException e) {
            LOG.warn("a volume that is not used any more still appears in a sandbox taskId={}", task, e);
        }
    }

    @Override
    public SandboxAnswer sandbox(TaskId task, SandboxQuery query) {
        var looking = usage;
        var inTasks = sessions;
        if (query instanceof SandboxQuery.InSession(var session, var step) && inTasks != null) {
            return new SandboxAnswer.OfSession(inTasks.answer(task, session, step));
        }
        return query instanceof SandboxQuery.Look && looking != null
                ? new TaskSights(looking, this::put).of(task)
                : reader.answer(task, query);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        var inTasks = sessions;
        if (inTasks != null) {
            inTasks.close();
        }
        put(new Event.Stop());
        closed = true;
        try {
            var running = thread;
            if (running != null) {
                running.join();
            }
            var keeping = upkeep;
            if (keeping != null) {
                keeping.close();
            }
            var sampling = sampler;
            if (sampling != null) {
                sampling.close();
            }
            var fetching = fetcher;
            if (fetching != null) {
                fetching.close();
            }
            var getting = imageCache;
            if (getting != null) {
                getting.close();
            }
            var looking = usage;
            if (looking != null) {
                looking.close();
            }
            var probing = prober;
            if (probing != null) {
                probing.close();
            }
            spawner.close();
            reaper.close();
            isolation.close();
            journal.close();
            lock.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + paths.home(), e);
        }
    }

    private Event.Preparation prepare(TaskLaunch launch) {
        var sandbox = paths.sandbox(launch.task());
        try {
            return new Event.Preparation.Ready(PreparedTask.of(launch, sandbox, settings, nonce, agent));
        } catch (BadTaskException e) {
            return new Event.Preparation.Bad(launch, sandbox, e.why());
        }
    }

    private void put(Event event) {
        try {
            if (!closed) {
                queue.put(event);
            } else {
                refuse(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (event instanceof Event.Launch launch) {
                launch.durable().completeExceptionally(e);
            }
        }
    }

    /** Nobody is left to see to it: who waits for it is told. */
    private static void refuse(Event event) {
        var stops = new IllegalStateException("the agent stops");
        if (event instanceof Event.Launch launch) {
            launch.durable().completeExceptionally(stops);
        } else if (event instanceof Event.Tell tell) {
            tell.known().completeExceptionally(stops);
        } else if (event instanceof Event.Describe describe) {
            describe.lines().completeExceptionally(stops);
        } else if (event instanceof Event.Enter enter) {
            enter.place().completeExceptionally(stops);
        }
    }

    private void run(TaskLoop loop) {
        var events = new ArrayList<Event>();
        try {
            while (!events.contains(new Event.Stop())) {
                events.clear();
                var first = queue.poll(loop.idle().toNanos(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    events.add(first);
                    queue.drainTo(events, BATCH_MAX);
                }
                loop.handle(events);
            }
        } catch (InterruptedException e) {
            LOG.error("the tasks' thread was interrupted: nothing more is done for tasks", e);
        } finally {
            closed = true;
            for (var left = queue.poll(); left != null; left = queue.poll()) {
                refuse(left);
            }
        }
    }

    private static String nonce(Path file) throws IOException {
        if (!Files.exists(file)) {
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, UUID.randomUUID().toString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).trim();
    }
}
