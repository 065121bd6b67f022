package io.boreas.http.metrics;

import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.core.agent.Presence;
import io.boreas.core.job.ScheduleStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cell in numbers, gathered when somebody looks: {@code boreas.jobs}, {@code boreas.tasks} (tag {@code state}; ended ones are
 * those still remembered), {@code boreas.agents} (tag {@code presence}), {@code boreas.resources} (tags {@code resource} and
 * {@code kind}: {@code total} or {@code used}, on registered agents; mem and disk in MB), {@code boreas.agents.linked} (those with
 * a link to any master). While the cell does not answer within {@link #PATIENCE} they keep what they last were, and {@code
 * boreas.cell.answered} is 0.
 */
final class CellMeters {
    /** Shorter than what Prometheus waits for a page, 10 s, so that a cell that does not answer is told apart from a master that is gone. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Cell cell;
    private final AtomicInteger jobCount;
    private final AtomicInteger answered;
    private final AtomicInteger linked;
    private final MultiGauge tasks;
    private final MultiGauge agents;
    private final MultiGauge resources;

    CellMeters(Cell cell, MeterRegistry registry) {
        this.cell = cell;
        this.jobCount = registry.gauge("boreas.jobs", new AtomicInteger());
        this.answered = registry.gauge("boreas.cell.answered", new AtomicInteger());
        this.linked = registry.gauge("boreas.agents.linked", new AtomicInteger());
        this.tasks = MultiGauge.builder("boreas.tasks").register(registry);
        this.agents = MultiGauge.builder("boreas.agents").register(registry);
        this.resources = MultiGauge.builder("boreas.resources").register(registry);
    }

    /** Gathers anew; completes well even if the cell does not answer. */
    CompletionStage<Boolean> refresh() {
        return cell.counts()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(counts -> take(counts.jobs(), counts.agents()))
                .handle((taken, failure) -> {
                    answered.set(failure == null ? 1 : 0);
                    return failure == null;
                });
    }

    private boolean take(JobCounts ofJobs, AgentCounts ofAgents) {
        jobCount.set((int) ofJobs.jobs());
        linked.set((int) ofAgents.linked());
        var taskRows = new ArrayList<MultiGauge.Row<?>>();
        for (var state : ScheduleStatus.values()) {
            taskRows.add(row(Tags.of("state", state.name()), ofJobs.tasks().getOrDefault(state, 0L)));
        }
        tasks.register(taskRows, true);
        var agentRows = new ArrayList<MultiGauge.Row<?>>();
        for (var presence : Presence.values()) {
            agentRows.add(row(
                    Tags.of("presence", presence.name()), ofAgents.presences().getOrDefault(presence, 0L)));
        }
        agents.register(agentRows, true);
        var resourceRows = new ArrayList<MultiGauge.Row<?>>();
        addRows(resourceRows, "total", ofAgents.total());
        addRows(resourceRows, "used", ofAgents.used());
        resources.register(resourceRows, true);
        return true;
    }

    private static void addRows(List<MultiGauge.Row<?>> rows, String kind, AgentCounts.Sum sum) {
        rows.add(row(Tags.of("resource", "cpus", "kind", kind), sum.cpus() / 1_000.0));
        rows.add(row(Tags.of("resource", "mem", "kind", kind), sum.mem() / 1_000.0));
        rows.add(row(Tags.of("resource", "disk", "kind", kind), sum.disk() / 1_000.0));
        rows.add(row(Tags.of("resource", "gpus", "kind", kind), sum.gpus() / 1_000.0));
        rows.add(row(Tags.of("resource", "cpus_revocable", "kind", kind), sum.revocableCpus() / 1_000.0));
        rows.add(row(Tags.of("resource", "mem_revocable", "kind", kind), sum.revocableMem() / 1_000.0));
    }

    private static MultiGauge.Row<?> row(Tags tags, Number value) {
        return MultiGauge.Row.of(tags, value);
    }
}
