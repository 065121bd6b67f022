package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses agents for the waiting instances of Boreas's own jobs. It only proposes: the agent's group admits or refuses.
 *
 * <p><b>What it is told.</b> Groups report what changed: an agent as of its last commit, what of a job waits, which of its
 * tasks have a place. All of it is soft state, made again from such reports after a restart.
 *
 * <p><b>What is in flight.</b> A chosen task is in flight, and its needs are taken off what its agent reported, until
 *
 * <ul>
 *   <li>the agent's group says that it was admitted, together with the report that counts it ({@link #upsertAgent(PlannerAgent,
 *       Collection)}): then it is active, and counted once;
 *   <li>it was refused ({@link #refused}) or has ended ({@link #ended}): then its needs are free again;
 *   <li>nothing was heard of it for long ({@link #releaseChosenUpTo}).
 * </ul>
 *
 * <p>A task in flight or active is never chosen again, even when a late report of its job says that it waits. A refused one
 * is chosen again once its job says, after the refusal, that it waits.
 *
 * <p><b>What a round costs</b> depends on what it places and on what changed, not on how many agents or waiting instances
 * there are: agents are kept in an index, equal instances are decided together, and what fits nowhere is not tried again
 * until an agent grew that can take it.
 *
 * <p>Mutable and not thread-safe; equal calls in equal order give equal plans.
 */
public final class Planner {
    /** A preview is a round of its own shape. */
    private static final long PREVIEW_ROUND = Long.MAX_VALUE;

    private final AgentTable agents;
    private final Feasibility feasibility;
    private final Ranking ranking;
    private final Placement placement;
    private final Reconciler reconciler;
    private final Map<JobKey, JobState> jobs = new HashMap<>(); // looked up, never walked
    private final Shapes shapes;
    private final PlacedTasks placed;
    private long round;

    /** A planner that knows of nothing, nor where its masters are. */
    public Planner(Ranking ranking) {
        this(ranking, Optional.empty());
    }

    /**
     * A planner that knows of nothing.
     *
     * @param region where the masters are; agents of other regions are for jobs with a constraint on the region
     */
    public Planner(Ranking ranking, Optional<String> region) {
        this.agents = new AgentTable(region);
        this.feasibility = new Feasibility(agents);
        this.shapes = new Shapes(agents);
        this.ranking = ranking;
        this.placement = new Placement(agents, feasibility, ranking);
        this.reconciler = new Reconciler(agents, feasibility, placement);
        this.placed = new PlacedTasks(agents, reconciler);
    }

    /**
     * How much more than others a role may have; 1 if never said.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    public void setWeight(String role, double weight) {
        reconciler.setWeight(role, weight);
    }

    /**
     * What the jobs of roles may hold at most, in place of all that was said before; a role that is not named may hold all there is.
     * A role that has more already keeps it, and gets no more.
     *
     * @param milli thousandths by name, of {@code cpus}, {@code mem}, {@code disk} and {@code gpus}; what is not named is not limited,
     *     and what is not positive allows nothing
     */
    public void setRooms(SortedMap<String, SortedMap<String, Long>> milli) {
        reconciler.setRooms(milli);
    }

    /** Only agents on these hosts are chosen; all of them if there is no list. What is there stays. */
    public void setWhitelist(Optional<? extends Collection<String>> hosts) {
        agents.setWhitelist(hosts.map(Set::copyOf));
    }

    /** An agent is like this now. */
    public void upsertAgent(PlannerAgent agent) {
        upsertAgent(agent, List.of());
    }

    /**
     * An agent is like this now, these tasks among what it uses.
     *
     * @param admitted tasks chosen by this planner that were admitted since the agent's last report; others are ignored
     */
    public void upsertAgent(PlannerAgent agent, Collection<TaskId> admitted) {
        for (var id : admitted) {
            placed.confirm(id, agent.id());
        }
        if (agents.upsert(agent)) {
            reconciler.totalsChanged();
        }
    }

    /**
     * An agent is like this now, and these are all the tasks that have their place there; for a group that cannot tell what
     * changed since its last report. Tasks in flight that are not among them stay in flight.
     */
    public void resetAgent(PlannerAgent agent, SortedMap<JobKey, List<ActiveTask>> active) {
        var named = new LinkedHashSet<TaskId>();
        active.values().forEach(tasks -> tasks.forEach(task -> named.add(task.task())));
        upsertAgent(agent, named);
        active.forEach((job, tasks) -> tasks.forEach(task -> activate(job, task)));
        for (var task : agents.known(agent.id()).placed()) {
            if (!task.inFlight && !named.contains(task.id)) {
                placed.drop(task);
                forgetIfEmpty(task.job);
            }
        }
    }

    /** An agent takes part no more; what is in flight to it is refused, or released, all the same. */
    public void removeAgent(AgentId id) {
        var row = agents.find(id);
        if (row != null && row.report != null) {
            agents.remove(row);
            reconciler.totalsChanged();
        }
    }

    /** All of a job that waits, in place of what was known to wait. Tasks that are in flight or active are left out. */
    public void upsertPending(PendingJob pending) {
        var job = job(pending.job());
        var old = job.queues;
        old.forEach(reconciler::remove);
        job.priority = pending.priority();
        job.submittedAt = pending.submittedAt();
        job.setConstraints(pending.constraints());
        job.queues = new ArrayList<>(pending.groups().size());
        for (var group : pending.groups()) {
            var queue = new PendingQueue(job, shapes.acquire(job, group.needs()), job.queues.size());
            for (var task : group.tasks()) {
                if (!placed.contains(task.task())) {
                    queue.tasks.add(task);
                }
            }
            if (queue.tasks.isEmpty()) {
                shapes.release(queue.shape);
            } else {
                job.queues.add(queue);
                reconciler.add(queue);
            }
        }
        old.forEach(queue -> shapes.release(queue.shape));
        forgetIfEmpty(job);
    }

    /**
     * All of a job's tasks that have a place, in place of what was known; tasks in flight that are not among them stay in
     * flight. A job's group that has stored a choice counts it from then on.
     */
    public void setActive(JobKey key, Collection<ActiveTask> active) {
        var job = job(key);
        var named = new HashSet<TaskId>();
        for (var task : active) {
            named.add(task.task());
            placed.activate(job, task);
        }
        for (var task : job.placed()) {
            if (!task.inFlight && !named.contains(task.id)) {
                placed.drop(task);
            }
        }
        forgetIfEmpty(job);
    }

    /** One more task of a job has a place. */
    public void activate(JobKey key, ActiveTask task) {
        placed.activate(job(key), task);
    }

    /** The agent's group admitted a task; its next report is to count it, so better hand both in together. */
    public void admitted(TaskId id) {
        var task = placed.find(id);
        if (task != null && task.inFlight) {
            placed.confirm(id, task.row.id);
            agents.refresh(task.row);
        }
    }

    /** The agent's group refused a task. */
    public void refused(TaskId id) {
        var task = placed.find(id);
        if (task != null && task.inFlight) {
            placed.drop(task);
            forgetIfEmpty(task.job);
        }
    }

    /** A task neither waits nor has a place any more. */
    public void ended(JobKey key, TaskId id) {
        var job = jobs.get(key);
        if (job == null) {
            return;
        }
        var task = placed.find(id);
        if (task != null) {
            placed.drop(task);
        } else {
            withdraw(job, id);
        }
        forgetIfEmpty(job);
    }

    /** A job and all its tasks are no more. */
    public void removeJob(JobKey key) {
        var job = jobs.get(key);
        if (job == null) {
            return;
        }
        List.copyOf(job.queues).forEach(this::finish);
        job.placed().forEach(placed::drop);
        forgetIfEmpty(job);
    }

    /**
     * Gives up on what was chosen in this round or earlier and is in flight still; returns the jobs whose groups are to be
     * asked what waits.
     */
    public SortedSet<JobKey> releaseChosenUpTo(long lastRound) {
        var lost = new TreeSet<JobKey>();
        for (var task : placed.inFlightUpTo(lastRound)) {
            lost.add(task.job.key);
            placed.drop(task);
            forgetIfEmpty(task.job);
        }
        return lost;
    }

    /** The jobs of what was chosen in this round or earlier and is in flight still. */
    public SortedSet<JobKey> jobsChosenUpTo(long lastRound) {
        var jobsOf = new TreeSet<JobKey>();
        placed.inFlightUpTo(lastRound).forEach(task -> jobsOf.add(task.job.key));
        return jobsOf;
    }

    /** How many chosen tasks are neither admitted nor refused. */
    public int inFlight() {
        return placed.inFlight();
    }

    /** The number of the last round. */
    public long round() {
        return round;
    }

    /**
     * Places what can be placed.
     *
     * @param decisionsMax places at most, at least 1
     */
    public Plan plan(int decisionsMax) {
        if (decisionsMax < 1) {
            throw new IllegalArgumentException("a round makes at least 1 decision, not " + decisionsMax);
        }
        round++;
        reconciler.reconcile();
        var choices = new ArrayList<Plan.Choice>();
        var unplaced = new TreeMap<JobKey, Integer>();
        var role = reconciler.next();
        while (role.isPresent() && choices.size() < decisionsMax) {
            var queue = role.get().ready.first();
            if (!hasWaiting(queue)) {
                finish(queue);
                role = reconciler.next();
                continue;
            }
            if (role.get().exceeded(queue.shape.needs) != RoleRoom.NONE) {
                reconciler.setAside(queue);
                role = reconciler.next();
                continue;
            }
            int slot = queue.shape.isBlocked() ? FreeIndex.NONE : find(queue);
            if (slot == FreeIndex.NONE) {
                reconciler.block(queue);
                unplaced.merge(queue.job.key, queue.tasks.size(), Integer::sum);
            } else {
                fill(slot, queue, decisionsMax, choices);
            }
            role = reconciler.next();
        }
        return new Plan(round, choices, unplaced, role.isPresent());
    }

    /**
     * Why a task waits, as of now: the agents that would not take it. Empty if it is not known to wait. It looks at every
     * agent.
     */
    public Optional<Refusals> why(JobKey key, TaskId id) {
        var job = jobs.get(key);
        if (job == null) {
            return Optional.empty();
        }
        for (var queue : job.queues) {
            for (var task : queue.tasks) {
                if (task.task().equals(id)) {
                    recount(job, queue.shape);
                    return Optional.of(feasibility.refusals(queue.shape, job.role));
                }
            }
        }
        return Optional.empty();
    }

    /** Where so many more instances of a job would go if they were the only ones to wait; nothing changes. */
    public Preview preview(JobKey key, Amounts needs, SortedMap<String, Constraint> constraints, int count) {
        var known = jobs.get(key);
        var job = known == null ? new JobState(key, reconciler.role(key.role())) : known;
        var counts = JobState.hasLimits(constraints) ? new LimitCounts(constraints) : null;
        if (counts != null) {
            counts.recount(job.placed(), agents.attributesVersion());
        }
        var shape = new Shape(Shape.Key.of(needs, constraints, job), counts, agents, key.role());
        var places = new ArrayList<Preview.Place>();
        var taken = new ArrayList<AgentRow>();
        int slot = FreeIndex.NONE;
        while (places.size() < count
                && job.role.exceeded(needs) == RoleRoom.NONE
                && (slot = placement.find(shape, PREVIEW_ROUND)) != FreeIndex.NONE) {
            var row = agents.row(slot);
            job.role.hold(needs, 1);
            agents.take(slot, needs, 1);
            agents.settle(slot);
            if (counts != null) {
                counts.add(row, 1);
            }
            taken.add(row);
            places.add(new Preview.Place(row.id, host(row)));
        }
        var refusals = places.size() < count
                ? feasibility.refusals(shape, job.role)
                : new Refusals(agents.registered(), new TreeMap<>());
        for (var row : taken) {
            job.role.hold(needs, -1);
            agents.take(row.slot, needs, -1);
            agents.settle(row.slot);
        }
        shape.dispose(agents);
        return new Preview(places, count - places.size(), refusals);
    }

    private int find(PendingQueue queue) {
        recount(queue.job, queue.shape);
        return placement.find(queue.shape, round);
    }

    /** Whether any of the queue waits still; one may have got a place in another way since its job reported it. */
    private boolean hasWaiting(PendingQueue queue) {
        var first = queue.tasks.peek();
        while (first != null && placed.contains(first.task())) {
            queue.tasks.remove();
            first = queue.tasks.peek();
        }
        return first != null;
    }

    /** Places as many of the queue on the agent as its turn, its room and its limits allow. */
    private void fill(int slot, PendingQueue queue, int decisionsMax, List<Plan.Choice> choices) {
        var job = queue.job;
        var role = job.role;
        var row = agents.row(slot);
        var host = host(row);
        boolean again;
        do {
            var task = queue.tasks.remove();
            agents.take(slot, queue.shape.needs, 1);
            placed.choose(task.task(), job, queue.shape.needs, row, round);
            choices.add(new Plan.Choice(job.key, task.instance(), task.task(), row.id, host));
            again = hasWaiting(queue)
                    && choices.size() < decisionsMax
                    && ranking == Ranking.PACK
                    && role.exceeded(queue.shape.needs) == RoleRoom.NONE
                    && feasibility.fits(queue.shape, slot)
                    && reconciler.isNext(role);
        } while (again);
        agents.settle(slot);
        if (queue.tasks.isEmpty()) {
            finish(queue);
        }
    }

    private void withdraw(JobState job, TaskId id) {
        for (var queue : List.copyOf(job.queues)) {
            if (queue.tasks.removeIf(waiting -> waiting.task().equals(id)) && queue.tasks.isEmpty()) {
                finish(queue);
            }
        }
    }

    /** Nothing of the queue waits any more. */
    private void finish(PendingQueue queue) {
        reconciler.remove(queue);
        queue.job.queues.remove(queue);
        shapes.release(queue.shape);
    }

    private JobState job(JobKey key) {
        return jobs.computeIfAbsent(key, k -> new JobState(k, reconciler.join(k.role())));
    }

    private void forgetIfEmpty(JobState job) {
        if (job.isEmpty() && jobs.remove(job.key, job)) {
            reconciler.leave(job.role);
        }
    }

    private void recount(JobState job, Shape shape) {
        if (shape.counts != null && !shape.counts.isCurrent(agents.attributesVersion())) {
            shape.counts.recount(job.placed(), agents.attributesVersion());
        }
    }

    private static String host(AgentRow row) {
        @Nullable PlannerAgent report = row.report;
        return report == null ? "" : report.host();
    }
}
