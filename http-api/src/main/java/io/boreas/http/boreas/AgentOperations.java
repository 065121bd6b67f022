package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.http.json.JsonInput;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/agents/{id}/…}: what operators say of an agent. Each is answered with the agent as it is then. */
public final class AgentOperations {
    private static final String AGENT = "/boreas/v1/agents/{id}";
    private static final List<String> DRAIN = List.of("max_grace", "mark_gone");

    private final Cell cell;

    public AgentOperations(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(AGENT + "/drain", this::drain),
                Route.post(AGENT + "/deactivate", call -> operate(call, new AgentCommand.Deactivate())),
                Route.post(AGENT + "/reactivate", call -> operate(call, new AgentCommand.Reactivate())),
                Route.post(AGENT + "/gone", call -> operate(call, new AgentCommand.MarkGone())));
    }

    private CompletionStage<HttpResponse> drain(Call call) {
        call.query();
        var id = AgentDoor.id(call);
        return call.fields(DRAIN, AgentOperations::drain).thenCompose(command -> tell(call, id, command));
    }

    private static AgentCommand.Lifecycle drain(JsonInput in) {
        var graceMax = in.has("max_grace")
                ? Optional.of(Amounts.time(in, "max_grace", Duration.ZERO))
                : Optional.<Duration>empty();
        return new AgentCommand.Drain(graceMax, in.flag("mark_gone", false));
    }

    private CompletionStage<HttpResponse> operate(Call call, AgentCommand.Lifecycle command) {
        call.query();
        return tell(call, AgentDoor.id(call), command);
    }

    private CompletionStage<HttpResponse> tell(Call call, AgentId id, AgentCommand.Lifecycle command) {
        return cell.lifecycle(id, command, call.cause()).thenCompose(reply -> {
            check(id, reply);
            return cell.agent(id).thenApply(found -> {
                var view = found.orElseThrow(() -> AgentDoor.unknown(id));
                return Answers.json(200, out -> AgentDoor.write(view, out));
            });
        });
    }

    private static void check(AgentId id, AgentReply reply) {
        switch (reply) {
            case AgentReply.Done done -> {}
            case AgentReply.UnknownAgent unknown -> throw AgentDoor.unknown(id);
            case AgentReply.AgentGone gone ->
                throw new ProblemException(Problem.conflict(
                                "agent-gone",
                                "The agent is gone",
                                "An operator declared the agent " + id + " gone; it never returns.")
                        .with("agentId", id.value()));
            case AgentReply.LifecycleRefused(var message) ->
                throw new ProblemException(Problem.conflict(
                                "agent-not-so", "The agent is in another state", message + "; nothing was done.")
                        .with("agentId", id.value()));
            case AgentReply.Registered r -> throw strange(r);
            case AgentReply.Taken t -> throw strange(t);
            case AgentReply.Admitted a -> throw strange(a);
            case AgentReply.StaleIncarnation s -> throw strange(s);
            case AgentReply.NoHome n -> throw strange(n);
            case AgentReply.LeaseRefused l -> throw strange(l);
            case AgentReply.ExitTaken e -> throw strange(e);
            case AgentReply.ToOperator o -> throw strange(o);
            case AgentReply.ToFramework f -> throw strange(f);
        }
    }

    private static IllegalStateException strange(AgentReply reply) {
        return new IllegalStateException("an operator asks for nothing that is answered by " + reply);
    }
}
