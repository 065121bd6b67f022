package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.scheduler.ActiveTask;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import io.boreas.core.scheduler.Plan;
import io.boreas.core.scheduler.Planner;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.Refusals;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has the planner decide again what is stored, on the terms it had. Each stored decision is asked for in its turn, on what led up to it in
 * the journal, and holds from then on, whether the planner came to it or not: one that differs does not make the next ones differ.
 *
 * <p><b>When a round was</b> is in no journal. It was after the last of its instances had begun to wait, and before its decision was stored;
 * between the two the planner may have heard of more. So it is told of what happened one by one, and a decision is come to again if there
 * is a moment between the two at which the planner decides so.
 *
 * <p>What it keeps depends on what is alive in the cell, and on {@link #UNHEARD_MAX}, not on how long the history is. Not thread-safe.
 */
public final class Reproduction {
    /** Changes the planner may be behind the journal; the oldest is told beyond it. */
    private static final int UNHEARD_MAX = 4_096;

    /** Moments that are tried for one decision. */
    private static final int LOOKS_MAX = 512;

    private final Policy policy;
    private final Instant from;
    private final Planner planner;
    private final ArrayDeque<Change> unheard = new ArrayDeque<>();
    private final Map<JobKey, PendingJob> waiting = new HashMap<>(); // as the planner knows it
    private final Map<AgentId, PlannerAgent> reports = new HashMap<>();
    private final Map<AgentId, Map<TaskId, Amounts>> forced = new HashMap<>();

    /** What the planner has chosen and the journal has not yet. */
    private final Map<TaskId, Proposal> proposals = new LinkedHashMap<>();

    private final List<Missed> missed = new ArrayList<>();
    private long proposed;
    private long choices;
    private long same;

    /**
     * A choice of the planner.
     *
     * @param number grows in the order of choices
     */
    private record Proposal(Plan.Choice choice, long number) {}

    /**
     * One that tells of decisions that were stored after a moment. It is to hear of what was a little before, too: a round that was before
     * the moment may have its decision stored after it.
     */
    public Reproduction(Policy policy, Instant from) {
        this.policy = policy;
        this.from = from;
        this.planner = policy.planner();
    }

    /** The next change of the history. */
    public void take(Change change) {
        if (change instanceof Change.Chosen decision) {
            decided(decision);
            return;
        }
        unheard.add(change);
        if (unheard.size() > UNHEARD_MAX) {
            hear(unheard.remove());
        }
    }

    /** What came of it so far. */
    public Reproduced result() {
        return new Reproduced(choices, same, missed);
    }

    private void decided(Change.Chosen decision) {
        boolean counts = decision.at().isAfter(from);
        choices += counts ? decision.choices().size() : 0;
        boolean found = isProposed(decision) || search(decision);
        if (!found) {
            withdraw(List.copyOf(proposals.keySet()));
            propose();
            found = isProposed(decision);
        }
        if (found) {
            same += counts ? decision.choices().size() : 0;
            decision.choices().forEach(choice -> proposals.remove(choice.task()));
        } else {
            if (counts) {
                miss(decision);
            }
            hold(decision);
        }
    }

    /** Whether the planner has chosen just this, and in this order. */
    private boolean isProposed(Change.Chosen decision) {
        long last = -1;
        for (var choice : decision.choices()) {
            var proposal = proposals.get(choice.task());
            if (proposal == null || !proposal.choice().agent().equals(choice.agent()) || proposal.number() < last) {
                return false;
            }
            last = proposal.number();
        }
        return true;
    }

    private boolean search(Change.Chosen decision) {
        withdraw(decision.choices().stream().map(Plan.Choice::task).toList());
        while (!allWait(decision) && !unheard.isEmpty()) {
            hear(unheard.remove());
        }
        for (int look = 0; look < LOOKS_MAX; look++) {
            var fresh = propose();
            if (isProposed(decision)) {
                return true;
            }
            withdraw(fresh);
            if (unheard.isEmpty()) {
                return false;
            }
            hear(unheard.remove());
        }
        return false;
    }

    private boolean allWait(Change.Chosen decision) {
        return decision.choices().stream()
                .allMatch(choice -> waitingNeeds(choice).isPresent());
    }

    /** What a task needs, if the planner has heard that it waits. */
    private Optional<Amounts> waitingNeeds(Plan.Choice choice) {
        var pending = waiting.get(choice.job());
        if (pending == null) {
            return Optional.empty();
        }
        for (var group : pending.groups()) {
            for (var task : group.tasks()) {
                if (task.task().equals(choice.task())) {
                    return Optional.of(group.needs());
                }
            }
        }
        return Optional.empty();
    }

    /** A round of the planner; what it chose. */
    private List<TaskId> propose() {
        var fresh = new ArrayList<TaskId>();
        boolean more = true;
        while (more) {
            var plan = planner.plan(policy.decisionsMax());
            for (var choice : plan.choices()) {
                proposals.put(choice.task(), new Proposal(choice, proposed++));
                fresh.add(choice.task());
            }
            more = plan.more();
        }
        return fresh;
    }

    /** As if the planner had not chosen these. */
    private void withdraw(List<TaskId> tasks) {
        var jobs = new LinkedHashSet<JobKey>();
        for (var task : tasks) {
            var proposal = proposals.remove(task);
            if (proposal != null) {
                planner.refused(task);
                jobs.add(proposal.choice().job());
            }
        }
        for (var job : jobs) {
            var pending = waiting.get(job);
            if (pending != null) {
                planner.upsertPending(pending);
            }
        }
    }

    /** The decision is not come to again. */
    private void miss(Change.Chosen decision) {
        long last = -1;
        for (var choice : decision.choices()) {
            var proposal = proposals.get(choice.task());
            boolean alike = proposal != null && proposal.choice().agent().equals(choice.agent());
            if (proposal != null && alike && proposal.number() > last) {
                last = proposal.number();
                same++;
            } else if (missed.size() < Reproduced.MISSED_MAX) {
                missed.add(new Missed(decision.at(), choice, alike ? "it was chosen in another order" : why(choice)));
            }
        }
    }

    /** It is stored, so it is so, whatever the planner would have chosen. */
    private void hold(Change.Chosen decision) {
        withdraw(decision.choices().stream().map(Plan.Choice::task).toList());
        for (var choice : decision.choices()) {
            force(
                    choice.job(),
                    new ActiveTask(
                            choice.task(), choice.agent(), waitingNeeds(choice).orElse(Amounts.NONE)));
        }
    }

    private String why(Plan.Choice choice) {
        var proposal = proposals.get(choice.task());
        if (proposal != null) {
            return "the planner chooses " + proposal.choice().agent();
        }
        return planner.why(choice.job(), choice.task()).map(Reproduction::told).orElse("it is not known to wait");
    }

    private static String told(Refusals refusals) {
        return refusals.reasons().isEmpty()
                ? "another is before it"
                : "the planner finds no place among " + refusals.agents() + " agents: " + refusals.reasons();
    }

    /** A place counts that the planner did not choose; its agent's reports do not count it yet. */
    private void force(JobKey job, ActiveTask task) {
        planner.activate(job, task);
        forced.computeIfAbsent(task.agent(), agent -> new HashMap<>()).put(task.task(), task.needs());
        refresh(task.agent());
    }

    private void unforce(TaskId task, AgentId agent) {
        var there = forced.get(agent);
        if (there != null && there.remove(task) != null && there.isEmpty()) {
            forced.remove(agent);
        }
    }

    private void refresh(AgentId agent) {
        var report = reports.get(agent);
        if (report != null) {
            planner.upsertAgent(counted(report));
        }
    }

    /** The report, with what was forced onto the agent. */
    private PlannerAgent counted(PlannerAgent report) {
        var available = report.available();
        for (var needs : forced.getOrDefault(report.id(), Map.of()).values()) {
            available = available.minusAtMost(needs);
        }
        return report.with(available, report.revision());
    }

    /** Tells the planner of a change, as its actor does. */
    private void hear(Change change) {
        switch (change) {
            case Change.AgentIs is -> hear(is);
            case Change.JobIs is -> {} // a planner that starts is told of what waits alone
            case Change.RolesAre(var at, var terms) -> policy.tell(planner, terms);
            case Change.Waits(var at, var job) -> hear(job);
            case Change.Underway(var at, var held) -> force(held.job(), held.task());
            case Change.Refused(var at, var job, int instance, var task) -> over(job, task);
            case Change.Withdrawn(var at, var job, var task) -> over(job, task);
            case Change.Chosen decision -> throw new IllegalStateException("decisions are not told to the planner");
        }
    }

    private void hear(Change.AgentIs is) {
        var agent = is.agent();
        reports.put(agent.id(), agent);
        var admitted = new ArrayList<TaskId>();
        for (var held : is.admitted()) {
            admitted.add(held.task().task());
            unforce(held.task().task(), agent.id());
            proposals.remove(held.task().task());
        }
        is.ended().forEach(ended -> unforce(ended.task(), agent.id()));
        planner.upsertAgent(counted(agent), admitted);
        is.admitted().forEach(held -> planner.activate(held.job(), held.task()));
        for (var ended : is.ended()) {
            proposals.remove(ended.task());
            planner.ended(ended.job(), ended.task());
        }
    }

    private void hear(PendingJob job) {
        if (job.groups().isEmpty()) {
            waiting.remove(job.job());
        } else {
            waiting.put(job.job(), job);
        }
        var still = new HashSet<TaskId>();
        job.groups().forEach(group -> group.tasks().forEach(task -> still.add(task.task())));
        for (var proposal : List.copyOf(proposals.values())) {
            var choice = proposal.choice();
            if (choice.job().equals(job.job()) && !still.contains(choice.task())) {
                proposals.remove(choice.task());
                planner.refused(choice.task());
            }
        }
        planner.upsertPending(job);
    }

    private void over(JobKey job, TaskId task) {
        proposals.remove(task);
        for (var agent : List.copyOf(forced.keySet())) {
            if (forced.getOrDefault(agent, Map.of()).containsKey(task)) {
                unforce(task, agent);
                refresh(agent);
            }
        }
        planner.ended(job, task);
    }
}
