package io.boreas.http.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.http.json.InputProblem;
import io.boreas.http.json.Json;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A refusal, as it is told. Source: RFC 9457.
 *
 * @param status the HTTP status, 400 to 599
 * @param type the last part of its URI, stable for programs: {@code unknown-job}
 * @param title the same for every problem of the type
 * @param detail what was wrong this time, where, and what to do
 * @param problems each fault of the input; empty if there is only the detail to say
 * @param members further members by name: text, numbers, booleans or lists of these
 */
public record Problem(
        int status,
        String type,
        String title,
        String detail,
        List<InputProblem> problems,
        SortedMap<String, Object> members) {
    /** What every type's URI starts with. */
    public static final String TYPE_PREFIX = "urn:boreas:problem:";

    public Problem {
        problems = List.copyOf(problems);
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** A problem with nothing but its detail. */
    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, List.of(), Collections.emptySortedMap());
    }

    public static Problem badRequest(String type, String title, String detail) {
        return of(400, type, title, detail);
    }

    public static Problem notFound(String type, String title, String detail) {
        return of(404, type, title, detail);
    }

    public static Problem conflict(String type, String title, String detail) {
        return of(409, type, title, detail);
    }

    /** The same with one more member. */
    public Problem with(String name, Object value) {
        var more = new TreeMap<>(members);
        more.put(name, value);
        return new Problem(status, type, title, detail, problems, more);
    }

    /** The same with each fault of the input. */
    public Problem with(List<InputProblem> faults) {
        return new Problem(status, type, title, detail, faults, members);
    }

    /** The body, of the media type {@code application/problem+json}. */
    public byte[] body(String instance) {
        return Json.bytes(out -> write(out, instance));
    }

    private void write(JsonGenerator out, String instance) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", TYPE_PREFIX + type);
        out.writeStringField("title", title);
        out.writeNumberField("status", status);
        out.writeStringField("detail", detail);
        out.writeStringField("instance", instance);
        for (var member : members.entrySet()) {
            out.writePOJOField(member.getKey(), member.getValue());
        }
        if (!problems.isEmpty()) {
            out.writeArrayFieldStart("problems");
            for (var problem : problems) {
                out.writeStartObject();
                out.writeStringField("path", problem.path());
                out.writeStringField("message", problem.message());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }
}
