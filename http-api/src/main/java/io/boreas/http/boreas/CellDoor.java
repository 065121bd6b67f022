package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code /boreas/v1/health}, {@code version} and {@code masters}: how this master does, which one it is, and which others there are. */
public final class CellDoor {
    private final Cell cell;

    public CellDoor(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        // Whoever watches over processes has no name, and an agent asks here where it is to dial.
        return List.of(
                Route.get("/boreas/v1/masters", this::masters),
                Route.get("/boreas/v1/health", this::health).open(),
                Route.get("/boreas/v1/version", this::version).open());
    }

    private CompletionStage<HttpResponse> health(Call call) {
        call.query();
        return cell.unreadiness()
                .exceptionally(failure -> {
                    var cause =
                            failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
                    if (cause instanceof CellUnavailable unavailable) {
                        return "the cell does not answer: " + unavailable.getMessage();
                    }
                    throw new CompletionException(cause);
                })
                .thenApply(CellDoor::health);
    }

    private static HttpResponse health(String missing) {
        boolean ready = missing.isEmpty();
        var response = Answers.json(ready ? 200 : 503, out -> {
            out.writeStartObject();
            out.writeBooleanField("live", true);
            out.writeBooleanField("ready", ready);
            out.writeArrayFieldStart("reasons");
            if (!ready) {
                out.writeString(missing);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return ready ? response : response.addHeader(RawHeader.create("Retry-After", "1"));
    }

    private CompletionStage<HttpResponse> masters(Call call) {
        call.query();
        return cell.masters()
                .thenApply(masters -> Answers.json(200, out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("items");
                    for (var master : masters) {
                        out.writeStartObject();
                        out.writeStringField("address", master.address());
                        out.writeBooleanField("self", master.self());
                        out.writeStringField("standing", master.standing().name());
                        out.writeBooleanField("leads", master.leads());
                        out.writeObjectFieldStart("groups");
                        for (var kind : master.groups().entrySet()) {
                            out.writeNumberField(kind.getKey().name().toLowerCase(Locale.ROOT), kind.getValue());
                        }
                        out.writeEndObject();
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                }));
    }

    private CompletionStage<HttpResponse> version(Call call) {
        call.query();
        return CompletableFuture.completedFuture(Answers.json(200, out -> {
            var info = cell.info();
            out.writeStartObject();
            out.writeStringField("version", info.version());
            out.writeStringField("cell", info.cell());
            out.writeStringField("master", info.master());
            JobJson.writeTime("startedAt", info.startedAt(), out);
            out.writeNumberField("linkPort", info.linkPort());
            AgentDoor.writeDomain(info.domain(), out);
            out.writeEndObject();
        }));
    }
}
