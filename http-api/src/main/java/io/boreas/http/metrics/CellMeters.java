package io.boreas.http.metrics;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.core.agent.Presence;
import io.boreas.core.job.Job;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Resources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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
        return cell.jobs()
                .thenCombine(cell.agents(), Counted::new)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(counted -> take(counted.jobs(), counted.agents()))
                .handle((taken, failure) -> {
                    answered.set(failure == null ? 1 : 0);
                    return failure == null;
                });
    }

    private record Counted(List<Job> jobs, List<AgentView> agents) {}

    private boolean take(List<Job> jobs, List<AgentView> views) {
        var states = new EnumMap<ScheduleStatus, Integer>(ScheduleStatus.class);
        for (var job : jobs) {
            job.active().forEachValue(task -> states.merge(task.status(), 1, Integer::sum));
            job.ended().forEach(task -> states.merge(task.status(), 1, Integer::sum));
        }
        var presences = new EnumMap<Presence, Integer>(Presence.class);
        var total = Resources.empty();
        var used = Resources.empty();
        for (var view : views) {
            presences.merge(view.agent().presence(), 1, Integer::sum);
            if (view.agent().presence() == Presence.REGISTERED) {
                total = total.plus(view.agent().info().map(AgentInfo::resources).orElse(Resources.empty()))
                        .plus(view.agent().oversubscribed());
                used = used.plus(view.agent().used());
            }
        }
        jobCount.set(jobs.size());
        linked.set((int) views.stream().filter(AgentView::linked).count());
        var taskRows = new ArrayList<MultiGauge.Row<?>>();
        for (var state : ScheduleStatus.values()) {
            taskRows.add(row(Tags.of("state", state.name()), states.getOrDefault(state, 0)));
        }
        tasks.register(taskRows, true);
        var agentRows = new ArrayList<MultiGauge.Row<?>>();
        for (var presence : Presence.values()) {
            agentRows.add(row(Tags.of("presence", presence.name()), presences.getOrDefault(presence, 0)));
        }
        agents.register(agentRows, true);
        var resourceRows = new ArrayList<MultiGauge.Row<?>>();
        addRows(resourceRows, "total", total);
        addRows(resourceRows, "used", used);
        resources.register(resourceRows, true);
        return true;
    }

    private static void addRows(List<MultiGauge.Row<?>> rows, String kind, Resources sum) {
        var firm = sum.nonRevocable();
        rows.add(row(Tags.of("resource", "cpus", "kind", kind), firm.cpusMilli() / 1_000.0));
        rows.add(row(Tags.of("resource", "mem", "kind", kind), firm.memMilli() / 1_000.0));
        rows.add(row(Tags.of("resource", "disk", "kind", kind), firm.diskMilli() / 1_000.0));
        rows.add(row(Tags.of("resource", "gpus", "kind", kind), firm.gpusMilli() / 1_000.0));
        var revocable = sum.revocable();
        rows.add(row(Tags.of("resource", "cpus_revocable", "kind", kind), revocable.cpusMilli() / 1_000.0));
        rows.add(row(Tags.of("resource", "mem_revocable", "kind", kind), revocable.memMilli() / 1_000.0));
    }

    private static MultiGauge.Row<?> row(Tags tags, Number value) {
        return MultiGauge.Row.of(tags, value);
    }
}
