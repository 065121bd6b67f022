package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.Said;
import io.boreas.http.mesos.translate.ConstraintMessages;
import java.io.IOException;
import java.time.Instant;

/** Frameworks as the endpoints show them. */
final class FrameworkJson {
    private static final double MILLIS_PER_SECOND = 1_000;

    private FrameworkJson() {}

    /** What the summary shows of a framework. */
    static void writeSummary(FrameworkRow row, JsonGenerator out) throws IOException {
        var said = Said.of(row);
        out.writeStringField("id", row.id());
        out.writeStringField("name", row.name());
        ResourceJson.write("used_resources", row.used(), out);
        ResourceJson.write("offered_resources", row.offered(), out);
        out.writeArrayFieldStart("capabilities");
        for (var capability : row.capabilities()) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
        out.writeStringField(
                "hostname", said.map(Mesos.FrameworkInfo::getHostname).orElse(""));
        out.writeStringField(
                "webui_url", said.map(Mesos.FrameworkInfo::getWebuiUrl).orElse(""));
        out.writeBooleanField("active", row.connected());
        out.writeBooleanField("connected", row.connected());
        out.writeBooleanField("recovered", row.recovered());
    }

    static void write(FrameworkRow row, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeSummary(row, out);
        var info = row.info();
        out.writeStringField("user", info.map(FrameworkInfo::user).orElse(""));
        out.writeNumberField(
                "failover_timeout",
                info.map(known -> known.failoverTimeout().toMillis() / MILLIS_PER_SECOND)
                        .orElse(0.0));
        out.writeBooleanField("checkpoint", info.map(FrameworkInfo::checkpoint).orElse(true));
        Numbers.writeTime("registered_time", row.registeredAt(), out);
        Numbers.writeTime("unregistered_time", row.unregisteredAt().orElse(Instant.EPOCH), out);
        var principal = info.flatMap(FrameworkInfo::principal);
        if (principal.isPresent()) {
            out.writeStringField("principal", principal.get());
        }
        ResourceJson.write("resources", row.used().plus(row.offered()), out);
        if (row.reregisteredAt().isPresent()) {
            Numbers.writeTime("reregistered_time", row.reregisteredAt().get(), out);
        }
        writeRoles(row, out);
        TaskJson.writeAll("tasks", row.tasks(), out);
        TaskJson.writeAll("unreachable_tasks", row.unreachable(), out);
        TaskJson.writeAll("completed_tasks", row.ended(), out);
        writeOffersAndExecutors(row, out);
        var said = Said.of(row);
        if (said.isPresent() && said.get().hasLabels()) {
            TaskJson.writeLabels(said.get().getLabels(), out);
        }
        out.writeFieldName("offer_constraints");
        MesosJson.write(
                info.flatMap(FrameworkInfo::constraints)
                        .map(ConstraintMessages::message)
                        .orElse(Scheduler.OfferConstraints.getDefaultInstance()),
                out);
        out.writeEndObject();
    }

    /** One that may have several roles says so in another key. */
    private static void writeRoles(FrameworkRow row, JsonGenerator out) throws IOException {
        if (!row.capabilities().contains(Capability.MULTI_ROLE)) {
            out.writeStringField(
                    "role",
                    row.roles().isEmpty()
                            ? Role.STAR.name()
                            : row.roles().first().name());
            return;
        }
        out.writeArrayFieldStart("roles");
        for (var role : row.roles()) {
            out.writeString(role.name());
        }
        out.writeEndArray();
    }

    private static void writeOffersAndExecutors(FrameworkRow row, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("offers");
        for (var offer : row.offers()) {
            TaskJson.write(offer, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("executors");
        for (var executor : row.executors()) {
            TaskJson.write(executor, out);
        }
        out.writeEndArray();
    }
}
