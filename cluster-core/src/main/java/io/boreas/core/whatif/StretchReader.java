package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a stretch of changes. It keeps a line for each run and for each step of an agent, and no event. Not thread-safe. */
public final class StretchReader {
    /** Runs, and steps of agents, that a stretch may have. */
    public static final int LINES_MAX = 2_000_000;

    private final Instant begin;
    private final List<Line> lines = new ArrayList<>();
    private final List<RolesStep> roles = new ArrayList<>();
    private final List<AgentStep> steps = new ArrayList<>();
    private final Map<AgentId, AgentStep> latest = new HashMap<>();
    private final Map<TaskId, Line> byTask = new HashMap<>(); // of runs that are not over
    private final Map<JobKey, TreeMap<Integer, Line>> instances = new HashMap<>();
    private final Map<JobKey, TreeMap<Integer, Line>> waiting = new HashMap<>();
    private final Map<JobKey, PendingJob> jobs = new HashMap<>(); // until the state at the begin was said
    private boolean began;

    /** There is more in a stretch than {@link #LINES_MAX} of a kind. */
    public static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("the stretch has more than " + LINES_MAX + " runs or changes of agents; take a shorter one");
        }
    }

    /** A run as far as it is known. */
    private static final class Line {
        final int number;
        final JobKey job;
        final int instance;
        final TaskId task;
        final Amounts needs;
        final Instant arrival;
        final @Nullable Line previous;
        boolean isOld;
        int priority;
        Instant submittedAt = Instant.EPOCH;
        SortedMap<String, Constraint> constraints = Collections.emptySortedMap();
        TaskId current;
        boolean wantsNewId;
        boolean byItself;

        @Nullable
        Instant placedAt;

        @Nullable
        AgentId agent;

        @Nullable
        Instant endedAt;

        Line(
                int number,
                JobKey job,
                int instance,
                TaskId task,
                Amounts needs,
                Instant arrival,
                boolean isOld,
                @Nullable Line previous) {
            this.number = number;
            this.job = job;
            this.instance = instance;
            this.task = task;
            this.current = task;
            this.needs = needs;
            this.arrival = arrival;
            this.isOld = isOld;
            this.previous = previous;
        }

        void describe(PendingJob about) {
            priority = about.priority();
            submittedAt = about.submittedAt();
            constraints = about.constraints();
        }

        Run run() {
            return new Run(
                    number,
                    job,
                    instance,
                    task,
                    needs,
                    priority,
                    submittedAt,
                    constraints,
                    arrival,
                    isOld,
                    Optional.ofNullable(placedAt),
                    Optional.ofNullable(agent),
                    Optional.ofNullable(endedAt),
                    byItself,
                    Optional.ofNullable(previous).map(line -> line.number));
        }
    }

    /** A stretch that begins then; the state at its begin comes first, up to {@link #began}. */
    public StretchReader(Instant begin) {
        this.begin = begin;
    }

    /** All that was there at the begin has been said. */
    public void began() {
        began = true;
        jobs.clear();
    }

    /**
     * The next change.
     *
     * @throws TooLongException if there are more runs or steps than {@link #LINES_MAX}
     */
    public void take(Change change) {
        switch (change) {
            case Change.JobIs(var at, var job) -> jobs.put(job.job(), job);
            case Change.AgentIs is -> agentIs(is);
            case Change.RolesAre(var at, var terms) -> roles.add(new RolesStep(began ? at : begin, terms));
            case Change.Waits(var at, var job) -> waits(at, job);
            case Change.Chosen chosen -> chosen(chosen);
            case Change.Underway(var at, var held) -> placed(held);
            case Change.Refused(var at, var job, int instance, var task) -> refused(task);
            case Change.Withdrawn(var at, var job, var task) -> end(task, at, false);
        }
        if (lines.size() > LINES_MAX || steps.size() > LINES_MAX) {
            throw new TooLongException();
        }
    }

    /** The stretch as far as it was told. */
    public Stretch until(Instant end) {
        return new Stretch(begin, end, roles, lines.stream().map(Line::run).toList(), steps);
    }

    private void agentIs(Change.AgentIs is) {
        var agent = is.agent().with(is.room(), is.agent().revision());
        var last = latest.get(agent.id());
        if (last == null || !last.isLike(agent)) {
            var step = new AgentStep(began ? is.at() : begin, agent);
            latest.put(agent.id(), step);
            steps.add(step);
        }
        is.admitted().stream()
                .filter(held -> !byTask.containsKey(held.task().task()))
                .forEach(this::placed);
        is.ended().forEach(ended -> end(ended.task(), is.at(), ended.byItself()));
    }

    /** A run that has a place, of which it was not heard that it waited. */
    private void placed(Change.Held held) {
        var line =
                add(held.job(), held.instance(), held.task().task(), held.task().needs(), begin, true);
        line.placedAt = begin;
        line.agent = held.task().agent();
        var about = jobs.get(held.job());
        if (about != null) {
            line.describe(about);
        }
    }

    private Line add(JobKey job, int instance, TaskId task, Amounts needs, Instant arrival, boolean isOld) {
        var of = instances.computeIfAbsent(job, key -> new TreeMap<>());
        var line = new Line(lines.size(), job, instance, task, needs, arrival, isOld, of.get(instance));
        of.put(instance, line);
        lines.add(line);
        byTask.put(task, line);
        return line;
    }

    private void waits(Instant at, PendingJob pending) {
        var before = waiting.getOrDefault(pending.job(), new TreeMap<>());
        var now = new TreeMap<Integer, Line>();
        for (var group : pending.groups()) {
            for (var task : group.tasks()) {
                now.put(task.instance(), waiting(at, pending, group.needs(), task, before.get(task.instance())));
            }
        }
        for (var line : before.values()) {
            if (now.get(line.instance) != line) {
                end(line.current, at, false);
            }
        }
        if (now.isEmpty()) {
            waiting.remove(pending.job());
        } else {
            waiting.put(pending.job(), now);
        }
    }

    private Line waiting(
            Instant at, PendingJob pending, Amounts needs, PendingJob.PendingTask task, @Nullable Line before) {
        if (before != null && before.current.equals(task.task())) {
            return before;
        }
        if (before != null && before.wantsNewId) {
            byTask.remove(before.current);
            before.current = task.task();
            before.wantsNewId = false;
            byTask.put(task.task(), before);
            return before;
        }
        var line = add(pending.job(), task.instance(), task.task(), needs, at, false);
        line.describe(pending);
        return line;
    }

    private void chosen(Change.Chosen chosen) {
        var of = waiting.get(chosen.job());
        for (var choice : chosen.choices()) {
            var line = byTask.get(choice.task());
            if (line != null) {
                line.placedAt = chosen.at();
                line.agent = choice.agent();
                if (of != null) {
                    of.remove(choice.instance(), line);
                }
            }
        }
    }

    private void refused(TaskId task) {
        var line = byTask.get(task);
        if (line != null) {
            line.placedAt = null;
            line.agent = null;
            line.isOld = false;
            line.wantsNewId = true;
            waiting.computeIfAbsent(line.job, key -> new TreeMap<>()).put(line.instance, line);
        }
    }

    private void end(TaskId task, Instant at, boolean byItself) {
        var line = byTask.remove(task);
        if (line != null) {
            line.endedAt = at;
            line.byItself = byItself;
        }
    }
}
