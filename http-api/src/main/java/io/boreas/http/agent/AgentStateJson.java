package io.boreas.http.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.legacy.AgentJson;
import io.boreas.http.mesos.legacy.Numbers;
import io.boreas.http.mesos.legacy.ResourceJson;
import io.boreas.http.mesos.legacy.TaskJson;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.Agents;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.state.MasterFacts;
import io.boreas.http.mesos.state.TaskRow;
import io.boreas.http.mesos.translate.MasterMessages;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** {@code /state} of an agent. Source: Mesos 1.11, {@code Slave::Http::state}. */
final class AgentStateJson implements JsonBody {
    private final AgentGateway gateway;
    private final AgentState state;
    private final Instant startedAt;
    private final LogFile log;
    private final boolean withFlags;

    AgentStateJson(AgentGateway gateway, AgentState state, Instant startedAt, LogFile log, boolean withFlags) {
        this.gateway = gateway;
        this.state = state;
        this.startedAt = startedAt;
        this.log = log;
        this.withFlags = withFlags;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
        var info = gateway.info();
        var total = info.resources();
        out.writeStartObject();
        // No date of the build: builds carry none, so that they are the same whenever they are made.
        out.writeStringField("git_tag", MasterFacts.tag(info.version()));
        out.writeStringField("version", MasterMessages.MESOS_VERSION);
        Numbers.writeTime("start_time", startedAt, out);
        out.writeStringField("id", gateway.agent().map(Object::toString).orElse(""));
        out.writeStringField("pid", Agents.pid(info));
        out.writeStringField("hostname", info.hostname());
        out.writeArrayFieldStart("capabilities");
        for (var capability : Agents.CAPABILITIES) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
        AgentJson.writeDomain(info.domain(), out);
        ResourceJson.write("resources", total, out);
        ResourceJson.writeReserved("reserved_resources", total.reservations(), out);
        ResourceJson.write("unreserved_resources", total.unreserved(), out);
        out.writeObjectFieldStart("reserved_resources_full");
        for (var entry : total.reservations().entrySet()) {
            ResourceJson.writeFull(entry.getKey().name(), entry.getValue(), out);
        }
        out.writeEndObject();
        ResourceJson.writeFull("unreserved_resources_full", total.unreserved(), out);
        var used = state.used();
        ResourceJson.writeReserved("reserved_resources_allocated", used.reservations(), out);
        ResourceJson.write("unreserved_resources_allocated", used.unreserved(), out);
        out.writeArrayFieldStart("resource_providers");
        out.writeEndArray();
        AgentJson.writeAttributes(info.attributes(), out);
        var master = gateway.master();
        if (master.isPresent()) {
            out.writeStringField("master_hostname", master.get());
        }
        if (withFlags) {
            log.writeFolder(out);
            writeFlags(log.among(gateway.flags()), out);
        }
        writeFrameworks("frameworks", true, out);
        writeFrameworks("completed_frameworks", false, out);
        out.writeEndObject();
    }

    static void writeFlags(SortedMap<String, String> flags, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("flags");
        for (var flag : flags.entrySet()) {
            out.writeStringField(flag.getKey(), flag.getValue());
        }
        out.writeEndObject();
    }

    private void writeFrameworks(String field, boolean active, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (var framework : state.frameworks().entrySet()) {
            if (state.isActive(framework.getKey()) == active) {
                write(framework, out);
            }
        }
        out.writeEndArray();
    }

    private void write(Map.Entry<FrameworkId, Mesos.FrameworkInfo> framework, JsonGenerator out) throws IOException {
        var info = framework.getValue();
        out.writeStartObject();
        out.writeStringField("id", framework.getKey().value());
        out.writeStringField("name", info.getName());
        out.writeStringField("user", info.getUser());
        out.writeNumberField("failover_timeout", info.getFailoverTimeout());
        out.writeBooleanField("checkpoint", info.getCheckpoint());
        out.writeStringField("hostname", info.getHostname());
        if (info.hasPrincipal()) {
            out.writeStringField("principal", info.getPrincipal());
        }
        out.writeArrayFieldStart("roles");
        for (var role : info.getRolesList()) {
            out.writeString(role);
        }
        out.writeEndArray();
        writeExecutors("executors", state.executors(framework.getKey(), false), out);
        writeExecutors("completed_executors", state.executors(framework.getKey(), true), out);
        out.writeEndObject();
    }

    private static void writeExecutors(String field, List<AgentExecutor> executors, JsonGenerator out)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (var executor : executors) {
            write(executor, out);
        }
        out.writeEndArray();
    }

    private static void write(AgentExecutor executor, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", executor.id());
        out.writeStringField("name", executor.name());
        out.writeStringField("source", executor.source());
        out.writeStringField("container", executor.container());
        out.writeStringField("directory", executor.directory().toString());
        ResourceJson.write("resources", executor.allocated(), out);
        out.writeStringField("role", executor.role().name());
        var info = executor.info();
        if (info.isPresent() && info.get().hasLabels()) {
            TaskJson.writeLabels(info.get().getLabels(), out);
        }
        if (info.isPresent() && info.get().hasType()) {
            out.writeStringField("type", info.get().getType().name());
        }
        TaskJson.writeAll("tasks", executor.launched(), out);
        out.writeArrayFieldStart("queued_tasks");
        for (var row : executor.queued()) {
            writeQueued(row, out);
        }
        out.writeEndArray();
        TaskJson.writeAll("completed_tasks", executor.terminated(), out);
        out.writeEndObject();
    }

    private static void writeQueued(TaskRow row, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", row.id().value());
        out.writeStringField("name", row.name());
        out.writeStringField("slave_id", row.agent().value());
        ResourceJson.write("resources", row.resources(), out);
        out.writeStringField("role", row.role().name());
        out.writeStringField("executor_id", row.executor());
        out.writeEndObject();
    }

    /** {@code /containers}, or the older list that has less of each. */
    static JsonBody containers(AgentGateway gateway, List<AgentExecutor> executors, boolean withStatus, Instant now) {
        return out -> {
            out.writeStartArray();
            for (var executor : executors) {
                out.writeStartObject();
                out.writeStringField("executor_id", executor.id());
                out.writeStringField("executor_name", executor.name());
                out.writeStringField("framework_id", executor.framework().value());
                out.writeStringField("source", executor.source());
                out.writeFieldName("statistics");
                MesosJson.write(ContainerStatistics.of(gateway, executor, now), out);
                if (withStatus) {
                    out.writeStringField("container_id", executor.container());
                    out.writeFieldName("status");
                    MesosJson.write(
                            Mesos.ContainerStatus.newBuilder()
                                    .setContainerId(AgentAnswers.container(executor))
                                    .build(),
                            out);
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        };
    }
}
