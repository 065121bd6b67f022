package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.agent.Presence;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.Agents;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.state.MasterFacts;
import java.io.IOException;
import java.util.List;

/** {@code /state}: everything. Agents come first, so that the answer is under way before anything is sorted out. */
record StateJson(CellState state, MasterFacts facts, LogFile log, Mesos.MasterInfo master, Permissions who)
        implements JsonBody {
    @Override
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        facts.writeVersion(out);
        writeMaster(out);
        if (who.may(Action.VIEW_FLAGS)) {
            log.writeFolder(out);
            facts.writeFlags(out);
        }
        out.writeArrayFieldStart("slaves");
        for (var view : state.registered()) {
            AgentJson.write(view, out);
        }
        out.writeEndArray();
        writeNone("recovered_slaves", out);
        writeFrameworks(state.frameworks(), out);
        writeNone("orphan_tasks", out);
        writeNone("unregistered_frameworks", out);
        out.writeEndObject();
    }

    private void writeMaster(JsonGenerator out) throws IOException {
        Numbers.writeTime("start_time", state.info().startedAt(), out);
        Numbers.writeTime("elected_time", state.info().startedAt(), out);
        out.writeStringField("id", master.getId());
        out.writeStringField("pid", master.getPid());
        out.writeStringField("hostname", master.getHostname());
        writeNone("capabilities", out);
        long active = state.registered().stream().filter(Agents::active).count();
        out.writeNumberField("activated_slaves", active);
        out.writeNumberField("deactivated_slaves", state.registered().size() - active);
        out.writeNumberField("unreachable_slaves", state.count(Presence.UNREACHABLE));
        var domain = state.info().domain();
        AgentJson.writeDomain(domain, out);
        out.writeStringField("leader", master.getPid());
        out.writeObjectFieldStart("leader_info");
        out.writeStringField("id", master.getId());
        out.writeStringField("pid", master.getPid());
        out.writeNumberField("port", master.getPort());
        out.writeStringField("hostname", master.getHostname());
        AgentJson.writeDomain(domain, out);
        out.writeEndObject();
        out.writeStringField("cluster", state.info().cell());
    }

    static void writeFrameworks(List<FrameworkRow> rows, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("frameworks");
        for (var row : rows) {
            if (!row.completed()) {
                FrameworkJson.write(row, out);
            }
        }
        out.writeEndArray();
        out.writeArrayFieldStart("completed_frameworks");
        for (var row : rows) {
            if (row.completed()) {
                FrameworkJson.write(row, out);
            }
        }
        out.writeEndArray();
    }

    static void writeNone(String field, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        out.writeEndArray();
    }
}
