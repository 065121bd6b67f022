package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The {@code health} of a job's task, both ways. The names and defaults are those of Aurora's {@code HealthCheckConfig}. */
final class HealthJson {
    private static final String PORT_DEFAULT = "health";
    private static final String ENDPOINT_DEFAULT = "/health";
    private static final String RESPONSE_DEFAULT = "ok";
    private static final List<String> PROBES = List.of("http", "shell", "tcp");
    private static final List<String> HEALTH = List.of(
            "http",
            "shell",
            "tcp",
            "initial_interval",
            "interval",
            "timeout",
            "max_consecutive_failures",
            "min_consecutive_successes");
    private static final List<String> HTTP = List.of("port", "endpoint", "expected_response", "expected_response_code");
    private static final List<String> TCP = List.of("port");

    private HealthJson() {}

    static HealthCheck read(JsonInput in) {
        in.knows(HEALTH);
        if (PROBES.stream().filter(in::has).count() > 1) {
            in.problem("http", "is one of " + String.join(", ", PROBES) + ", of which only one can be given");
        }
        return new HealthCheck(
                probe(in),
                new Rules.Gate(
                        Amounts.time(in, "initial_interval", Rules.Gate.INITIAL_INTERVAL_DEFAULT),
                        in.integer("max_consecutive_failures", 0),
                        in.integer("min_consecutive_successes", 1)),
                Amounts.time(in, "interval", Rules.Gate.INTERVAL_DEFAULT),
                Amounts.time(in, "timeout", Rules.Gate.TIMEOUT_DEFAULT));
    }

    private static Probe probe(JsonInput in) {
        if (in.has("shell")) {
            return new Probe.Command(in.requiredText("shell"), Collections.emptySortedMap());
        }
        if (in.has("tcp")) {
            var tcp = in.requiredObject("tcp");
            tcp.knows(TCP);
            return new Probe.Tcp(false, tcp.text("port").orElse(PORT_DEFAULT));
        }
        return in.object("http")
                .map(HealthJson::http)
                .orElseGet(() -> http(PORT_DEFAULT, ENDPOINT_DEFAULT, RESPONSE_DEFAULT, 0));
    }

    private static Probe http(JsonInput http) {
        http.knows(HTTP);
        return http(
                http.text("port").orElse(PORT_DEFAULT),
                http.text("endpoint").orElse(ENDPOINT_DEFAULT),
                http.text("expected_response").orElse(RESPONSE_DEFAULT),
                http.integer("expected_response_code", 0));
    }

    private static Probe http(String port, String endpoint, String response, int code) {
        return new Probe.Http(false, false, port, endpoint, response, code);
    }

    /** The port that is asked, if one is. */
    static Optional<String> port(HealthCheck health) {
        return switch (health.probe()) {
            case Probe.Command command -> Optional.empty();
            case Probe.Http http -> Optional.of(http.port());
            case Probe.Tcp tcp -> Optional.of(tcp.port());
        };
    }

    /** The command that is run, if one is. */
    static Optional<String> cmdline(HealthCheck health) {
        return health.probe() instanceof Probe.Command command ? Optional.of(command.cmdline()) : Optional.empty();
    }

    static void write(HealthCheck health, JsonGenerator out) throws IOException {
        out.writeStartObject();
        switch (health.probe()) {
            case Probe.Command command -> out.writeStringField("shell", command.cmdline());
            case Probe.Http http -> {
                out.writeObjectFieldStart("http");
                out.writeStringField("port", http.port());
                out.writeStringField("endpoint", http.path());
                out.writeStringField("expected_response", http.body());
                out.writeNumberField("expected_response_code", http.code());
                out.writeEndObject();
            }
            case Probe.Tcp tcp -> {
                out.writeObjectFieldStart("tcp");
                out.writeStringField("port", tcp.port());
                out.writeEndObject();
            }
        }
        if (health.rules() instanceof Rules.Gate gate) {
            write("initial_interval", gate.initialInterval(), out);
            out.writeNumberField("max_consecutive_failures", gate.maxConsecutiveFailures());
            out.writeNumberField("min_consecutive_successes", gate.minConsecutiveSuccesses());
        }
        write("interval", health.interval(), out);
        write("timeout", health.timeout(), out);
        out.writeEndObject();
    }

    private static void write(String field, Duration time, JsonGenerator out) throws IOException {
        out.writeNumberField(field, Json.decimal(time.toMillis()));
    }
}
