package io.boreas.http.mesos.legacy;

import io.boreas.core.resource.Role;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Quota;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.translate.RegistryMessages;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Bodies that are little more than a list. */
final class Lists {
    private Lists() {}

    /** {@code /slaves}. */
    static JsonBody agents(CellState state, Optional<String> id) {
        return out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("slaves");
            for (var view : state.registered()) {
                if (id.map(view.agent().id().value()::equals).orElse(true)) {
                    AgentJson.writeFull(view, out);
                }
            }
            out.writeEndArray();
            StateJson.writeNone("recovered_slaves", out);
            out.writeEndObject();
        };
    }

    /** {@code /frameworks}. */
    static JsonBody frameworks(CellState state, Optional<String> id) {
        return out -> {
            out.writeStartObject();
            StateJson.writeFrameworks(
                    state.frameworks().stream()
                            .filter(row -> id.map(row.id()::equals).orElse(true))
                            .toList(),
                    out);
            StateJson.writeNone("unregistered_frameworks", out);
            out.writeEndObject();
        };
    }

    /** {@code /tasks}. */
    static JsonBody tasks(CellState state, TaskPage page) {
        return out -> {
            out.writeStartObject();
            TaskJson.writeAll("tasks", page.of(state), out);
            out.writeEndObject();
        };
    }

    /** {@code /weights}. */
    static JsonBody weights(SortedMap<Role, Double> weights) {
        return out -> {
            out.writeStartArray();
            for (var weight : weights.entrySet()) {
                out.writeStartObject();
                out.writeNumberField("weight", weight.getValue());
                out.writeStringField("role", weight.getKey().name());
                out.writeEndObject();
            }
            out.writeEndArray();
        };
    }

    /** {@code /quota}. */
    static JsonBody quota(List<Quota.QuotaConfig> quotas) {
        return out -> MesosJson.write(RegistryMessages.quotaStatus(quotas), out);
    }
}
