package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.link.TaskSight;
import io.boreas.http.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** What a task does, and uses of what is reserved for it. */
final class UsageJson {
    private UsageJson() {}

    static void write(TaskDoor.Known known, TaskSight sight, JsonGenerator out) throws IOException {
        var task = known.task();
        out.writeStartObject();
        out.writeStringField("taskId", task.id().value());
        out.writeStringField("job", known.job().key().toString());
        out.writeNumberField("instance", task.instance());
        out.writeObjectFieldStart("reserved");
        out.writeNumberField("cpus", Json.decimal(task.spec().resources().cpusMilli()));
        out.writeNumberField("memBytes", bytes(task.spec().resources().memMilli()));
        out.writeNumberField("diskBytes", bytes(task.spec().resources().diskMilli()));
        out.writeEndObject();
        if (task.spec().limits().isPresent()) {
            out.writeFieldName("limits");
            LimitsJson.writeUse(task.spec().limits().get(), out);
        }
        out.writeObjectFieldStart("used");
        out.writeNumberField("cpus", cpus(sight));
        writeFields(sight.now(), out);
        out.writeEndObject();
        out.writeArrayFieldStart("processes");
        for (var line : sight.processes()) {
            write(line, sight, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("living");
        for (var living : sight.living()) {
            write(living, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("history");
        for (var point : sight.points()) {
            out.writeStartObject();
            writeFields(point, out);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Bytes of thousandths of a MB. */
    static long bytes(long milliMegabytes) {
        return (milliMegabytes / 1_000 << 20) + (milliMegabytes % 1_000 << 20) / 1_000;
    }

    /** What it used of cores between its last two looks. */
    private static BigDecimal cpus(TaskSight sight) {
        int size = sight.points().size();
        if (size < 2) {
            return BigDecimal.ZERO;
        }
        var before = sight.points().get(size - 2);
        long passed =
                Math.max(1, Duration.between(before.at(), sight.now().at()).toMillis());
        return Json.decimal(Math.max(0, sight.now().cpuMillis() - before.cpuMillis()) * 1_000 / passed);
    }

    private static void writeFields(TaskSight.Point point, JsonGenerator out) throws IOException {
        JobJson.writeTime("time", point.at(), out);
        out.writeNumberField("cpuSeconds", Json.decimal(point.cpuMillis()));
        out.writeNumberField("rssBytes", point.rssBytes());
        out.writeNumberField("memBytes", point.memBytes());
        out.writeNumberField("processes", point.processes());
        out.writeNumberField("threads", point.threads());
        out.writeNumberField("readBytes", point.readBytes());
        out.writeNumberField("writtenBytes", point.writtenBytes());
    }

    private static void write(TaskSight.Line line, TaskSight sight, JsonGenerator out) throws IOException {
        var living = sight.living().stream()
                .filter(process -> process.process().equals(line.name()))
                .toList();
        out.writeStartObject();
        out.writeStringField("name", line.name());
        out.writeNumberField("run", line.runs());
        out.writeNumberField("failures", line.failures());
        out.writeStringField("state", line.state());
        if (line.pid() > 0) {
            out.writeNumberField("pid", line.pid());
        }
        if (line.exitCode().isPresent()) {
            out.writeNumberField("exitCode", line.exitCode().get());
        }
        if (line.startedAt().isPresent()) {
            JobJson.writeTime("startedAt", line.startedAt().get(), out);
        }
        if (line.finishedAt().isPresent()) {
            JobJson.writeTime("finishedAt", line.finishedAt().get(), out);
        }
        out.writeNumberField(
                "cpus",
                Json.decimal(living.stream()
                        .mapToLong(TaskSight.Living::cpuMilliCores)
                        .sum()));
        out.writeNumberField(
                "rssBytes",
                living.stream().mapToLong(TaskSight.Living::rssBytes).sum());
        out.writeEndObject();
    }

    private static void write(TaskSight.Living living, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("pid", living.pid());
        out.writeNumberField("parent", living.parent());
        out.writeStringField("name", living.name());
        out.writeStringField("process", living.process());
        out.writeStringField("state", living.state());
        out.writeNumberField("threads", living.threads());
        out.writeNumberField("cpus", Json.decimal(living.cpuMilliCores()));
        out.writeNumberField("cpuSeconds", Json.decimal(living.cpuMillis()));
        out.writeNumberField("rssBytes", living.rssBytes());
        out.writeNumberField("readBytes", living.readBytes());
        out.writeNumberField("writtenBytes", living.writtenBytes());
        JobJson.writeTime("startedAt", living.startedAt(), out);
        out.writeEndObject();
    }
}
