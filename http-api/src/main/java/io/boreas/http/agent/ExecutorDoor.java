package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.ExecutorAnswer;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.http.mesos.proto.Executor.Call;
import io.boreas.http.mesos.translate.Payloads;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.CallDoor;
import io.boreas.http.mesos.wire.ExecutorStanding;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.mesos.wire.Standing;
import io.boreas.http.server.Answers;
import io.boreas.http.server.IdleConnections;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** {@code /api/v1/executor}: executors subscribe to their agent, and say how their tasks are. */
final class ExecutorDoor implements AgentServer.Door {
    private static final String CHALLENGE = "Bearer realm=\"mesos-agent-executor\"";

    private final AgentGateway gateway;
    private final AgentHttpSettings settings;
    private final Materializer materializer;
    private final InstantSource clock;
    private final CallDoor<Call> door;

    ExecutorDoor(AgentGateway gateway, AgentHttpSettings settings, Materializer materializer, InstantSource clock) {
        this.gateway = gateway;
        this.settings = settings;
        this.materializer = materializer;
        this.clock = clock;
        this.door = CallDoor.executor(settings.bodyBytesMax());
    }

    @Override
    public CompletionStage<HttpResponse> answer(Head head, String path, byte[] body) {
        var token = AgentServer.token(head);
        Access access = gateway.admits(token)
                ? new Access.Granted(Optional.empty())
                : new Access.Unauthenticated(List.of(CHALLENGE));
        Standing standing = gateway.agent().isPresent()
                ? new Standing.Serving()
                : new Standing.Recovering("Agent has not finished recovery");
        return switch (door.open(access, standing, head, body)) {
            case Outcome.Refused<Call>(var refusal) -> now(Answers.refused(refusal));
            case Outcome.Opened<Call>(var call, var form) -> called(call, form, token);
        };
    }

    private CompletionStage<HttpResponse> called(Call call, AnswerForm form, Optional<String> token) {
        try {
            var caller = ExecutorMessages.caller(call);
            return switch (call.getType()) {
                case SUBSCRIBE -> subscribe(caller, call, form, token);
                case UPDATE ->
                    answered(
                            call,
                            gateway.update(
                                    caller,
                                    token,
                                    ExecutorMessages.update(call.getUpdate().getStatus(), clock.instant())));
                case MESSAGE ->
                    answered(
                            call,
                            gateway.message(
                                    caller, token, Payloads.of(call.getMessage().getData())));
                case HEARTBEAT -> answered(call, gateway.heartbeat(caller, token));
                case UNKNOWN -> now(Answers.text(501, "The call is of a type that is not known"));
            };
        } catch (IllegalArgumentException e) {
            return now(Answers.text(400, "Failed to validate executor::Call: " + e.getMessage()));
        }
    }

    private CompletionStage<HttpResponse> subscribe(
            ExecutorKey caller, Call call, AnswerForm form, Optional<String> token) {
        var subscription = ExecutorMessages.subscription(call.getSubscribe(), clock.instant());
        var stream = new EventQueue(
                caller.toString(), form.messages(), settings.streamBytesMax(), settings.heartbeat(), materializer);
        return gateway.subscribe(caller, token, subscription, stream).thenApply(answer -> {
            if (answer != ExecutorAnswer.TAKEN) {
                stream.close();
                return refused(call, answer);
            }
            stream.ended().whenComplete((done, failure) -> gateway.unsubscribed(caller, stream));
            return HttpResponse.create()
                    .addAttribute(
                            IdleConnections.STREAM_END, new IdleConnections.StreamEnd(stream.ended(), stream::close))
                    .withEntity(HttpEntities.createChunked(ContentTypes.parse(form.contentType()), stream.records()));
        });
    }

    private static CompletionStage<HttpResponse> answered(Call call, CompletionStage<ExecutorAnswer> answer) {
        return answer.thenApply(what -> refused(call, what));
    }

    private static HttpResponse refused(Call call, ExecutorAnswer answer) {
        return switch (answer) {
            case TAKEN -> Answers.text(202, "");
            case FOREIGN_TOKEN -> refused(call, ExecutorStanding.FOREIGN_TOKEN);
            case UNKNOWN_FRAMEWORK -> refused(call, ExecutorStanding.UNKNOWN_FRAMEWORK);
            case UNKNOWN_EXECUTOR -> refused(call, ExecutorStanding.UNKNOWN_EXECUTOR);
            case UNSUBSCRIBED -> refused(call, ExecutorStanding.UNSUBSCRIBED);
            case BUSY -> Answers.text(503, "Too much waits to be stored on this agent; try again");
        };
    }

    private static HttpResponse refused(Call call, ExecutorStanding standing) {
        return standing.refusal(call).map(Answers::refused).orElseGet(() -> Answers.text(202, ""));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
