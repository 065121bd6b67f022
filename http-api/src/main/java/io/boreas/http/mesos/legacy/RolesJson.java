package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.resource.Role;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Quota;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.state.RoleRow;
import io.boreas.http.mesos.state.RoleTable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code /roles}: what each role holds, may have and is promised. */
record RolesJson(CellState state, RegistryDoor.Settings settings, Permissions who) implements JsonBody {
    @Override
    public void write(JsonGenerator out) throws IOException {
        var quotas = new TreeMap<String, Quota.QuotaConfig>();
        var named = new TreeSet<>(settings.weights().keySet());
        for (var quota : settings.quotas()) {
            quotas.put(quota.getRole(), quota);
            named.add(new Role(quota.getRole()));
        }
        out.writeStartObject();
        out.writeArrayFieldStart("roles");
        for (var row : RoleTable.of(state, named, who)) {
            write(row, quotas.getOrDefault(row.role().name(), Quota.QuotaConfig.getDefaultInstance()), out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void write(RoleRow row, Quota.QuotaConfig quota, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", row.role().name());
        out.writeNumberField("weight", settings.weights().getOrDefault(row.role(), 1.0));
        out.writeObjectFieldStart("quota");
        out.writeStringField("role", row.role().name());
        write("guarantee", quota.getGuaranteesMap(), out);
        write("limit", quota.getLimitsMap(), out);
        ResourceJson.writeQuantities("consumed", row.consumed(), out);
        out.writeEndObject();
        var held = new TreeMap<>(row.allocated());
        row.offered().forEach((name, milli) -> held.merge(name, milli, Long::sum));
        ResourceJson.writeQuantities("resources", held, out);
        ResourceJson.writeQuantities("allocated", row.allocated(), out);
        ResourceJson.writeQuantities("offered", row.offered(), out);
        ResourceJson.writeQuantities("reserved", row.reserved(), out);
        out.writeArrayFieldStart("frameworks");
        for (var framework : row.frameworks()) {
            out.writeString(framework);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(String field, Map<String, Mesos.Value.Scalar> amounts, JsonGenerator out)
            throws IOException {
        out.writeObjectFieldStart(field);
        for (var amount : new TreeMap<>(amounts).entrySet()) {
            out.writeNumberField(amount.getKey(), amount.getValue().getValue());
        }
        out.writeEndObject();
    }
}
