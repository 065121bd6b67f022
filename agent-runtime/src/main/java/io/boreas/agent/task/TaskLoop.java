package io.boreas.agent.task;

import io.boreas.agent.checkpoint.Entry;
import io.boreas.agent.checkpoint.StoredTask;
import io.boreas.agent.checkpoint.TaskJournal;
import io.boreas.agent.image.Image;
import io.boreas.agent.process.Reaper;
import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunFiles.Start;
import io.boreas.agent.process.RunName;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.check.Finding;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.process.Outcome;
import io.boreas.core.process.Step.Demand;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles what happens to tasks, in batches: decides, stores what was decided with one sync, then acts and reports.
 *
 * <p>What it does to the world is safe to do twice, so that a death between storing and acting heals itself: a run that
 * was handed to the spawner twice starts once, a kill repeated kills what is left. Used by one thread.
 */
final class TaskLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLoop.class);
    private static final Duration STORE_RETRY = Duration.ofMillis(500);

    private final RunnerSettings settings;
    private final InstantSource clock;
    private final TaskJournal journal;
    private final RunFiles files;
    private final Starts starts;
    private final Reaper<TaskId> reaper;
    private final TaskFolders folders;
    private final StatusListener listener;
    private final Consumer<Event> later;
    private final RunWatch watch;
    private final TaskKeepers keepers;
    private final TaskSupplies supplies;
    private final TaskLimits limits;
    private final TaskChecks checks;
    private final TaskFarewells farewells;
    private final TaskEntrances entrances;

    private final Map<TaskId, LiveTask> tasks = new LinkedHashMap<>();
    private final Map<String, LiveTask> byFolder = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>(Comparator.comparing(Wake::at));
    private final LookRound round;
    private Batch batch = new Batch();
    private Instant nextRescan;
    private Instant storeAgainAt = Instant.MIN;

    private record Wake(Instant at, TaskId task) {}

    TaskLoop(
            RunnerSettings settings,
            TaskJournal journal,
            RunFiles files,
            Starts starts,
            RunWatch watch,
            TaskKeepers keepers,
            TaskSupplies supplies,
            TaskLimits limits,
            TaskChecks checks,
            TaskFarewells farewells,
            TaskEntrances entrances,
            Reaper<TaskId> reaper,
            TaskFolders folders,
            StatusListener listener,
            Consumer<Event> later) {
        this.settings = settings;
        this.clock = settings.clock();
        this.journal = journal;
        this.files = files;
        this.starts = starts;
        this.watch = watch;
        this.keepers = keepers;
        this.supplies = supplies;
        this.limits = limits;
        this.checks = checks;
        this.farewells = farewells;
        this.entrances = entrances;
        this.reaper = reaper;
        this.folders = folders;
        this.listener = listener;
        this.later = later;
        this.round = new LookRound(settings.rescanInterval());
        this.nextRescan = clock.instant();
    }

    /** Goes on with the tasks that are stored; what is decided about them is done by the next {@link #handle}. */
    void adopt(Map<TaskId, Event.Preparation> stored) throws IOException {
        for (var entry : stored.entrySet()) {
            var task = journal.tasks().get(entry.getKey());
            if (task != null && !task.state().isTerminal()) {
                adopt(task, entry.getValue());
            }
        }
    }

    /** How long nothing needs to be done if nothing happens. */
    Duration idle() {
        Instant now = clock.instant();
        Instant next = nextRescan;
        if (!wakes.isEmpty() && wakes.peek().at().isBefore(next)) {
            next = wakes.peek().at();
        }
        if (!batch.isEmpty() && storeAgainAt.isBefore(next)) {
            next = storeAgainAt;
        }
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    /** Handles what happened, and what is due. */
    void handle(List<Event> events) {
        for (var event : events) {
            try {
                on(event);
            } catch (RuntimeException e) {
                // not the event itself: it may hold what a task keeps secret
                LOG.error(
                        "a defect: an event was not handled to its end event={}",
                        event.getClass().getSimpleName(),
                        e);
            }
        }
        Instant now = clock.instant();
        while (!wakes.isEmpty() && !wakes.peek().at().isAfter(now)) {
            var task = tasks.get(wakes.remove().task());
            if (task != null) {
                advance(task, false);
            }
        }
        if (!nextRescan.isAfter(now)) {
            nextRescan = now.plus(settings.rescanInterval());
            rescan();
        }
        if (!batch.isEmpty() && !storeAgainAt.isAfter(now)) {
            store();
        }
        starts.pump();
    }

    private void store() {
        var current = batch;
        batch = new Batch();
        try {
            var entries = current.entries();
            if (!entries.isEmpty()) {
                journal.append(entries, current.needsSync());
            }
            if (!storeAgainAt.equals(Instant.MIN)) {
                LOG.info("what happens to tasks can be stored again");
                storeAgainAt = Instant.MIN;
            }
        } catch (IOException e) {
            if (storeAgainAt.equals(Instant.MIN)) {
                LOG.error("cannot store what happens to tasks: new ones are refused, the rest is tried again", e);
            }
            storeAgainAt = clock.instant().plus(STORE_RETRY);
            batch = current.failed(e);
            return;
        }
        current.stored();
    }

    private void on(Event event) {
        switch (event) {
            case Event.Launch launch -> launch(launch);
            case Event.Kill(var order) -> kill(order);
            case Event.Acknowledge(var ack) -> acknowledge(ack);
            case Event.RunChanged(var run) -> runChanged(run);
            case Event.Unstartable(var id, var outcome) -> {
                var task = tasks.get(id);
                if (task != null) {
                    task.abort(outcome, clock.instant());
                    advance(task, false);
                }
            }
            case Event.Unheard(var id, var asked) -> {
                var task = tasks.get(id);
                if (task != null) {
                    task.unheard(asked, clock.instant());
                    advance(task, false);
                }
            }
            case Event.NothingLeft(var id, var order) -> {
                var task = tasks.get(id);
                if (task != null && task.orderNumber() == order) {
                    watch.look(task);
                    advance(task, task.orderNumber() == order);
                }
            }
            case Event.EndNow(var id, var outcome) -> {
                var task = tasks.get(id);
                if (task != null) {
                    abort(task, outcome, Duration.ZERO);
                    advance(task, false);
                }
            }
            case Event.Fetching(var id, var message) -> {
                var task = tasks.get(id);
                if (task != null && supplies.isAwaited(task)) {
                    report(task, TaskState.STARTING, TaskReason.NONE, message);
                }
            }
            case Event.Fetched(var id) -> fetched(tasks.get(id));
            case Event.Unfetchable(var id, var why) -> {
                var task = tasks.get(id);
                if (task != null && task.isFetching()) {
                    abort(task, new Outcome(TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, why), Duration.ZERO);
                    advance(task, false);
                }
            }
            case Event.Furnished(var id, var image) -> {
                var task = tasks.get(id);
                if (task == null) {
                    supplies.release(id);
                } else if (task.isFurnishing()) {
                    furnished(task, image);
                }
            }
            case Event.Unfurnished(var id, var why) -> unfurnished(tasks.get(id), why);
            case Event.Probed(var id, var which, var finding) -> {
                var task = tasks.get(id);
                if (task != null && task.isActive()) {
                    probed(task, which, finding);
                    advance(task, false);
                }
            }
            case Event.Resized(var id, var resources) -> {
                var task = tasks.get(id);
                if (task != null) {
                    task.limit(limits.of(resources, task.prepared().launch().spec()));
                    makeFolders(task, false);
                }
            }
            case Event.Tell(var known) ->
                known.complete(new KnownTasks(List.copyOf(journal.tasks().values()), journal.ended()));
            case Event.Describe(var id, var lines) -> {
                var task = tasks.get(id);
                lines.complete(task == null ? List.of() : task.lines());
            }
            case Event.Enter(var id, var process, var wish, var place) ->
                place.complete(entrances.place(tasks.get(id), process, wish));
            case Event.SpawnerDied() -> starts.revive();
            case Event.Stop() -> {}
        }
    }

    private void launch(Event.Launch event) {
        var launch = event.task().launch();
        if (journal.tasks().containsKey(launch.task())
                || tasks.containsKey(launch.task())
                || folders.isEnded(launch.task())) {
            batch.then(launch.task(), () -> event.durable().complete(null));
            return;
        }
        Instant now = clock.instant();
        batch.take(new Entry.Taken(launch, now), () -> event.durable().complete(null), e -> {
            forget(launch.task());
            event.durable().completeExceptionally(e);
        });
        switch (event.task()) {
            case Event.Preparation.Bad(var bad, var sandbox, var why) ->
                report(new StatusUpdate(bad.task(), 1, status(TaskState.ERROR, TaskReason.TASK_INVALID, why)));
            case Event.Preparation.Ready(var prepared) -> {
                var task = live(prepared, now);
                add(task);
                report(task, TaskState.STARTING, TaskReason.NONE, "");
                supplies.await(task, true);
                keepers.welcome(task);
                if (task.sharesFolders()) {
                    // how much may be in them is known before it puts anything there
                    nextRescan = now;
                }
                batch.then(launch.task(), () -> makeFolders(task, true));
                batch.then(launch.task(), () -> supply(task));
                advance(task, false);
            }
        }
    }

    private void supply(LiveTask task) {
        try {
            supplies.order(task);
        } catch (IOException e) {
            unstartable(task, e);
        }
    }

    private void furnished(LiveTask task, Image image) {
        boolean untouched = task.runs().isEmpty() && !task.hasRun();
        try {
            supplies.took(task, image);
        } catch (BadTaskException e) {
            unfurnished(task, e.why());
            return;
        } catch (IOException e) {
            unstartable(task, e);
            return;
        }
        if (untouched) {
            makeFolders(task, true);
        }
        supply(task);
        look(task);
        advance(task, false);
    }

    private void unfurnished(@Nullable LiveTask task, String why) {
        if (task != null && task.isFurnishing()) {
            var message = "Failed to get its image: " + why;
            abort(task, new Outcome(TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, message), Duration.ZERO);
            advance(task, false);
        }
    }

    private void fetched(@Nullable LiveTask task) {
        if (task == null || !task.isFetching()) {
            return;
        }
        try {
            supplies.fetched(task);
        } catch (IOException e) {
            unstartable(task, e);
        }
        advance(task, false);
    }

    private LiveTask live(PreparedTask prepared, Instant at) {
        var folder = FolderNames.of(prepared.launch().task().value());
        var launch = prepared.launch();
        return new LiveTask(
                prepared, folder, limits.of(launch.resources(), launch.spec()), limits.enclosure(folder), at);
    }

    private void makeFolders(LiveTask task, boolean untouched) {
        try {
            folders.make(task.prepared(), untouched);
            limits.set(task);
        } catch (IOException e) {
            unstartable(task, e);
        }
    }

    private void unstartable(LiveTask task, IOException e) {
        LOG.warn("cannot prepare a task taskId={}", task.id(), e);
        later.accept(new Event.Unstartable(task.id(), TaskKeepers.unprepared(e)));
    }

    private void kill(KillOrder order) {
        var task = tasks.get(order.task());
        if (task == null) {
            return;
        }
        Instant now = clock.instant();
        storeReason(task, now);
        batch.store(new Entry.KillOrdered(order, now), () -> {});
        task.kill(order, now);
        advance(task, false);
    }

    /** A task that ends by itself already ends as what it did, also if its agent starts again after it was to be killed. */
    private void storeReason(LiveTask task, Instant now) {
        var stored = journal.tasks().get(task.id());
        if (stored != null && stored.kills().isEmpty() && stored.aborted().isEmpty()) {
            var grace = task.prepared().launch().spec().finalizationWait();
            task.progress()
                    .outcome()
                    .ifPresent(outcome -> batch.store(new Entry.Aborted(task.id(), outcome, grace, now), () -> {}));
        }
    }

    private void acknowledge(StatusAck ack) {
        if (journal.tasks().containsKey(ack.task())) {
            batch.storeLazily(new Entry.Acknowledged(ack), () -> {
                if (!journal.tasks().containsKey(ack.task())) {
                    folders.end(ack.task());
                }
            });
        }
    }

    private void runChanged(RunName name) {
        var task = byFolder.get(name.task());
        if (task != null && (name.isKeeper() || task.run(name).isPresent())) {
            look(task);
            advance(task, false);
        }
    }

    /** Reads what became of the task's runs; a limit is seen before what it did to them counts. */
    private boolean look(LiveTask task) {
        boolean news = watch.look(task);
        try {
            news |= keepers.look(task);
        } catch (IOException e) {
            news |= task.isActive();
            var why = "Failed to make its namespaces: " + e.getMessage();
            abort(task, new Outcome(TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, why), Duration.ZERO);
        }
        if (news && task.isActive()) {
            limits.exceeded(task).ifPresent(outcome -> abort(task, outcome, Duration.ZERO));
        }
        return news;
    }

    /** The task is to end for what was seen of it, unless it ends already. */
    private void abort(LiveTask task, Outcome outcome, Duration grace) {
        if (task.isActive()) {
            Instant now = clock.instant();
            batch.store(new Entry.Aborted(task.id(), outcome, grace, now), () -> {});
            task.abort(outcome, grace, now);
        }
    }

    /** A job hears of its task's health by the states it comes into, a framework of each change. */
    private void probed(LiveTask task, Event.Probed.Which which, Finding finding) {
        Instant now = clock.instant();
        switch (which) {
            case CHECK -> {
                if (task.checkup().checkFound(finding, now)) {
                    report(task, TaskState.RUNNING, TaskReason.TASK_CHECK_STATUS_UPDATED, "");
                }
            }
            case HEALTH -> {
                var step = checks.healthFound(task, finding, now);
                if (step.told().isPresent() && !task.checkup().isGate()) {
                    report(task, TaskState.RUNNING, TaskReason.TASK_HEALTH_CHECK_STATUS_UPDATED, "");
                }
                var grace = task.prepared().launch().spec().finalizationWait();
                var state = task.checkup().isGate() ? TaskState.FAILED : TaskState.KILLED;
                step.end().ifPresent(why -> abort(task, new Outcome(state, why), grace));
            }
        }
    }

    private void rescan() {
        starts.revive();
        round.go(tasks, task -> {
            if (look(task)) {
                advance(task, false);
            }
        });
        limits.tend(tasks.values());
    }

    /** Decides what the task does next. */
    private void advance(LiveTask task, boolean empty) {
        Instant now = clock.instant();
        task.overtime(now).ifPresent(outcome -> abort(task, outcome, Duration.ZERO));
        if (supplies.isAwaited(task)) {
            wake(task, task.timeUp());
            return;
        }
        if (!task.isActive()) {
            supplies.callOff(task);
        }
        if (task.isActive() && !keepers.isReady(task)) {
            if (task.keeper().takeOrder()) {
                batch.then(task.id(), () -> keep(task));
            }
            wake(task, task.timeUp());
            return;
        }
        var step = task.step(now, empty);
        for (int process : step.starts()) {
            var run = task.fork(process, now);
            batch.then(task.id(), () -> start(task, run));
        }
        if (task.state() == TaskState.STARTING
                && task.hasBegun()
                && !task.isBeingKilled()
                && !task.checkup().holdsBack()) {
            report(task, TaskState.RUNNING, TaskReason.NONE, task.checkup().isGate() ? "Task is healthy." : "");
        }
        if (step.ended().isPresent()) {
            var outcome = step.ended().get();
            forget(task.id());
            report(task, outcome.state(), reason(outcome), task.wording(outcome));
            batch.then(task.id(), () -> {
                keepers.end(task);
                supplies.release(task.id());
                limits.release(task.folder());
            });
            return;
        }
        if (step.demand() != Demand.NONE) {
            watch.callOff(task);
            keepers.callOff(task);
        }
        if (task.takeStopChanged()) {
            demand(task);
        }
        wake(task, Collections.min(List.of(checks.tend(task, now), step.wake(), task.timeUp())));
    }

    /** The task is to be looked at again at this moment, if nothing happens before. */
    private void wake(LiveTask task, Instant at) {
        if (task.takeWake(at) && at.isBefore(Instant.MAX)) {
            wakes.add(new Wake(at, task.id()));
        }
    }

    private void keep(LiveTask task) {
        if (task.isActive()) {
            try {
                keepers.begin(task);
            } catch (IOException e) {
                unstartable(task, e);
            }
        }
    }

    private static TaskReason reason(Outcome outcome) {
        return outcome.state() == TaskState.ERROR ? TaskReason.CONTAINER_LAUNCH_FAILED : outcome.reason();
    }

    private void start(LiveTask task, RunName run) {
        var live = task.run(run);
        if (live.isEmpty()) {
            return;
        }
        try {
            limits.check(task);
            folders.makeLogs(task.prepared(), run);
            files.prepare(run, task.prepared().command(run.process(), run.run(), limits.confinement(task)));
            live.get().prepared();
            starts.add(run);
            watch.begin(task, run);
        } catch (IOException e) {
            unstartable(task, e);
        }
    }

    private void demand(LiveTask task) {
        batch.then(task.id(), () -> {
            entrances.tend(task);
            switch (task.demand()) {
                case NONE -> reaper.leave(task.id());
                case QUIT, ABORT -> farewells.ask(task, task.demand());
                case ASK ->
                    reaper.end(
                            task.id(),
                            new Reaper.Order(
                                    task.orderNumber(),
                                    false,
                                    task.belongings(),
                                    task.keeper().processes(),
                                    task.awaitsFinal()));
                case FORCE -> reaper.end(task.id(), new Reaper.Order(task.orderNumber(), true, task.belongings()));
            }
        });
    }

    private void report(LiveTask task, TaskState state, TaskReason reason, String message) {
        var status = status(state, reason, message)
                .checked(task.checkup().healthy(), task.checkup().checked());
        report(new StatusUpdate(task.id(), task.nextStatus(state), status));
    }

    private TaskStatus status(TaskState state, TaskReason reason, String message) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new TaskStatus(state, reason, StatusSource.EXECUTOR, message, now);
    }

    private void report(StatusUpdate update) {
        batch.store(new Entry.Observed(update), () -> tell(update));
    }

    private void tell(StatusUpdate update) {
        try {
            listener.observed(update);
        } catch (RuntimeException e) {
            LOG.error("a status was not taken; it is told again after a restart taskId={}", update.task(), e);
        }
    }

    private void add(LiveTask task) {
        tasks.put(task.id(), task);
        byFolder.put(task.folder(), task);
    }

    private void forget(TaskId id) {
        var task = tasks.remove(id);
        if (task != null) {
            byFolder.remove(task.folder());
            task.runs().forEach(run -> starts.done(run.name()));
        }
        reaper.leave(id);
    }

    private void adopt(StoredTask stored, Event.Preparation preparation) throws IOException {
        var id = stored.launch().task();
        var prepared =
                switch (preparation) {
                    case Event.Preparation.Ready(var ready) -> ready;
                    case Event.Preparation.Bad(var launch, var sandbox, var why) ->
                        PreparedTask.unrunnable(launch, sandbox);
                };
        var task = live(prepared, stored.takenAt());
        task.resume(stored.state(), stored.sequence());
        if (!stored.updates().isEmpty()) {
            task.checkup().resume(stored.updates().getLast().status());
        }
        add(task);
        if (stored.sequence() == 0) {
            report(task, TaskState.STARTING, TaskReason.NONE, "");
        }
        var runs = files.list(task.folder());
        makeFolders(task, runs.isEmpty());
        keepers.adopt(task, runs.isEmpty());
        for (var name : runs) {
            adopt(task, name, stored.takenAt());
        }
        supplies.await(task, runs.isEmpty());
        if (preparation instanceof Event.Preparation.Bad(var launch, var sandbox, var why)) {
            task.abort(new Outcome(TaskState.ERROR, why), clock.instant());
        }
        stored.aborted()
                .filter(aborted ->
                        stored.kills().stream().noneMatch(kill -> kill.at().isBefore(aborted.at())))
                .ifPresent(aborted -> task.abort(aborted.outcome(), aborted.grace(), aborted.at()));
        stored.kills().forEach(kill -> task.kill(kill.order(), kill.at()));
        if (task.isActive()) {
            limits.exceeded(task).ifPresent(outcome -> abort(task, outcome, Duration.ZERO));
        }
        batch.then(id, () -> supply(task));
        look(task);
        batch.then(id, () -> keepers.resume(task));
        advance(task, false);
    }

    private void adopt(LiveTask task, RunName name, Instant takenAt) throws IOException {
        var start = files.start(name);
        Instant at = start instanceof Start.Started started ? started.at() : takenAt;
        var run = task.forked(name, at);
        run.prepared();
        watch.begin(task, name);
        if (start instanceof Start.Unknown) {
            batch.then(task.id(), () -> start(task, name));
        } else {
            watch.look(task, run);
        }
    }
}
