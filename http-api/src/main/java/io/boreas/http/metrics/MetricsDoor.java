package io.boreas.http.metrics;

import io.boreas.actors.gateway.Cell;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /metrics}: every meter of this master, in Prometheus's text format. */
public final class MetricsDoor {
    private static final ContentType TEXT = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final CellMeters cell;
    private final MasterMeters masters;
    private final PrometheusMeterRegistry registry;

    public MetricsDoor(Cell cell, PrometheusMeterRegistry registry) {
        this.cell = new CellMeters(cell, registry);
        this.masters = new MasterMeters(cell, registry);
        this.registry = registry;
    }

    public List<Route> routes() {
        return List.of(Route.get("/metrics", this::metrics));
    }

    private CompletionStage<HttpResponse> metrics(Call call) {
        return cell.refresh()
                .thenCombine(masters.refresh(), (one, other) -> one)
                .thenApplyAsync(done -> Answers.bytes(TEXT, ByteString.fromString(registry.scrape())));
    }
}
