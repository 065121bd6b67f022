package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.TextSet;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.translate.ResourceMessages;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Resources as the endpoints show them. Source: Mesos, {@code model(Resources)}. */
public final class ResourceJson {
    private static final String PORTS = "ports";

    /** Written whether they are there or not. */
    private static final Set<String> WRITTEN = Set.of("cpus", "gpus", "mem", "disk", PORTS);

    private ResourceJson() {}

    /** The four standard amounts always, everything else if there is some. */
    public static void write(String field, Resources resources, JsonGenerator out) throws IOException {
        out.writeFieldName(field);
        write(resources, out);
    }

    static void write(Resources resources, JsonGenerator out) throws IOException {
        var kept = resources.nonRevocable();
        out.writeStartObject();
        Numbers.writeAmount("disk", kept.diskMilli(), out);
        Numbers.writeAmount("mem", kept.memMilli(), out);
        Numbers.writeAmount("gpus", kept.gpusMilli(), out);
        Numbers.writeAmount("cpus", kept.cpusMilli(), out);
        if (!kept.ports().isEmpty()) {
            out.writeStringField(PORTS, text(kept.ports()));
        }
        if (!resources.isPlain()) {
            writeOthers(kept, "", out);
            writeOthers(resources.revocable(), "_revocable", out);
        }
        out.writeEndObject();
    }

    /** All names that exist, with their amounts: no ranges and no sets. Source: Mesos, {@code ResourceQuantities}. */
    static void writeQuantities(String field, SortedMap<String, Long> milli, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        for (var amount : milli.entrySet()) {
            Numbers.writeAmount(amount.getKey(), amount.getValue(), out);
        }
        out.writeEndObject();
    }

    /** By role, what is reserved for it. */
    public static void writeReserved(String field, SortedMap<Role, Resources> reserved, JsonGenerator out)
            throws IOException {
        out.writeObjectFieldStart(field);
        for (var entry : reserved.entrySet()) {
            write(entry.getKey().name(), entry.getValue(), out);
        }
        out.writeEndObject();
    }

    /** Each resource as a message. */
    public static void writeFull(String field, Resources resources, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (var resource : ResourceMessages.write(resources, ResourceForm.ENDPOINT)) {
            MesosJson.write(resource, out);
        }
        out.writeEndArray();
    }

    private static void writeOthers(Resources resources, String suffix, JsonGenerator out) throws IOException {
        var names = new TreeSet<String>();
        resources.toList().forEach(resource -> names.add(resource.name()));
        for (var name : names) {
            boolean written = suffix.isEmpty() && WRITTEN.contains(name);
            if (!written) {
                writeOther(name, name + suffix, resources, out);
            }
        }
    }

    private static void writeOther(String name, String field, Resources resources, JsonGenerator out)
            throws IOException {
        var kind = resources.toList().stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
        switch (kind) {
            case Scalar s -> Numbers.writeAmount(field, resources.scalarMilli(name), out);
            case Ranges r -> out.writeStringField(field, text(resources.ranges(name)));
            case TextSet t ->
                out.writeStringField(
                        field, "{" + String.join(", ", resources.items(name).items()) + "}");
        }
    }

    /** Such as {@code [1-2, 5-5]}. */
    static String text(Ranges ranges) {
        var text = new StringBuilder("[");
        for (int i = 0; i < ranges.spanCount(); i++) {
            text.append(i == 0 ? "" : ", ").append(ranges.begin(i)).append('-').append(ranges.end(i));
        }
        return text.append(']').toString();
    }
}
