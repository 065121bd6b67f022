package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.core.task.Rlimit;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The {@code rlimits} of a task, both ways: of each one value for both limits, or each by its name, as in compose files. */
final class RlimitsJson {
    private static final String SOFT = "soft";
    private static final String HARD = "hard";
    private static final String UNLIMITED = "unlimited";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private RlimitsJson() {}

    static SortedMap<String, Rlimit> read(JsonInput in) {
        in.knows(Rlimit.NAMES);
        var rlimits = new TreeMap<String, Rlimit>();
        for (var name : Rlimit.NAMES) {
            in.any(name).ifPresent(value -> rlimits.put(name, rlimit(in, name, value)));
        }
        return rlimits;
    }

    private static Rlimit rlimit(JsonInput in, String name, JsonNode value) {
        if (!value.isObject()) {
            long both = number(in, name, value);
            return new Rlimit(both, both);
        }
        var two = in.requiredObject(name).knows(List.of(SOFT, HARD));
        return new Rlimit(required(two, SOFT), required(two, HARD));
    }

    private static long required(JsonInput in, String field) {
        if (!in.has(field)) {
            in.problem(field, "is missing: a limit has both, a soft and a hard one");
        }
        return in.any(field).map(value -> number(in, field, value)).orElse(0L);
    }

    private static long number(JsonInput in, String field, JsonNode value) {
        var text = value.isNumber() || value.isTextual() ? value.asText() : "";
        if (text.equals(UNLIMITED)) {
            return Rlimit.UNLIMITED;
        }
        if (!NUMBER.matcher(text).matches()) {
            in.problem(field, "is a whole number of at most 18 digits, not negative, or \"unlimited\"");
            return 0;
        }
        return Long.parseLong(text);
    }

    static void write(SortedMap<String, Rlimit> rlimits, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var limit : rlimits.entrySet()) {
            long soft = limit.getValue().soft();
            long hard = limit.getValue().hard();
            if (soft == hard) {
                write(limit.getKey(), soft, out);
            } else {
                out.writeObjectFieldStart(limit.getKey());
                write(SOFT, soft, out);
                write(HARD, hard, out);
                out.writeEndObject();
            }
        }
        out.writeEndObject();
    }

    private static void write(String field, long limit, JsonGenerator out) throws IOException {
        if (limit == Rlimit.UNLIMITED) {
            out.writeStringField(field, UNLIMITED);
        } else {
            out.writeNumberField(field, limit);
        }
    }
}
