package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.JobSpecCheck;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.http.json.InputProblem;
import io.boreas.http.json.Json;
import io.boreas.http.problem.JsonRefusal;
import io.boreas.http.problem.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * A job in JSON, both ways. The names are Aurora's; {@code job.schema.json} describes them. What is written can be read again
 * and is the same job, with references to ports listed among its ports and bound names filled in.
 */
public final class JobSpecJson {
    private JobSpecJson() {}

    /**
     * Reads a job and checks it.
     *
     * @throws ProblemException if it is not JSON, or not a good job: with each fault and its path
     */
    public static JobSpec read(byte[] body) {
        return read(JsonRefusal.object(body));
    }

    /**
     * Reads a job and checks it; the tree is changed.
     *
     * @throws ProblemException if it is not a good job: with each fault and its path
     */
    public static JobSpec read(ObjectNode node) {
        var problems = new ArrayList<InputProblem>();
        var spec = JobSpecReader.read(node, problems);
        spec.ifPresent(read -> JobSpecCheck.check(read)
                .forEach(problem -> problems.add(new InputProblem(field(problem.path()), problem.message()))));
        if (spec.isEmpty() || !problems.isEmpty()) {
            throw new ProblemException(JsonRefusal.invalid("invalid-spec", "The job is not valid", problems));
        }
        return spec.get();
    }

    /** Where the core's name of a field is not the file's. */
    private static String field(String path) {
        return path.equals("task.logs.file_bytes_max") ? "task.logs.size" : path;
    }

    /** Writes a job. */
    public static void write(JobSpec spec, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("role", spec.key().role());
        out.writeStringField("environment", spec.key().environment());
        out.writeStringField("name", spec.key().name());
        out.writeStringField("kind", kind(spec.kind()));
        out.writeNumberField("instances", spec.instances());
        out.writeStringField("contact", spec.contact());
        out.writeNumberField("priority", spec.priority());
        out.writeNumberField("max_task_failures", spec.maxTaskFailures());
        out.writeObjectFieldStart("constraints");
        for (var entry : spec.constraints().entrySet()) {
            out.writeStringField(entry.getKey(), text(entry.getValue()));
        }
        out.writeEndObject();
        writePairs("metadata", spec.metadata(), out);
        out.writeFieldName("task");
        write(spec.task(), out);
        out.writeEndObject();
    }

    /** Writes a task. */
    public static void write(TaskSpec task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", task.name());
        out.writeArrayFieldStart("processes");
        for (var process : task.processes()) {
            write(process, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("order");
        for (var order : task.order()) {
            out.writeStartArray();
            out.writeString(order.first());
            out.writeString(order.then());
            out.writeEndArray();
        }
        out.writeEndArray();
        writeResources(task.resources(), out);
        if (task.limits().isPresent()) {
            out.writeFieldName("limits");
            LimitsJson.write(task.limits().get(), out);
        }
        if (!task.rlimits().isEmpty()) {
            out.writeFieldName("rlimits");
            RlimitsJson.write(task.rlimits(), out);
        }
        if (task.capabilities().isPresent()) {
            out.writeFieldName("capabilities");
            CapabilitiesJson.write(task.capabilities().get(), out);
        }
        out.writeArrayFieldStart("ports");
        for (var port : task.ports()) {
            out.writeString(port);
        }
        out.writeEndArray();
        out.writeNumberField("max_failures", task.maxFailures());
        out.writeNumberField("max_concurrency", task.maxConcurrency());
        out.writeNumberField("finalization_wait", seconds(task.finalizationWait()));
        if (task.maxCompletionTime().isPresent()) {
            out.writeNumberField(
                    "max_completion_time", seconds(task.maxCompletionTime().get()));
        }
        out.writeStringField("user", task.user());
        writePairs("environment", task.environment(), out);
        out.writeObjectFieldStart("logs");
        out.writeNumberField("size", task.logs().fileBytesMax());
        out.writeNumberField("backups", task.logs().backups());
        out.writeEndObject();
        out.writeArrayFieldStart("fetch");
        for (var artifact : task.fetch()) {
            write(artifact, out);
        }
        out.writeEndArray();
        if (task.health().isPresent()) {
            out.writeFieldName("health");
            HealthJson.write(task.health().get(), out);
        }
        if (task.container().isPresent()) {
            out.writeFieldName("container");
            ContainerJson.write(task.container().get(), out);
        }
        if (task.lifecycle().isPresent()) {
            out.writeFieldName("lifecycle");
            LifecycleJson.write(task.lifecycle().get(), out);
        }
        out.writeEndObject();
    }

    private static void write(Artifact artifact, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("uri", artifact.uri());
        out.writeBooleanField("executable", artifact.executable());
        out.writeBooleanField("extract", artifact.extract());
        out.writeBooleanField("cache", artifact.cache());
        out.writeStringField("output_file", artifact.outputFile());
        out.writeStringField("sha256", artifact.sha256());
        out.writeEndObject();
    }

    private static void write(ProcessSpec process, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", process.name());
        out.writeStringField("cmdline", process.cmdline());
        out.writeNumberField("max_failures", process.maxFailures());
        out.writeBooleanField("daemon", process.daemon());
        out.writeBooleanField("ephemeral", process.ephemeral());
        out.writeNumberField("min_duration", seconds(process.minDuration()));
        out.writeBooleanField("final", process.isFinal());
        out.writeEndObject();
    }

    private static void writeResources(Resources resources, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("resources");
        out.writeNumberField("cpus", Json.decimal(resources.cpusMilli()));
        out.writeNumberField("mem", Json.decimal(resources.memMilli()));
        out.writeNumberField("disk", Json.decimal(resources.diskMilli()));
        out.writeNumberField("gpus", Json.decimal(resources.gpusMilli()));
        out.writeEndObject();
    }

    private static void writePairs(String field, Map<String, String> pairs, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        for (var entry : pairs.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    private static BigDecimal seconds(Duration duration) {
        return Json.decimal(duration.toMillis());
    }

    /** How a kind is written. */
    static String kind(JobKind kind) {
        return switch (kind) {
            case SERVICE -> "service";
            case AD_HOC -> "ad_hoc";
        };
    }

    private static String text(Constraint constraint) {
        return switch (constraint) {
            case Constraint.Limit(int max) -> "limit:" + max;
            case Constraint.Values(boolean negated, var values) -> (negated ? "!" : "") + String.join(",", values);
        };
    }
}
