package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Cell;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.Window;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonInput;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/maintenance}: which machines are worked on, and when. Each change is answered with all of it. */
public final class MaintenanceDoor {
    private static final String MAINTENANCE = "/boreas/v1/maintenance";
    private static final List<String> WINDOW = List.of("machines", "start", "duration");
    private static final List<String> MACHINE = List.of("hostname", "ip");

    private final Cell cell;

    public MaintenanceDoor(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(MAINTENANCE, this::get),
                Route.put(MAINTENANCE, this::set),
                Route.post(MAINTENANCE + "/start", call -> move(call, RegistryCommand.StartMaintenance::new)),
                Route.post(MAINTENANCE + "/stop", call -> move(call, RegistryCommand.StopMaintenance::new)));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        call.query();
        return answer();
    }

    private CompletionStage<HttpResponse> answer() {
        return cell.registry().thenApply(registry -> Answers.json(200, out -> write(registry, out)));
    }

    private CompletionStage<HttpResponse> set(Call call) {
        call.query();
        return call.fields(
                        List.of("windows"),
                        in -> new RegistryCommand.UpdateSchedule(in.objects("windows").stream()
                                .map(MaintenanceDoor::window)
                                .toList()))
                .thenCompose(command -> tell(call, command));
    }

    private CompletionStage<HttpResponse> move(Call call, Function<List<MachineId>, RegistryCommand> command) {
        call.query();
        return call.fields(List.of("machines"), in -> command.apply(machines(in)))
                .thenCompose(made -> tell(call, made));
    }

    private CompletionStage<HttpResponse> tell(Call call, RegistryCommand command) {
        return cell.registry(command, call.cause()).thenCompose(reply -> {
            RegistryReplies.check(reply);
            return answer();
        });
    }

    private static Window window(JsonInput in) {
        in.knows(WINDOW);
        var start = Instant.EPOCH;
        try {
            start = Instant.parse(in.requiredText("start"));
        } catch (DateTimeParseException e) {
            in.problem("start", "is a time such as 2030-01-02T03:04:05Z");
        }
        var duration = in.has("duration")
                ? Optional.of(Amounts.time(in, "duration", Duration.ZERO))
                : Optional.<Duration>empty();
        return new Window(machines(in), new Unavailability(start, duration));
    }

    private static List<MachineId> machines(JsonInput in) {
        return in.objects("machines").stream()
                .map(machine -> {
                    machine.knows(MACHINE);
                    return new MachineId(
                            machine.text("hostname").orElse(""),
                            machine.text("ip").orElse(""));
                })
                .toList();
    }

    private static void write(Registry registry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("windows");
        for (var window : registry.schedule()) {
            out.writeStartObject();
            out.writeArrayFieldStart("machines");
            for (var machine : window.machines()) {
                out.writeStartObject();
                out.writeStringField("hostname", machine.hostname());
                out.writeStringField("ip", machine.ip());
                out.writeStringField("mode", registry.down().contains(machine) ? "DOWN" : "DRAINING");
                out.writeEndObject();
            }
            out.writeEndArray();
            JobJson.writeTime("start", window.unavailability().start(), out);
            if (window.unavailability().duration().isPresent()) {
                var duration = window.unavailability().duration().get();
                out.writeNumberField("durationSeconds", Json.decimal(duration.toMillis()));
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
