package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.HostedState;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Agent.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.MasterMessages;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.CallDoor;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.mesos.wire.Standing;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Authentication;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1}: what operators ask of an agent, so far as it can be answered; and what anybody may know. */
final class OperatorDoor implements AgentServer.Door {
    private static final Mesos.VersionInfo VERSION = Mesos.VersionInfo.newBuilder()
            .setVersion(MasterMessages.MESOS_VERSION)
            .build();

    private final AgentGateway gateway;
    private final Authentication authentication;
    private final CallDoor<Call> door;

    OperatorDoor(AgentGateway gateway, AgentHttpSettings settings, Authentication authentication) {
        this.gateway = gateway;
        this.authentication = authentication;
        this.door = CallDoor.agent(settings.bodyBytesMax());
    }

    /** {@code /health}: that the agent answers is the answer. */
    static CompletionStage<HttpResponse> health(Head head, String path, byte[] body) {
        return CompletableFuture.completedFuture(HttpResponse.create());
    }

    /** {@code /version}. */
    static CompletionStage<HttpResponse> version(Head head, String path, byte[] body) {
        return CompletableFuture.completedFuture(answer(Media.JSON, Media.JSON.encode(VERSION)));
    }

    private Access access(Head head) {
        return authentication.admit(Realm.AGENT_READWRITE, head.header("Authorization"));
    }

    @Override
    public CompletionStage<HttpResponse> answer(Head head, String path, byte[] body) {
        Standing standing = gateway.agent().isPresent()
                ? new Standing.Serving()
                : new Standing.Recovering("Agent has not finished recovery");
        return switch (door.open(access(head), standing, head, body)) {
            case Outcome.Refused<Call>(var refusal) -> CompletableFuture.completedFuture(Answers.refused(refusal));
            case Outcome.Opened<Call>(var call, var form) -> called(call, form);
        };
    }

    private CompletionStage<HttpResponse> called(Call call, AnswerForm form) {
        return switch (call.getType()) {
            case GET_HEALTH ->
                now(
                        form,
                        Response.newBuilder()
                                .setType(Response.Type.GET_HEALTH)
                                .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true)));
            case GET_VERSION ->
                now(
                        form,
                        Response.newBuilder()
                                .setType(Response.Type.GET_VERSION)
                                .setGetVersion(Response.GetVersion.newBuilder().setVersionInfo(VERSION)));
            case GET_FLAGS -> now(form, flags());
            case GET_AGENT -> now(form, agent());
            case GET_EXECUTORS -> gateway.executors().thenApply(states -> answer(form, executors(states)));
            default ->
                CompletableFuture.completedFuture(
                        Answers.text(501, "Received '" + call.getType() + "' call, which is not implemented"));
        };
    }

    private Response.Builder flags() {
        var out = Response.GetFlags.newBuilder();
        gateway.flags()
                .forEach((name, value) ->
                        out.addFlags(Mesos.Flag.newBuilder().setName(name).setValue(value)));
        return Response.newBuilder().setType(Response.Type.GET_FLAGS).setGetFlags(out);
    }

    private Response.Builder agent() {
        var out = Response.GetAgent.newBuilder();
        gateway.agent()
                .ifPresent(id -> out.setAgentInfo(AgentMessages.info(id, gateway.info(), ResourceForm.ENDPOINT)));
        return Response.newBuilder().setType(Response.Type.GET_AGENT).setGetAgent(out);
    }

    private static Response.Builder executors(List<HostedState> states) {
        var out = Response.GetExecutors.newBuilder();
        for (var state : states) {
            var info = Response.GetExecutors.Executor.newBuilder()
                    .setExecutorInfo(ExecutorMessages.executor(
                            state.executor().key(), state.executor().executor().info()));
            if (state.exit().isPresent()) {
                out.addCompletedExecutors(info);
            } else {
                out.addExecutors(info);
            }
        }
        return Response.newBuilder().setType(Response.Type.GET_EXECUTORS).setGetExecutors(out);
    }

    private static CompletionStage<HttpResponse> now(AnswerForm form, Response.Builder response) {
        return CompletableFuture.completedFuture(answer(form, response));
    }

    private static HttpResponse answer(AnswerForm form, Response.Builder response) {
        return answer(form.messages(), form.messages().encode(response.build()));
    }

    private static HttpResponse answer(Media media, byte[] bytes) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.parse(media.contentType()), bytes));
    }
}
