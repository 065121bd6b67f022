package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import io.boreas.http.json.Json;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/agents}: the machines of the cell and what is used of them. */
public final class AgentDoor {
    private static final String AGENTS = "/boreas/v1/agents";

    private final Cell cell;

    public AgentDoor(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        return List.of(Route.get(AGENTS, this::list), Route.get(AGENTS + "/{id}", this::get));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        call.query();
        return cell.agents()
                .thenApply(agents -> Answers.json(200, out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("items");
                    for (var view : agents) {
                        write(view, out);
                    }
                    out.writeEndArray();
                    out.writeNullField("next");
                    out.writeEndObject();
                }));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        call.query();
        var id = id(call);
        return cell.agent(id).thenApply(found -> {
            var view = found.orElseThrow(() -> unknown(id));
            return Answers.json(200, out -> writeWithTasks(view, out));
        });
    }

    static ProblemException unknown(AgentId id) {
        return new ProblemException(Problem.notFound(
                "unknown-agent", "There is no such agent", "Nothing is known of an agent " + id + "."));
    }

    /** An agent without its tasks. */
    static void write(AgentView view, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(view, out);
        out.writeEndObject();
    }

    /** An agent with its tasks. */
    static void writeWithTasks(AgentView view, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(view, out);
        out.writeArrayFieldStart("tasks");
        for (var task : view.agent().tasks().values()) {
            write(task, out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static AgentId id(Call call) {
        try {
            return new AgentId(call.parameter(0));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest("invalid-id", "This is not an agent id", e.getMessage() + "."));
        }
    }

    private static void writeFields(AgentView view, JsonGenerator out) throws IOException {
        var agent = view.agent();
        out.writeStringField("agentId", agent.id().value());
        if (agent.info().isPresent()) {
            writeInfo(agent.info().get(), out);
        }
        out.writeStringField("presence", agent.presence().name());
        writeDuty(agent.duty(), out);
        out.writeBooleanField("linked", view.linked());
        JobJson.writeTime("since", agent.since(), out);
        out.writeNumberField("incarnation", agent.incarnation());
        out.writeNumberField("taskCount", agent.tasks().size());
        out.writeObjectFieldStart("resources");
        writeResources("total", total(agent), out);
        writeResources("used", agent.used().nonRevocable(), out);
        writeResources("leased", agent.leased().nonRevocable(), out);
        writeRevocable(agent, out);
        out.writeEndObject();
    }

    private static void writeDuty(Duty duty, JsonGenerator out) throws IOException {
        out.writeStringField("duty", duty.word().toUpperCase(Locale.ROOT));
        switch (duty) {
            case Duty.Active active -> {}
            case Duty.Deactivated deactivated -> {}
            case Duty.Draining(var terms) -> writeTerms(terms, out);
            case Duty.Drained(var terms) -> writeTerms(terms, out);
        }
    }

    private static void writeTerms(Duty.Terms terms, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("drain");
        JobJson.writeTime("since", terms.since(), out);
        if (terms.graceMax().isPresent()) {
            out.writeNumberField(
                    "maxGraceSeconds", Json.decimal(terms.graceMax().get().toMillis()));
        }
        out.writeBooleanField("markGone", terms.thenGone());
        out.writeEndObject();
    }

    private static void writeInfo(AgentInfo info, JsonGenerator out) throws IOException {
        out.writeStringField("host", info.hostname());
        out.writeNumberField("port", info.port());
        out.writeStringField("version", info.version());
        out.writeArrayFieldStart("attributes");
        for (var attribute : info.attributes().list()) {
            out.writeStartObject();
            out.writeStringField("name", attribute.name());
            out.writeStringField("value", attribute.value().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeDomain(info.domain(), out);
    }

    /** Nothing where none was told. */
    static void writeDomain(Optional<FaultDomain> domain, JsonGenerator out) throws IOException {
        if (domain.isPresent()) {
            out.writeObjectFieldStart("domain");
            out.writeStringField("region", domain.get().region());
            out.writeStringField("zone", domain.get().zone());
            out.writeEndObject();
        }
    }

    private static Resources total(Agent agent) {
        return agent.info().map(AgentInfo::resources).orElse(Resources.empty());
    }

    /** What it gives besides its own resources; nothing where there is none of it. */
    private static void writeRevocable(Agent agent, JsonGenerator out) throws IOException {
        var used = agent.used().revocable();
        if (agent.oversubscribed().isEmpty() && used.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("revocable");
        writeResources("total", agent.oversubscribed(), out);
        writeResources("used", used, out);
        writeResources("leased", agent.leased().revocable(), out);
        out.writeEndObject();
    }

    /** The standard amounts by name, and all of it in Mesos's text form. */
    private static void writeResources(String field, Resources resources, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeNumberField("cpus", Json.decimal(resources.cpusMilli()));
        out.writeNumberField("memMb", Json.decimal(resources.memMilli()));
        out.writeNumberField("diskMb", Json.decimal(resources.diskMilli()));
        out.writeNumberField("gpus", Json.decimal(resources.gpusMilli()));
        out.writeNumberField("ports", resources.ports().size());
        out.writeStringField("text", resources.toString());
        out.writeEndObject();
    }

    private static void write(Task task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("taskId", task.id().value());
        switch (task.owner()) {
            case Owner.JobInstance(var job, int instance) -> {
                out.writeStringField("job", job.toString());
                out.writeNumberField("instance", instance);
            }
            case Owner.Framework(var framework) -> out.writeStringField("frameworkId", framework.value());
        }
        out.writeStringField("state", task.state().name());
        JobJson.writeTime("launchedAt", task.launchedAt(), out);
        writeResources("resources", task.resources(), out);
        out.writeObjectFieldStart("ports");
        for (var port : task.ports().entrySet()) {
            out.writeNumberField(port.getKey(), port.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
