package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.id.AgentId;
import io.boreas.core.task.TaskState;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.TaskCounts;
import io.boreas.http.mesos.state.TaskRow;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code /state-summary}: agents and frameworks with how many tasks they have in each state. */
record SummaryJson(CellState state, Mesos.MasterInfo master) implements JsonBody {
    private static final List<TaskState> COUNTED = List.of(
            TaskState.STAGING,
            TaskState.STARTING,
            TaskState.RUNNING,
            TaskState.KILLING,
            TaskState.FINISHED,
            TaskState.KILLED,
            TaskState.FAILED,
            TaskState.LOST,
            TaskState.ERROR,
            TaskState.UNREACHABLE);

    @Override
    public void write(JsonGenerator out) throws IOException {
        var onAgents = new HashMap<AgentId, OnAgent>();
        for (var framework : state.frameworks()) {
            if (!framework.completed()) {
                count(framework, onAgents);
            }
        }
        out.writeStartObject();
        out.writeStringField("hostname", master.getHostname());
        out.writeStringField("cluster", state.info().cell());
        out.writeArrayFieldStart("slaves");
        for (var view : state.registered()) {
            var on = onAgents.getOrDefault(view.agent().id(), new OnAgent());
            out.writeStartObject();
            AgentJson.writeFields(view, out);
            write(on.counts, out);
            writeNames("framework_ids", on.frameworks, out);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("frameworks");
        for (var framework : state.frameworks()) {
            if (!framework.completed()) {
                write(framework, out);
            }
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static final class OnAgent {
        private final TaskCounts counts = new TaskCounts();
        private final TreeSet<String> frameworks = new TreeSet<>();
    }

    private static void count(FrameworkRow framework, Map<AgentId, OnAgent> onAgents) {
        count(framework.tasks(), onAgents);
        count(framework.unreachable(), onAgents);
        count(framework.ended(), onAgents);
        for (var agent : framework.agents()) {
            onAgents.computeIfAbsent(agent, any -> new OnAgent()).frameworks.add(framework.id());
        }
    }

    private static void count(List<TaskRow> tasks, Map<AgentId, OnAgent> onAgents) {
        for (var task : tasks) {
            onAgents.computeIfAbsent(task.agent(), any -> new OnAgent()).counts.add(task.state());
        }
    }

    private static void write(FrameworkRow framework, JsonGenerator out) throws IOException {
        var counts = new TaskCounts();
        counts.add(framework);
        out.writeStartObject();
        FrameworkJson.writeSummary(framework, out);
        write(counts, out);
        out.writeArrayFieldStart("slave_ids");
        for (var agent : framework.agents()) {
            out.writeString(agent.value());
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(TaskCounts counts, JsonGenerator out) throws IOException {
        for (var state : COUNTED) {
            out.writeNumberField(TaskJson.name(state), counts.of(state));
        }
    }

    private static void writeNames(String field, Iterable<String> names, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (var name : names) {
            out.writeString(name);
        }
        out.writeEndArray();
    }
}
