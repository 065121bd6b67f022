package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongBiFunction;

/** The {@code limits} of a task, both ways. */
final class LimitsJson {
    private static final String CPUS = "cpus";
    private static final String MEM = "mem";
    private static final List<String> LIMITS = List.of(CPUS, MEM);
    private static final String UNLIMITED = "unlimited";

    private LimitsJson() {}

    static ResourceLimits read(JsonInput in) {
        in.knows(LIMITS);
        return new ResourceLimits(limit(in, CPUS, Amounts::milli), limit(in, MEM, Amounts::megabytesMilli));
    }

    private static Optional<Limit> limit(JsonInput in, String name, ToLongBiFunction<JsonInput, String> amount) {
        return in.any(name)
                .map(value -> isUnlimited(value) ? Limit.UNLIMITED : new Limit(amount.applyAsLong(in, name)));
    }

    private static boolean isUnlimited(JsonNode value) {
        return value.isTextual() && value.textValue().equals(UNLIMITED);
    }

    static void write(ResourceLimits limits, JsonGenerator out) throws IOException {
        out.writeStartObject();
        write(CPUS, limits.cpus(), out);
        write(MEM, limits.mem(), out);
        out.writeEndObject();
    }

    private static void write(String name, Optional<Limit> limit, JsonGenerator out) throws IOException {
        if (limit.isEmpty()) {
            return;
        }
        if (limit.get().isUnlimited()) {
            out.writeStringField(name, UNLIMITED);
        } else {
            out.writeNumberField(name, Json.decimal(limit.get().milli()));
        }
    }

    /** The same for what shows use: memory in bytes. */
    static void writeUse(ResourceLimits limits, JsonGenerator out) throws IOException {
        out.writeStartObject();
        write(CPUS, limits.cpus(), out);
        if (limits.mem().isPresent()) {
            var most = limits.mem().get();
            if (most.isUnlimited()) {
                out.writeStringField("memBytes", UNLIMITED);
            } else {
                out.writeNumberField("memBytes", UsageJson.bytes(most.milli()));
            }
        }
        out.writeEndObject();
    }
}
