package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.util.List;

/** The {@code lifecycle} of a task, both ways. Source of the names: Aurora. */
final class LifecycleJson {
    private static final List<String> LIFECYCLE = List.of("http");
    private static final List<String> HTTP = List.of(
            "port", "graceful_shutdown_endpoint", "shutdown_endpoint", "graceful_shutdown_wait", "shutdown_wait");

    private LifecycleJson() {}

    static HttpLifecycle read(JsonInput in) {
        in.knows(LIFECYCLE);
        var http = in.requiredObject("http");
        http.knows(HTTP);
        return new HttpLifecycle(
                http.text("port").orElse(HttpLifecycle.PORT_DEFAULT),
                http.text("graceful_shutdown_endpoint").orElse(HttpLifecycle.GRACEFUL_ENDPOINT_DEFAULT),
                http.text("shutdown_endpoint").orElse(HttpLifecycle.SHUTDOWN_ENDPOINT_DEFAULT),
                Amounts.time(http, "graceful_shutdown_wait", HttpLifecycle.WAIT_DEFAULT),
                Amounts.time(http, "shutdown_wait", HttpLifecycle.WAIT_DEFAULT));
    }

    static void write(HttpLifecycle http, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("http");
        out.writeStringField("port", http.port());
        out.writeStringField("graceful_shutdown_endpoint", http.gracefulEndpoint());
        out.writeStringField("shutdown_endpoint", http.shutdownEndpoint());
        out.writeNumberField(
                "graceful_shutdown_wait", Json.decimal(http.gracefulWait().toMillis()));
        out.writeNumberField("shutdown_wait", Json.decimal(http.shutdownWait().toMillis()));
        out.writeEndObject();
        out.writeEndObject();
    }
}
