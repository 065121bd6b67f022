package io.boreas.agent.task;

import io.boreas.agent.image.Image;
import io.boreas.agent.isolation.Limits;
import io.boreas.agent.process.Belongings;
import io.boreas.agent.process.Enclosure;
import io.boreas.agent.process.Marks;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.RunFiles.End;
import io.boreas.agent.process.RunFiles.Start;
import io.boreas.agent.process.RunName;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskSight;
import io.boreas.core.process.Outcome;
import io.boreas.core.process.ProcessGraph;
import io.boreas.core.process.ProcessState;
import io.boreas.core.process.Progress;
import io.boreas.core.process.Stage;
import io.boreas.core.process.Step;
import io.boreas.core.process.Step.Demand;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One task that is not over, as its loop knows it: the graph's progress, and which run each process is in. Does nothing
 * by itself; used by the loop's thread only.
 */
final class LiveTask {
    /** How long a process may be gone before its run counts as lost: its shim may be about to write how it ended. */
    private static final Duration GONE_MAX = Duration.ofSeconds(2);

    private static final String[] SIGNALS = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM"
    };

    private PreparedTask prepared;
    private final String folder;
    private final Enclosure enclosure;
    private final ProcessGraph graph;
    private final List<Belongings.Run> started = new ArrayList<>();
    private final TreeMap<Integer, LiveRun> runs = new TreeMap<>();
    private final TreeMap<Integer, LatestRun> latest = new TreeMap<>();
    private final Checkup checkup;
    private final TaskKeeper keeper = new TaskKeeper();
    private Progress progress;
    private TaskState state = TaskState.STAGING;
    private long sequence;
    private long orderNumber;
    private Demand demand = Demand.NONE;
    private boolean stopChanged;
    private Limits limits;
    private boolean fetching;
    private boolean furnishing;
    private Optional<Image> image = Optional.empty();
    private Instant wake = Instant.MAX;
    private Optional<End> lastEnd = Optional.empty();

    /** When the latest run of a process began and ended, and how. */
    private record LatestRun(long pid, Instant startedAt, Optional<End> end) {}

    /** A run under way: its process once that is known, and since when that has been missing. */
    static final class LiveRun {
        private final RunName name;
        private ProcessId id = new ProcessId(0, 0);
        private String bootId = "";
        private Instant goneSince = Instant.MAX;
        private boolean prepared;

        LiveRun(RunName name) {
            this.name = name;
        }

        RunName name() {
            return name;
        }

        ProcessId id() {
            return id;
        }

        String bootId() {
            return bootId;
        }

        /** Its files are there: from now on others may start it. */
        void prepared() {
            prepared = true;
        }

        boolean isPrepared() {
            return prepared;
        }

        boolean isKnown() {
            return id.pid() > 0;
        }

        /** Whether it has been gone for so long that nobody will say any more how it ended. */
        boolean isLost(Instant now) {
            if (goneSince.equals(Instant.MAX)) {
                goneSince = now;
            }
            return !now.isBefore(goneSince.plus(GONE_MAX));
        }
    }

    /** @param enclosure what the kernel keeps of its processes */
    LiveTask(PreparedTask prepared, String folder, Limits limits, Enclosure enclosure, Instant now) {
        this.prepared = prepared;
        this.folder = folder;
        this.limits = limits;
        this.enclosure = enclosure;
        this.graph = new ProcessGraph(prepared.launch().spec());
        this.checkup = new Checkup(prepared.launch().spec());
        this.progress = graph.begin(now);
    }

    TaskId id() {
        return prepared.launch().task();
    }

    PreparedTask prepared() {
        return prepared;
    }

    String folder() {
        return folder;
    }

    /** What its checks have said. */
    Checkup checkup() {
        return checkup;
    }

    /** What keeps its namespaces. */
    TaskKeeper keeper() {
        return keeper;
    }

    /** Whether it has the namespaces that it is to have. */
    boolean isHoused() {
        return !furnishing
                && (keeper.entrance().isPresent()
                        || (keeper.wanted().isEmpty() && keeper.name().isEmpty()));
    }

    /** This process keeps its namespaces, and is of it. */
    void kept(ProcessId process) {
        started.add(new Belongings.Run(process, Belongings.STILL_RUNNING));
        renewOrder();
    }

    private void renewOrder() {
        if (demand != Demand.NONE) {
            orderNumber++;
            stopChanged = true;
        }
    }

    /** Whether final processes of it are still to run, in what was kept for it. */
    boolean awaitsFinal() {
        var specs = prepared.launch().spec().processes();
        return hasRun()
                && IntStream.range(0, specs.size())
                        .anyMatch(index -> specs.get(index).isFinal()
                                && progress.processes().get(index).runs() == 0);
    }

    /** Whether nothing starts yet, for what it is to run in is not there. */
    boolean isFurnishing() {
        return furnishing;
    }

    void furnishing(boolean now) {
        furnishing = now;
    }

    /** It is to run in this. */
    void furnished(Image taken, PreparedTask inside) {
        image = Optional.of(taken);
        prepared = inside;
        furnishing = false;
    }

    /** What it runs in; empty for the file system of the machine. */
    Optional<Image> image() {
        return image;
    }

    /** Whether nothing starts yet, for what it wants to have is not there. */
    boolean isFetching() {
        return fetching;
    }

    void fetching(boolean now) {
        fetching = now;
    }

    Limits limits() {
        return limits;
    }

    /** From now on it may use this, and no less memory than before. */
    void limit(Limits others) {
        limits = others.keeping(limits);
    }

    Progress progress() {
        return progress;
    }

    TaskState state() {
        return state;
    }

    /** Whether any of its processes has come to have a pid. */
    boolean hasRun() {
        return progress.processes().stream()
                .anyMatch(process -> process.runs() > 0 && process.state() != ProcessState.FORKED);
    }

    /** The same, but for runs that were given up or called off before they had one. */
    boolean hasBegun() {
        return progress.processes().stream().anyMatch(process -> process.begun().isBefore(Instant.MAX));
    }

    /** Whether it is decided that it does not end by itself. */
    boolean isBeingKilled() {
        return progress.outcome()
                .filter(outcome -> outcome.state() != TaskState.FINISHED && outcome.state() != TaskState.FAILED)
                .isPresent();
    }

    List<LiveRun> runs() {
        return List.copyOf(runs.values());
    }

    /** It has had statuses up to this one. */
    void resume(TaskState latest, long latestSequence) {
        state = latest;
        sequence = latestSequence;
    }

    /** The number of its next status, which tells this state. */
    long nextStatus(TaskState next) {
        state = next;
        return ++sequence;
    }

    /** What to do now; the task counts on it being done. */
    Step step(Instant now, boolean empty) {
        var stage = progress.stage().getClass();
        var step = graph.step(progress, now, empty);
        progress = step.progress();
        if (step.demand() != demand || progress.stage().getClass() != stage) {
            demand = step.demand();
            orderNumber++;
            stopChanged = true;
        }
        return step;
    }

    /** Whether there is something new to tell those who end processes; asking answers it. */
    boolean takeStopChanged() {
        boolean changed = stopChanged;
        stopChanged = false;
        return changed;
    }

    Demand demand() {
        return demand;
    }

    long orderNumber() {
        return orderNumber;
    }

    Belongings belongings() {
        return new Belongings(Marks.TASK + "=" + id().value(), started, enclosure);
    }

    /** A run begins. */
    RunName fork(int process, Instant now) {
        observe(process, ProcessState.FORKED, now, "");
        var name =
                new RunName(folder, process, progress.processes().get(process).runs() - 1);
        runs.put(process, new LiveRun(name));
        return name;
    }

    /** A run found on disk. */
    LiveRun forked(RunName name, Instant at) {
        observe(name.process(), ProcessState.FORKED, at, "");
        var run = new LiveRun(name);
        runs.put(name.process(), run);
        return run;
    }

    /** The run of this name, while it goes on. */
    Optional<LiveRun> run(RunName name) {
        return Optional.ofNullable(runs.get(name.process())).filter(run -> run.name.equals(name));
    }

    /** Whether the task was not to be looked at again before this moment; asking answers it. */
    boolean takeWake(Instant at) {
        boolean changed = !at.equals(wake);
        wake = at;
        return changed;
    }

    /**
     * The run became a process.
     *
     * @param sameBoot whether the machine has been up since; if not, that process is gone, and its number may be another's
     */
    void running(LiveRun run, Start.Started start, boolean sameBoot) {
        run.id = start.id();
        run.bootId = start.bootId();
        latest.put(run.name.process(), new LatestRun(start.id().pid(), start.at(), Optional.empty()));
        if (sameBoot) {
            started.add(new Belongings.Run(start.id(), Belongings.STILL_RUNNING));
        }
        observe(run.name.process(), ProcessState.RUNNING, start.at(), "");
        renewOrder();
    }

    /**
     * The run ended.
     *
     * @param ticks when, in ticks since boot, if it was seen; otherwise 0
     */
    void ended(LiveRun run, End end, long ticks) {
        for (int i = 0; i < started.size(); i++) {
            var known = started.get(i);
            if (known.id().equals(run.id)) {
                started.set(i, new Belongings.Run(run.id, Math.max(ticks, run.id.startTicks())));
            }
        }
        runs.remove(run.name.process());
        lastEnd = Optional.of(end);
        latest.computeIfPresent(
                run.name.process(), (process, known) -> new LatestRun(known.pid, known.startedAt, Optional.of(end)));
        switch (end) {
            case End.Exited(var code, var at) ->
                observe(run.name.process(), code == 0 ? ProcessState.SUCCESS : ProcessState.FAILED, at, "exit " + code);
            case End.Signalled(var signal, var at) ->
                observe(
                        run.name.process(),
                        runsOnce() ? ProcessState.FAILED : ProcessState.KILLED,
                        at,
                        "killed by " + signalName(signal));
            case End.Lost(var at) ->
                observe(
                        run.name.process(),
                        runsOnce() ? ProcessState.FAILED : ProcessState.LOST,
                        at,
                        "gone without an exit code");
        }
    }

    /** Its processes, as people see them. */
    List<TaskSight.Line> lines() {
        var lines = new ArrayList<TaskSight.Line>();
        var specs = prepared.launch().spec().processes();
        for (int i = 0; i < specs.size(); i++) {
            var record = progress.processes().get(i);
            var run = Optional.ofNullable(latest.get(i));
            var end = run.flatMap(LatestRun::end);
            lines.add(new TaskSight.Line(
                    specs.get(i).name(),
                    record.state().name(),
                    record.runs(),
                    record.failures(),
                    end.isPresent() ? 0 : run.map(LatestRun::pid).orElse(0L),
                    run.map(LatestRun::startedAt),
                    end.map(End::at),
                    end.flatMap(how ->
                            how instanceof End.Exited(var code, var at) ? Optional.of(code) : Optional.empty())));
        }
        return lines;
    }

    /** Whether it has folders of the sandbox of its executor, as others in there may. */
    boolean sharesFolders() {
        return prepared.launch().spec().volumes().stream()
                .anyMatch(volume -> volume.source() instanceof Volume.Source.Parent);
    }

    /** A job's process that was ended from outside runs again; to a framework, its task has failed. Source: Aurora, Mesos. */
    boolean runsOnce() {
        return prepared.launch().owner() instanceof Owner.Framework;
    }

    /**
     * What is said of its end: of a framework's command what Mesos says, and who else than the framework wanted it. What programs are
     * told a reason of, such as a limit, says more than how its process ended for that.
     */
    String wording(Outcome outcome) {
        boolean reasoned = outcome.state() == TaskState.ERROR || outcome.reason() != TaskReason.NONE;
        if (!runsOnce() || lastEnd.isEmpty() || reasoned) {
            return outcome.message();
        }
        var words = CommandWords.of(lastEnd.get());
        boolean asked =
                outcome.state() == TaskState.KILLED && !outcome.message().isEmpty();
        return asked ? words + ": " + outcome.message() : words;
    }

    /** The run will not start. */
    void calledOff(LiveRun run, Instant now) {
        runs.remove(run.name.process());
        observe(run.name.process(), ProcessState.KILLED, now, "called off");
    }

    void kill(KillOrder order, Instant at) {
        progress = graph.kill(progress, at, order.grace(), order.message());
    }

    void unheard(Demand asked, Instant now) {
        progress = graph.unheard(progress, now, asked);
    }

    void abort(Outcome outcome, Instant now) {
        progress = graph.abort(progress, now, outcome);
    }

    void abort(Outcome outcome, Duration grace, Instant at) {
        progress = graph.abort(progress, at, outcome, grace);
    }

    /** How it ends if it takes longer than it may. */
    Optional<Outcome> overtime(Instant now) {
        return graph.overtime(progress, now);
    }

    /** When it will have taken as long as it may; the end of time for never. */
    Instant timeUp() {
        return graph.timeUp(progress);
    }

    /** Whether nothing has ended it yet. */
    boolean isActive() {
        return progress.stage() instanceof Stage.Active;
    }

    private void observe(int process, ProcessState next, Instant at, String detail) {
        progress = graph.observe(progress, process, next, at, detail);
    }

    private static String signalName(int signal) {
        return signal < SIGNALS.length ? "SIG" + SIGNALS[signal] : "signal " + signal;
    }
}
