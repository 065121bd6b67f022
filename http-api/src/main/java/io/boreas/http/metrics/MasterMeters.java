package io.boreas.http.metrics;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.MasterView.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The masters of the cell as this one sees them, gathered when somebody looks: {@code boreas.masters} (tag {@code standing}, those
 * of {@code /boreas/v1/masters}), {@code boreas.master.leads} (1 where planner and allocator run) and {@code boreas.groups.hosted}
 * (tag {@code kind}), both of this master alone.
 */
final class MasterMeters {
    private final Cell cell;
    private final AtomicInteger leads;
    private final MultiGauge masters;
    private final MultiGauge hosted;

    MasterMeters(Cell cell, MeterRegistry registry) {
        this.cell = cell;
        this.leads = registry.gauge("boreas.master.leads", new AtomicInteger());
        this.masters = MultiGauge.builder("boreas.masters").register(registry);
        this.hosted = MultiGauge.builder("boreas.groups.hosted").register(registry);
    }

    /** Gathers anew; completes well even if nobody answers, and then leaves everything as it was. */
    CompletionStage<Boolean> refresh() {
        return cell.masters()
                .toCompletableFuture()
                .orTimeout(CellMeters.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::take)
                .exceptionally(late -> false);
    }

    private boolean take(List<MasterView> views) {
        var standings = new EnumMap<Standing, Integer>(Standing.class);
        views.forEach(view -> standings.merge(view.standing(), 1, Integer::sum));
        var standingRows = new ArrayList<MultiGauge.Row<?>>();
        for (var standing : Standing.values()) {
            standingRows.add(
                    MultiGauge.Row.of(Tags.of("standing", standing.name()), standings.getOrDefault(standing, 0)));
        }
        masters.register(standingRows, true);
        var self = views.stream().filter(MasterView::self).findFirst();
        leads.set(self.filter(MasterView::leads).isPresent() ? 1 : 0);
        var groupRows = new ArrayList<MultiGauge.Row<?>>();
        self.ifPresent(view -> view.groups()
                .forEach((kind, count) -> groupRows.add(
                        MultiGauge.Row.of(Tags.of("kind", kind.name().toLowerCase(Locale.ROOT)), count))));
        hosted.register(groupRows, true);
        return true;
    }
}
