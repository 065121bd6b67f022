package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.json.Json;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/frameworks}: Mesos's frameworks and their tasks. */
public final class FrameworkDoor {
    private static final String FRAMEWORKS = "/boreas/v1/frameworks";

    private final Frameworks frameworks;

    public FrameworkDoor(Frameworks frameworks) {
        this.frameworks = frameworks;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(FRAMEWORKS, this::list),
                Route.get(FRAMEWORKS + "/{id}", this::get),
                Route.post(FRAMEWORKS + "/{id}/teardown", this::teardown));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        call.query();
        return frameworks
                .frameworks()
                .thenApply(known -> Answers.json(200, out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("items");
                    for (var framework : known) {
                        write(framework, out);
                    }
                    out.writeEndArray();
                    out.writeNullField("next");
                    out.writeEndObject();
                }));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        call.query();
        return shown(id(call));
    }

    private CompletionStage<HttpResponse> shown(FrameworkId id) {
        return frameworks.framework(id).thenApply(found -> {
            var framework = found.orElseThrow(() -> unknown(id));
            return Answers.json(200, out -> writeWithTasks(framework, out));
        });
    }

    private CompletionStage<HttpResponse> teardown(Call call) {
        call.query();
        var id = id(call);
        return frameworks.teardown(id, call.cause()).thenCompose(reply -> {
            check(id, reply);
            return shown(id);
        });
    }

    private static void check(FrameworkId id, FrameworkReply reply) {
        switch (reply) {
            case FrameworkReply.Done done -> {}
            case FrameworkReply.Removed removed -> {}
            case FrameworkReply.UnknownFramework unknown -> throw unknown(id);
            case FrameworkReply.Refused(var message) ->
                throw new ProblemException(Problem.conflict(
                        "framework-not-so", "The framework is in another state", message + "; nothing was done."));
            case FrameworkReply.NotConnected n -> throw strange(n);
            case FrameworkReply.StaleStream s -> throw strange(s);
            case FrameworkReply.Subscribed s -> throw strange(s);
            case FrameworkReply.Heard h -> throw strange(h);
            case FrameworkReply.Acknowledged a -> throw strange(a);
            case FrameworkReply.AcknowledgementIgnored a -> throw strange(a);
        }
    }

    private static IllegalStateException strange(FrameworkReply reply) {
        return new IllegalStateException("a teardown is not answered by " + reply);
    }

    private static ProblemException unknown(FrameworkId id) {
        return new ProblemException(Problem.notFound(
                "unknown-framework", "There is no such framework", "No framework " + id + " is subscribed here."));
    }

    private static FrameworkId id(Call call) {
        try {
            return new FrameworkId(call.parameter(0));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest("invalid-id", "This is not a framework id", e.getMessage() + "."));
        }
    }

    /** A framework without its tasks. */
    static void write(Framework framework, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(framework, out);
        out.writeEndObject();
    }

    /** A framework with its tasks. */
    static void writeWithTasks(Framework framework, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(framework, out);
        out.writeArrayFieldStart("tasks");
        for (var task : framework.tasks().values()) {
            write(task, out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeFields(Framework framework, JsonGenerator out) throws IOException {
        out.writeStringField("frameworkId", framework.id().value());
        if (framework.info().isPresent()) {
            writeInfo(framework.info().get(), out);
        }
        out.writeStringField("phase", framework.phase().name());
        JobJson.writeTime("registeredAt", framework.registeredAt(), out);
        JobJson.writeTime("since", framework.since(), out);
        out.writeArrayFieldStart("suppressedRoles");
        for (var role : framework.suppressed()) {
            out.writeString(role.name());
        }
        out.writeEndArray();
        out.writeNumberField("taskCount", framework.tasks().size());
    }

    private static void writeInfo(FrameworkInfo info, JsonGenerator out) throws IOException {
        out.writeStringField("name", info.name());
        out.writeStringField("user", info.user());
        if (info.principal().isPresent()) {
            out.writeStringField("principal", info.principal().get());
        }
        out.writeNumberField(
                "failoverTimeoutSeconds", Json.decimal(info.failoverTimeout().toMillis()));
        out.writeArrayFieldStart("roles");
        for (var role : info.roles()) {
            out.writeString(role.name());
        }
        out.writeEndArray();
        out.writeArrayFieldStart("capabilities");
        for (var capability : info.capabilities()) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
    }

    private static void write(KnownTask task, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("taskId", task.run().task().value());
        out.writeStringField("name", task.run().name());
        out.writeStringField("agentId", task.run().agent().value());
        out.writeStringField("role", task.run().role().name());
        out.writeStringField("state", task.latest().state().name());
        out.writeEndObject();
    }
}
