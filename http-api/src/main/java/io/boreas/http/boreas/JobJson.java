package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.ScheduleStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;

/** A job and its tasks as the doors show them. */
final class JobJson {
    private JobJson() {}

    /** The whole job: counts, every instance with its history, ended tasks, what was asked for. */
    static void write(Job job, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeHead(job, out);
        out.writeArrayFieldStart("instances");
        for (var task : job.active().values()) {
            write(task, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("ended");
        for (var task : job.ended()) {
            write(task, out);
        }
        out.writeEndArray();
        if (job.spec().isPresent()) {
            out.writeFieldName("spec");
            JobSpecJson.write(job.spec().get(), out);
        }
        out.writeEndObject();
    }

    /** A line of a list of jobs. */
    static void writeSummary(Job job, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeHead(job, out);
        out.writeEndObject();
    }

    private static void writeHead(Job job, JsonGenerator out) throws IOException {
        out.writeStringField("key", job.key().toString());
        out.writeStringField("role", job.key().role());
        out.writeStringField("environment", job.key().environment());
        out.writeStringField("name", job.key().name());
        if (job.spec().isPresent()) {
            out.writeStringField("kind", JobSpecJson.kind(job.spec().get().kind()));
        }
        writeTime("createdAt", job.createdAt(), out);
        out.writeNumberField("activeCount", job.active().size());
        out.writeNumberField("endedCount", job.ended().size());
        var counts = new TreeMap<ScheduleStatus, Integer>();
        job.active().forEachValue(task -> counts.merge(task.status(), 1, Integer::sum));
        job.ended().forEach(task -> counts.merge(task.status(), 1, Integer::sum));
        out.writeObjectFieldStart("counts");
        for (var count : counts.entrySet()) {
            out.writeNumberField(count.getKey().name(), count.getValue());
        }
        out.writeEndObject();
    }

    /** One run of an instance. */
    static void write(InstanceTask task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(task, out);
        out.writeEndObject();
    }

    /** A task by itself: with its job and what it was started from. */
    static void writeAlone(Job job, InstanceTask task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("job", job.key().toString());
        writeFields(task, out);
        out.writeFieldName("spec");
        JobSpecJson.write(task.spec(), out);
        out.writeEndObject();
    }

    private static void writeFields(InstanceTask task, JsonGenerator out) throws IOException {
        out.writeNumberField("instance", task.instance());
        out.writeStringField("taskId", task.id().value());
        out.writeStringField("state", task.status().name());
        boolean checked = task.spec().health().isPresent();
        if (checked && (task.status() == ScheduleStatus.STARTING || task.status() == ScheduleStatus.RUNNING)) {
            // one that is not healthy any more is neither
            out.writeBooleanField("healthy", task.status() == ScheduleStatus.RUNNING);
        }
        if (task.placement().isPresent()) {
            var placement = task.placement().get();
            out.writeStringField("agentId", placement.agent().value());
            out.writeStringField("host", placement.host());
            out.writeObjectFieldStart("ports");
            for (var port : placement.ports().entrySet()) {
                out.writeNumberField(port.getKey(), port.getValue());
            }
            out.writeEndObject();
        }
        out.writeArrayFieldStart("events");
        for (var change : task.history()) {
            out.writeStartObject();
            writeTime("time", change.at(), out);
            out.writeStringField("state", change.status().name());
            out.writeStringField("message", change.message());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("failures", task.failures());
        out.writeNumberField("flaps", task.flaps());
        if (task.ancestor().isPresent()) {
            out.writeStringField("ancestor", task.ancestor().get().value());
        }
        if (task.status() == ScheduleStatus.THROTTLED) {
            writeTime("throttledUntil", task.throttledUntil(), out);
        }
    }

    /** A time, RFC 3339 in UTC. */
    static void writeTime(String field, Instant time, JsonGenerator out) throws IOException {
        out.writeStringField(field, time.toString());
    }
}
