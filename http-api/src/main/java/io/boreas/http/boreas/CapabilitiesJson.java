package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.task.Capabilities;
import io.boreas.http.json.JsonInput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The {@code capabilities} of a task, both ways. No list is something else than an empty one. */
final class CapabilitiesJson {
    private static final String EFFECTIVE = "effective";
    private static final String BOUNDING = "bounding";

    private CapabilitiesJson() {}

    static Capabilities read(JsonInput in) {
        in.knows(List.of(EFFECTIVE, BOUNDING));
        return new Capabilities(names(in, EFFECTIVE), names(in, BOUNDING));
    }

    private static Optional<SortedSet<String>> names(JsonInput in, String field) {
        return in.any(field).map(any -> new TreeSet<>(in.texts(field)));
    }

    static void write(Capabilities capabilities, JsonGenerator out) throws IOException {
        out.writeStartObject();
        write(EFFECTIVE, capabilities.effective(), out);
        write(BOUNDING, capabilities.bounding(), out);
        out.writeEndObject();
    }

    private static void write(String field, Optional<SortedSet<String>> names, JsonGenerator out) throws IOException {
        if (names.isPresent()) {
            out.writeArrayFieldStart(field);
            for (var name : names.get()) {
                out.writeString(name);
            }
            out.writeEndArray();
        }
    }
}
