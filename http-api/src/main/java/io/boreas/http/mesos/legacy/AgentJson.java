package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.AgentView;
import io.boreas.core.agent.Agent;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Scalar;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.state.Agents;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.MasterMessages;
import java.io.IOException;
import java.util.Optional;

/** Agents as the endpoints show them, which call them slaves. */
public final class AgentJson {
    private AgentJson() {}

    static void write(AgentView view, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(view, out);
        out.writeEndObject();
    }

    /** With each resource as a message beside the sums. */
    static void writeFull(AgentView view, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(view, out);
        var total = view.agent().total();
        out.writeObjectFieldStart("reserved_resources_full");
        for (var entry : total.reservations().entrySet()) {
            ResourceJson.writeFull(entry.getKey().name(), entry.getValue(), out);
        }
        out.writeEndObject();
        ResourceJson.writeFull("unreserved_resources_full", total.unreserved(), out);
        ResourceJson.writeFull("used_resources_full", view.agent().used(), out);
        ResourceJson.writeFull("offered_resources_full", view.agent().leased(), out);
        out.writeEndObject();
    }

    static void writeFields(AgentView view, JsonGenerator out) throws IOException {
        var agent = view.agent();
        var info = agent.info().orElseThrow();
        var total = agent.total();
        out.writeStringField("id", agent.id().value());
        out.writeStringField("hostname", info.hostname());
        out.writeNumberField("port", info.port());
        writeAttributes(info.attributes(), out);
        writeDomain(info.domain(), out);
        out.writeStringField("pid", Agents.pid(info));
        writeTimes(agent, out);
        ResourceJson.write("resources", total, out);
        ResourceJson.write("used_resources", agent.used(), out);
        ResourceJson.write("offered_resources", agent.leased(), out);
        ResourceJson.writeReserved("reserved_resources", total.reservations(), out);
        ResourceJson.write("unreserved_resources", total.unreserved(), out);
        out.writeBooleanField("active", Agents.active(view));
        out.writeBooleanField("deactivated", !agent.duty().isActive());
        out.writeStringField("version", MasterMessages.MESOS_VERSION);
        out.writeArrayFieldStart("capabilities");
        for (var capability : Agents.CAPABILITIES) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
        writeDrain(agent, out);
    }

    private static void writeDrain(Agent agent, JsonGenerator out) throws IOException {
        var drain = Agents.drain(agent.duty());
        var since = Agents.drainStart(agent.duty());
        if (drain.isPresent() && since.isPresent()) {
            out.writeFieldName("drain_info");
            MesosJson.write(drain.get(), out);
            out.writeNumberField(
                    "estimated_drain_start_time_seconds", since.get().getEpochSecond());
        }
    }

    private static void writeTimes(Agent agent, JsonGenerator out) throws IOException {
        Numbers.writeTime("registered_time", agent.since(), out);
        if (agent.incarnation() > 1) {
            Numbers.writeTime("reregistered_time", agent.since(), out);
        }
    }

    /** Where an agent or a master is, if it says so. */
    public static void writeDomain(Optional<FaultDomain> domain, JsonGenerator out) throws IOException {
        if (domain.isPresent()) {
            out.writeFieldName("domain");
            MesosJson.write(AgentMessages.domain(domain.get()), out);
        }
    }

    /** Numbers as numbers, everything else as text. */
    public static void writeAttributes(Attributes attributes, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("attributes");
        for (var attribute : attributes.list()) {
            if (attribute.value() instanceof Scalar scalar) {
                Numbers.writeAmount(attribute.name(), scalar.milli(), out);
            } else {
                out.writeStringField(attribute.name(), attribute.value().toString());
            }
        }
        out.writeEndObject();
    }
}
