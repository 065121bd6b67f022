package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.ExecutorRow;
import io.boreas.http.mesos.state.OfferRow;
import io.boreas.http.mesos.state.Said;
import io.boreas.http.mesos.state.ShownLimits;
import io.boreas.http.mesos.state.TaskRow;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.translate.StatusMessages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Tasks, executors and offers as the endpoints show them. */
public final class TaskJson {
    private TaskJson() {}

    public static void write(TaskRow task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", task.id().value());
        out.writeStringField("name", task.name());
        out.writeStringField("framework_id", task.framework());
        out.writeStringField("executor_id", task.executor());
        out.writeStringField("slave_id", task.agent().value());
        out.writeStringField("state", name(task.state()));
        ResourceJson.write("resources", task.resources(), out);
        out.writeStringField("role", task.role().name());
        out.writeArrayFieldStart("statuses");
        for (var status : task.statuses()) {
            write(status, task, out);
        }
        out.writeEndArray();
        var said = Said.of(task);
        writeLimits(ShownLimits.of(task, said), out);
        if (said.isPresent()) {
            writeSaid(said.get(), out);
        }
        out.writeEndObject();
    }

    private static void writeLimits(SortedMap<String, Mesos.Value.Scalar> limits, JsonGenerator out)
            throws IOException {
        if (!limits.isEmpty()) {
            out.writeObjectFieldStart("limits");
            for (var limit : limits.entrySet()) {
                out.writeNumberField(limit.getKey(), limit.getValue().getValue());
            }
            out.writeEndObject();
        }
    }

    /** What the framework said of the task and the endpoints show. */
    private static void writeSaid(Mesos.TaskInfo info, JsonGenerator out) throws IOException {
        var command = info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
        if (command.hasUser()) {
            out.writeStringField("user", command.getUser());
        }
        if (info.hasLabels()) {
            writeLabels(info.getLabels(), out);
        }
        if (info.hasDiscovery()) {
            out.writeFieldName("discovery");
            MesosJson.write(info.getDiscovery(), out);
        }
        if (info.hasContainer()) {
            out.writeFieldName("container");
            MesosJson.write(info.getContainer(), out);
        }
        if (info.hasHealthCheck()) {
            out.writeFieldName("health_check");
            MesosJson.write(info.getHealthCheck(), out);
        }
    }

    private static void write(TaskStatus status, TaskRow task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("state", name(status.state()));
        Numbers.writeTime("timestamp", status.at(), out);
        // Of most, a hundred thousand perhaps, no executor said anything: no message is made of those.
        var said = Optional.of(status)
                .filter(one -> one.said().size() > 0)
                .map(one -> StatusMessages.status("", one, Optional.of(task.host())));
        var healthy = said.filter(Mesos.TaskStatus.Builder::hasHealthy)
                .map(Mesos.TaskStatus.Builder::getHealthy)
                .or(status::healthy);
        if (healthy.isPresent()) {
            out.writeBooleanField("healthy", healthy.get());
        }
        var container = said.filter(Mesos.TaskStatus.Builder::hasContainerStatus)
                .map(Mesos.TaskStatus.Builder::getContainerStatus);
        if (container.isPresent()) {
            out.writeFieldName("container_status");
            MesosJson.write(container.get(), out);
        } else if (task.container().isPresent()) {
            writeContainer(status, task, task.container().get(), out);
        }
        out.writeEndObject();
    }

    /** Tools take a container's name from any status, the first as well. */
    private static void writeContainer(TaskStatus status, TaskRow task, ContainerName name, JsonGenerator out)
            throws IOException {
        out.writeObjectFieldStart("container_status");
        writeId("container_id", name, out);
        if (status.source() == StatusSource.EXECUTOR && task.address().isPresent()) {
            out.writeArrayFieldStart("network_infos");
            out.writeStartObject();
            out.writeArrayFieldStart("ip_addresses");
            out.writeStartObject();
            out.writeStringField(
                    "protocol", ContainerMessages.protocol(task.address().get()).name());
            out.writeStringField("ip_address", task.address().get());
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void writeId(String field, ContainerName name, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("value", name.value());
        if (name.parent().isPresent()) {
            writeId("parent", name.parent().get(), out);
        }
        out.writeEndObject();
    }

    static void write(ExecutorRow row, JsonGenerator out) throws IOException {
        var info = Said.of(row);
        out.writeStartObject();
        out.writeStringField("executor_id", row.hosted().key().executor());
        out.writeStringField("name", info.getName());
        out.writeStringField("framework_id", row.hosted().key().framework().value());
        if (info.hasCommand()) {
            out.writeFieldName("command");
            write(info.getCommand(), out);
        }
        ResourceJson.write("resources", row.hosted().executor().resources(), out);
        out.writeStringField("role", row.hosted().role().name());
        if (info.hasLabels()) {
            writeLabels(info.getLabels(), out);
        }
        if (info.hasType()) {
            out.writeStringField("type", info.getType().name());
        }
        out.writeStringField("slave_id", row.agent().value());
        out.writeEndObject();
    }

    private static void write(Mesos.CommandInfo command, JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (command.hasShell()) {
            out.writeBooleanField("shell", command.getShell());
        }
        if (command.hasValue()) {
            out.writeStringField("value", command.getValue());
        }
        out.writeArrayFieldStart("argv");
        for (var argument : command.getArgumentsList()) {
            out.writeString(argument);
        }
        out.writeEndArray();
        if (command.hasEnvironment()) {
            out.writeFieldName("environment");
            MesosJson.write(command.getEnvironment(), out);
        }
        out.writeArrayFieldStart("uris");
        for (var uri : command.getUrisList()) {
            out.writeStartObject();
            out.writeStringField("value", uri.getValue());
            out.writeBooleanField("executable", uri.getExecutable());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void write(OfferRow row, JsonGenerator out) throws IOException {
        var lease = row.lease();
        out.writeStartObject();
        out.writeStringField("id", lease.offer().value());
        out.writeStringField("framework_id", lease.framework().value());
        out.writeObjectFieldStart("allocation_info");
        out.writeStringField("role", lease.role().name());
        out.writeEndObject();
        out.writeStringField("slave_id", row.agent().id().value());
        ResourceJson.write("resources", lease.resources(), out);
        out.writeEndObject();
    }

    public static void writeLabels(Mesos.Labels labels, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("labels");
        for (var label : labels.getLabelsList()) {
            MesosJson.write(label, out);
        }
        out.writeEndArray();
    }

    public static void writeAll(String field, List<TaskRow> tasks, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (var task : tasks) {
            write(task, out);
        }
        out.writeEndArray();
    }

    static String name(TaskState state) {
        return "TASK_" + state.name();
    }
}
