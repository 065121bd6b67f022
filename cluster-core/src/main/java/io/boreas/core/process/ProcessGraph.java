package io.boreas.core.process;

import io.boreas.core.process.Step.Demand;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides what a task's processes do next: a function of the specification, of what was observed, and of the time.
 *
 * <p>A process whose predecessors have all finished well may run; it runs again after a failure until it has failed
 * {@code max_failures} times, and as a daemon also after a success, each time {@code min_duration} after it ended. The
 * task ends when all its regular processes but the ephemeral ones are done, when {@code max_failures} of them have
 * failed, when none can ever run again, or when it is killed. Then what still runs is stopped, the final processes run,
 * and nothing is left behind, all within one deadline.
 *
 * <p>How the task ends follows from the records alone (and from the order to kill it), so that an agent that starts
 * again over the same records decides the same. Source: Thermos's {@code TaskPlanner} and {@code TaskRunner}.
 */
public final class ProcessGraph {
    /** Runs of one process, at most. Source: Thermos under Aurora. */
    public static final int RUNS_MAX = 100;

    private final TaskSpec spec;
    private final List<List<Integer>> predecessors;
    private final Optional<CompletionTime> time;

    public ProcessGraph(TaskSpec spec) {
        this.spec = spec;
        var names = spec.processes().stream().map(ProcessSpec::name).toList();
        this.predecessors = names.stream()
                .map(name -> spec.order().stream()
                        .filter(order -> order.then().equals(name))
                        .map(order -> names.indexOf(order.first()))
                        .toList())
                .toList();
        this.time = spec.maxCompletionTime().map(CompletionTime::new);
    }

    /** A task of which nothing has been started. */
    public Progress begin(Instant now) {
        return new Progress(
                new Stage.Active(),
                spec.processes().stream()
                        .map(process -> ProcessRecord.waiting(now))
                        .toList());
    }

    /**
     * A process came into a state.
     *
     * @throws IllegalStateException if it cannot come into this state from the one it is in
     */
    public Progress observe(Progress progress, int process, ProcessState state, Instant at, String detail) {
        return progress.with(process, progress.processes().get(process).became(state, at, detail));
    }

    /** The task is to be stopped within the grace; a task that stops already may get less time by this, never more. */
    public Progress kill(Progress progress, Instant now, Duration grace, String message) {
        Instant deadline = now.plus(grace);
        return progress.in(
                switch (progress.stage()) {
                    case Stage.Active() -> asking(new Outcome(TaskState.KILLED, message), now, grace);
                    case Stage.Cleaning cleaning -> {
                        Instant half = now.plus(grace.dividedBy(2));
                        yield cleaning.within(deadline, half, half);
                    }
                    case Stage.Finalizing(var outcome, var before) ->
                        new Stage.Finalizing(outcome, Stage.earlier(before, deadline));
                    case Stage.Sweeping sweeping -> sweeping;
                    case Stage.Ended ended -> ended;
                });
    }

    /** The task cannot go on as described; it is stopped like one that ended by itself. A task that stops already is let be. */
    public Progress abort(Progress progress, Instant now, Outcome outcome) {
        return abort(progress, now, outcome, spec.finalizationWait());
    }

    /** The same, with another grace than the task's own; without any, it is killed, and its final processes do not run. */
    public Progress abort(Progress progress, Instant now, Outcome outcome, Duration grace) {
        return progress.stage() instanceof Stage.Active ? progress.in(asking(outcome, now, grace)) : progress;
    }

    /** How the task ends if it goes on, or went on, for longer than it may; nothing of one that stops already, or has failed. */
    public Optional<Outcome> overtime(Progress progress, Instant now) {
        return time.filter(max ->
                        progress.stage() instanceof Stage.Active && !isEnough(indexes(progress, false, Fate.FAILED)))
                .flatMap(max -> max.exceeded(progress, doneAt(progress).orElse(now)));
    }

    /** When the task's time will be over; the end of time for never. */
    public Instant timeUp(Progress progress) {
        return progress.stage() instanceof Stage.Active
                ? time.map(max -> max.end(progress)).orElse(Instant.MAX)
                : Instant.MAX;
    }

    /** It is asked over HTTP first, if it says how; half of the grace is left for signals. */
    private Stage.Cleaning asking(Outcome outcome, Instant now, Duration grace) {
        Instant half = now.plus(grace.dividedBy(2));
        Instant quitUntil =
                spec.lifecycle().map(http -> now.plus(http.gracefulWait())).orElse(now);
        Instant abortUntil = spec.lifecycle()
                .map(http -> quitUntil.plus(http.shutdownWait()))
                .orElse(now);
        return new Stage.Cleaning(outcome, now.plus(grace), quitUntil, abortUntil).within(Instant.MAX, half, half);
    }

    /** The task did not take what it was asked over HTTP: what comes next comes now. */
    public Progress unheard(Progress progress, Instant now, Demand demand) {
        if (!(progress.stage() instanceof Stage.Cleaning cleaning)) {
            return progress;
        }
        Duration left = spec.lifecycle().map(HttpLifecycle::shutdownWait).orElse(Duration.ZERO);
        return switch (demand) {
            case QUIT -> progress.in(cleaning.within(Instant.MAX, now, now.plus(left)));
            case ABORT -> progress.in(cleaning.within(Instant.MAX, now, now));
            case NONE, ASK, FORCE -> progress;
        };
    }

    /**
     * What to do now.
     *
     * @param empty whether a search that began after the task came into its stage found nothing that belongs to it
     */
    public Step step(Progress progress, Instant now, boolean empty) {
        return switch (progress.stage()) {
            case Stage.Active active -> active(progress, now);
            case Stage.Cleaning cleaning -> cleaning(progress, cleaning, now, empty);
            case Stage.Finalizing finalizing -> finalizing(progress, finalizing, now);
            case Stage.Sweeping sweeping -> sweeping(progress, sweeping, empty);
            case Stage.Ended ended -> quiet(progress, Demand.NONE, Instant.MAX);
        };
    }

    private Step active(Progress progress, Instant now) {
        var failed = indexes(progress, false, Fate.FAILED);
        if (isEnough(failed)) {
            return stopping(progress, now, new Outcome(TaskState.FAILED, failures(progress, failed)));
        }
        if (doneAt(progress).isPresent()) {
            return stopping(progress, now, new Outcome(TaskState.FINISHED, failures(progress, failed)));
        }
        var plan = plan(progress, false, now);
        if (plan.isStuck()) {
            String message = "nothing can run any more" + (failed.isEmpty() ? "" : ": " + failures(progress, failed));
            return stopping(progress, now, new Outcome(TaskState.FAILED, message));
        }
        return new Step(progress, plan.starts(), Demand.NONE, plan.wake());
    }

    private Step stopping(Progress progress, Instant now, Outcome outcome) {
        Instant deadline = now.plus(spec.finalizationWait());
        return cleaning(progress, new Stage.Cleaning(outcome, deadline), now, false);
    }

    private Step cleaning(Progress progress, Stage.Cleaning cleaning, Instant now, boolean empty) {
        Instant deadline = cleaning.deadline();
        if (hasRunFinal(progress)) {
            // the records are those of a task that was this far already when its agent went away
            return finalizing(progress, new Stage.Finalizing(cleaning.outcome(), deadline), now);
        }
        boolean late = !now.isBefore(deadline);
        if (!empty || progress.isAnyLive()) {
            return late
                    ? quiet(progress.in(cleaning), Demand.FORCE, Instant.MAX)
                    : asked(progress.in(cleaning), cleaning, now);
        }
        if (late || !hasRun(progress)) {
            return quiet(progress.in(new Stage.Ended(cleaning.outcome())), Demand.NONE, Instant.MAX);
        }
        return finalizing(progress, new Stage.Finalizing(cleaning.outcome(), deadline), now);
    }

    /** Who answers over HTTP is one of its processes: of those that are left behind nobody does. */
    private static Step asked(Progress progress, Stage.Cleaning cleaning, Instant now) {
        if (progress.isAnyLive() && now.isBefore(cleaning.quitUntil())) {
            return quiet(progress, Demand.QUIT, cleaning.quitUntil());
        }
        if (progress.isAnyLive() && now.isBefore(cleaning.abortUntil())) {
            return quiet(progress, Demand.ABORT, cleaning.abortUntil());
        }
        return quiet(progress, Demand.ASK, cleaning.deadline());
    }

    private Step finalizing(Progress progress, Stage.Finalizing finalizing, Instant now) {
        var plan = plan(progress, true, now);
        if (plan.isStuck() && !hasRunFinal(progress)) {
            return quiet(progress.in(new Stage.Ended(finalizing.outcome())), Demand.NONE, Instant.MAX);
        }
        if (plan.isStuck() || !now.isBefore(finalizing.deadline())) {
            return quiet(progress.in(new Stage.Sweeping(finalizing.outcome())), Demand.FORCE, Instant.MAX);
        }
        return new Step(
                progress.in(finalizing), plan.starts(), Demand.NONE, Stage.earlier(plan.wake(), finalizing.deadline()));
    }

    private static Step sweeping(Progress progress, Stage.Sweeping sweeping, boolean empty) {
        return empty && !progress.isAnyLive()
                ? quiet(progress.in(new Stage.Ended(sweeping.outcome())), Demand.NONE, Instant.MAX)
                : quiet(progress, Demand.FORCE, Instant.MAX);
    }

    private static Step quiet(Progress progress, Demand demand, Instant wake) {
        return new Step(progress, List.of(), demand, wake);
    }

    /** What can still come of a process. */
    private enum Fate {
        RUNNABLE,
        RUNNING,
        FINISHED,
        FAILED
    }

    private static Fate fate(ProcessSpec process, ProcessRecord record) {
        Fate givenUp = process.ephemeral() ? Fate.FINISHED : Fate.FAILED;
        boolean usedUp = record.runs() >= RUNS_MAX;
        boolean failedEnough = process.maxFailures() > 0 && record.failures() >= process.maxFailures();
        return switch (record.state()) {
            case WAITING -> Fate.RUNNABLE;
            case FORKED, RUNNING -> Fate.RUNNING;
            case SUCCESS -> process.daemon() && !usedUp ? Fate.RUNNABLE : Fate.FINISHED;
            case FAILED -> failedEnough || usedUp ? givenUp : Fate.RUNNABLE;
            case KILLED, LOST -> usedUp ? givenUp : Fate.RUNNABLE;
        };
    }

    private Fate fate(Progress progress, int index) {
        return fate(spec.processes().get(index), progress.processes().get(index));
    }

    private List<Integer> indexes(Progress progress, boolean isFinal, Fate fate) {
        return IntStream.range(0, spec.processes().size())
                .filter(index -> spec.processes().get(index).isFinal() == isFinal && fate(progress, index) == fate)
                .boxed()
                .toList();
    }

    /** Whether the task has failed by these failures. */
    private boolean isEnough(List<Integer> failed) {
        return spec.maxFailures() > 0 && failed.size() >= spec.maxFailures();
    }

    /** When all that the task is for was done, if it is. */
    private Optional<Instant> doneAt(Progress progress) {
        Instant doneAt = Instant.MIN;
        boolean onlyEphemeral = spec.processes().stream().allMatch(process -> process.isFinal() || process.ephemeral());
        for (int index = 0; index < spec.processes().size(); index++) {
            var process = spec.processes().get(index);
            boolean counts = !process.isFinal() && (onlyEphemeral || !process.ephemeral());
            if (counts) {
                Fate fate = fate(progress, index);
                if (fate == Fate.RUNNABLE || fate == Fate.RUNNING) {
                    return Optional.empty();
                }
                Instant since = progress.processes().get(index).since();
                doneAt = since.isAfter(doneAt) ? since : doneAt;
            }
        }
        return Optional.of(doneAt);
    }

    /** What may start now and when more may; it is stuck when nothing runs and nothing ever will. */
    private record Plan(List<Integer> starts, Instant wake, boolean isStuck) {}

    private Plan plan(Progress progress, boolean isFinal, Instant now) {
        int running = indexes(progress, isFinal, Fate.RUNNING).size();
        int free = spec.maxConcurrency() == 0 ? Integer.MAX_VALUE : spec.maxConcurrency() - running;
        var starts = new ArrayList<Integer>();
        Instant wake = Instant.MAX;
        boolean waiting = false;
        for (int index : indexes(progress, isFinal, Fate.RUNNABLE)) {
            if (!predecessors.get(index).stream().allMatch(first -> fate(progress, first) == Fate.FINISHED)) {
                continue;
            }
            waiting = true;
            var record = progress.processes().get(index);
            Instant ready = record.runs() == 0
                    ? now
                    : record.since().plus(spec.processes().get(index).minDuration());
            if (ready.isAfter(now)) {
                wake = Stage.earlier(wake, ready);
            } else if (starts.size() < free) {
                starts.add(index);
            }
        }
        return new Plan(starts, wake, running == 0 && !waiting);
    }

    private boolean hasRun(Progress progress) {
        return progress.processes().stream().anyMatch(process -> process.runs() > 0);
    }

    private boolean hasRunFinal(Progress progress) {
        return IntStream.range(0, spec.processes().size())
                .anyMatch(index -> spec.processes().get(index).isFinal()
                        && progress.processes().get(index).runs() > 0);
    }

    private String failures(Progress progress, List<Integer> failed) {
        return String.join(
                "; ",
                failed.stream()
                        .map(index -> "process " + spec.processes().get(index).name() + " failed: "
                                + progress.processes().get(index).detail())
                        .toList());
    }
}
