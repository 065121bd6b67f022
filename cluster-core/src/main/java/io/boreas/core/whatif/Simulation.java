package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.RoleTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stretch once more, on terms that may be others: the same runs are asked for, and the planner places them as it will.
 *
 * <p><b>What is kept as it was.</b> When a run was first asked for. How long it ran, if it ended of its own. When it was stopped: whatever
 * run of the instance there is then ends. How long after the end of one run the instance's next one waited for a place. What agents had for
 * jobs: what frameworks took is taken, and agents come and go.
 *
 * <p><b>What is not.</b> Nothing takes time between a change and the round after it, nor between a choice and its admission, and no place is
 * refused. A run that had no place in the record, or had not ended, runs until it is stopped, or to the end.
 *
 * <p>Equal stretches on equal terms give equal results. For one use, not thread-safe.
 */
public final class Simulation {
    private final Stretch stretch;
    private final Terms terms;
    private final Planner planner;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
    private final List<Slot> slots = new ArrayList<>();
    private final Map<TaskId, Slot> byTask = new HashMap<>();
    private final Map<JobKey, TreeMap<Integer, Slot>> waiting = new HashMap<>();
    private final Map<AgentId, PlannerAgent> agents = new HashMap<>();
    private final Map<AgentId, Amounts> used = new HashMap<>();
    private final Set<JobKey> arrived = new LinkedHashSet<>();
    private long numbered;
    private long revision;

    /** Something that is to happen. */
    private record Event(Instant at, long number, Runnable what) {}

    /** How far a run is. */
    private static final class Slot {
        final Run run;
        final List<Slot> next = new ArrayList<>();

        @Nullable
        Slot previous;

        @Nullable
        Instant arrival;

        @Nullable
        Instant placedAt;

        @Nullable
        AgentId agent;

        @Nullable
        Instant endedAt;

        boolean isOver;

        Slot(Run run) {
            this.run = run;
        }

        boolean follows() {
            return previous != null && previous.run.byItself();
        }

        boolean runs() {
            return agent != null && !isOver;
        }

        Stay stay() {
            return new Stay(
                    run,
                    Optional.ofNullable(arrival),
                    Optional.ofNullable(placedAt),
                    Optional.ofNullable(agent),
                    Optional.ofNullable(endedAt));
        }
    }

    private Simulation(Stretch stretch, Terms terms) {
        this.stretch = stretch;
        this.terms = terms;
        this.planner = terms.policy().planner();
    }

    /** What becomes of the stretch's runs, in their order. */
    public static List<Stay> of(Stretch stretch, Terms terms) {
        return new Simulation(stretch, terms).go();
    }

    private List<Stay> go() {
        terms.policy().tell(planner, terms.roles(RoleTerms.NONE));
        for (var step : stretch.roles()) {
            on(step.at(), () -> terms.policy().tell(planner, terms.roles(step.terms())));
        }
        terms.more().forEach(this::agentIs);
        for (var step : stretch.agents()) {
            if (!terms.without().contains(step.agent().id())) {
                on(step.at(), () -> agentIs(step.agent()));
            }
        }
        for (var run : stretch.runs()) {
            var slot = new Slot(run);
            slots.add(slot);
            byTask.put(run.task(), slot);
            run.previous().ifPresent(number -> {
                slot.previous = slots.get(number);
                slots.get(number).next.add(slot);
            });
            schedule(slot);
        }
        while (!events.isEmpty() && !events.peek().at().isAfter(stretch.end())) {
            var now = events.peek().at();
            while (!events.isEmpty() && events.peek().at().equals(now)) {
                events.remove().what().run();
            }
            tellWaiting();
            place(now);
        }
        return slots.stream().map(Slot::stay).toList();
    }

    private void on(Instant at, Runnable what) {
        events.add(new Event(at, numbered++, what));
    }

    private void schedule(Slot slot) {
        var run = slot.run;
        if (run.isOld()) {
            on(run.arrival(), () -> begin(slot, run.arrival()));
        } else if (!slot.follows()) {
            on(run.arrival(), () -> arrive(slot, run.arrival()));
        }
        run.endedAt().filter(at -> !run.byItself()).ifPresent(at -> on(at, () -> stop(slot, at)));
    }

    /** It has its place already; if its agent is not there it waits for another. */
    private void begin(Slot slot, Instant at) {
        var agent = slot.run.agent().filter(agents::containsKey);
        if (agent.isEmpty()) {
            arrive(slot, at);
            return;
        }
        slot.arrival = at;
        run(slot, agent.get(), at);
        planner.activate(slot.run.job(), new ActiveTask(slot.run.task(), agent.get(), slot.run.needs()));
        report(agent.get(), List.of());
    }

    private void arrive(Slot slot, Instant at) {
        if (slot.isOver) {
            return;
        }
        if (slot.previous != null) {
            stop(slot.previous, at);
        }
        slot.arrival = at;
        waiting.computeIfAbsent(slot.run.job(), job -> new TreeMap<>()).put(slot.run.instance(), slot);
        arrived.add(slot.run.job());
    }

    private void run(Slot slot, AgentId agent, Instant at) {
        slot.placedAt = at;
        slot.agent = agent;
        used.merge(agent, slot.run.needs(), Amounts::plus);
        if (slot.run.byItself()) {
            var length = Duration.between(
                    slot.run.placedAt().orElse(at), slot.run.endedAt().orElse(at));
            var end = at.plus(length.isNegative() ? Duration.ZERO : length);
            on(end, () -> endByItself(slot, end));
        }
    }

    private void endByItself(Slot slot, Instant at) {
        if (!slot.runs()) {
            return;
        }
        end(slot, at);
        for (var next : slot.next) {
            var pause = Duration.between(slot.run.endedAt().orElse(at), next.run.arrival());
            var from = at.plus(pause.isNegative() ? Duration.ZERO : pause);
            on(from, () -> arrive(next, from));
        }
    }

    /** Whatever run of its instance there is ends, up to this one. */
    private void stop(Slot slot, Instant at) {
        for (var each = slot; each != null && !each.isOver; each = each.previous) {
            end(each, at);
        }
    }

    private void end(Slot slot, Instant at) {
        slot.isOver = true;
        if (slot.arrival == null) {
            return;
        }
        slot.endedAt = at;
        var of = waiting.get(slot.run.job());
        if (of != null && of.remove(slot.run.instance(), slot) && of.isEmpty()) {
            waiting.remove(slot.run.job());
        }
        planner.ended(slot.run.job(), slot.run.task());
        if (slot.agent != null) {
            used.computeIfPresent(slot.agent, (agent, amounts) -> amounts.minusAtMost(slot.run.needs()));
            report(slot.agent, List.of());
        }
    }

    private void agentIs(PlannerAgent agent) {
        agents.put(agent.id(), agent);
        report(agent.id(), List.of());
    }

    private void report(AgentId id, List<TaskId> admitted) {
        var agent = agents.get(id);
        if (agent != null) {
            planner.upsertAgent(
                    agent.with(agent.available().minusAtMost(used.getOrDefault(id, Amounts.NONE)), ++revision),
                    admitted);
        }
    }

    private void tellWaiting() {
        for (var job : arrived) {
            var of = waiting.get(job);
            if (of == null) {
                continue;
            }
            var first = of.firstEntry().getValue().run;
            var byNeeds = new LinkedHashMap<Amounts, List<PendingJob.PendingTask>>();
            of.forEach((instance, slot) -> byNeeds.computeIfAbsent(slot.run.needs(), any -> new ArrayList<>())
                    .add(new PendingJob.PendingTask(instance, slot.run.task())));
            var groups = new ArrayList<PendingJob.PendingGroup>();
            byNeeds.forEach((needs, tasks) -> groups.add(new PendingJob.PendingGroup(needs, tasks)));
            planner.upsertPending(
                    new PendingJob(job, first.priority(), first.submittedAt(), first.constraints(), groups));
        }
        arrived.clear();
    }

    private void place(Instant now) {
        boolean more = true;
        while (more) {
            var plan = planner.plan(terms.policy().decisionsMax());
            var admitted = new LinkedHashMap<AgentId, List<TaskId>>();
            for (var choice : plan.choices()) {
                var slot = byTask.get(choice.task());
                if (slot == null) {
                    throw new IllegalStateException("the planner placed " + choice.task() + ", which is not known");
                }
                var of = waiting.get(choice.job());
                if (of != null && of.remove(choice.instance(), slot) && of.isEmpty()) {
                    waiting.remove(choice.job());
                }
                run(slot, choice.agent(), now);
                admitted.computeIfAbsent(choice.agent(), agent -> new ArrayList<>())
                        .add(choice.task());
            }
            admitted.forEach(this::report);
            more = plan.more();
        }
    }
}
