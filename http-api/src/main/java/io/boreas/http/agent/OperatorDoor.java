package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.agent.ContainerName;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.operator.Verbosity;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Agent.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.MasterMessages;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.BodyForm;
import io.boreas.http.mesos.wire.CallDoor;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.mesos.wire.Standing;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Authentication;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** {@code /api/v1}: what operators ask of an agent, so far as it can be answered; and what anybody may know. Thread-safe. */
final class OperatorDoor implements AgentServer.Door {
    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-agent-operator").start(task);
    private static final Mesos.VersionInfo VERSION = Mesos.VersionInfo.newBuilder()
            .setVersion(MasterMessages.MESOS_VERSION)
            .build();

    private static final Access BY_TOKEN = new Access.Granted(Optional.empty());

    private final AgentGateway gateway;
    private final Authentication authentication;
    private final Verbosity verbosity;
    private final LogFile log;
    private final AgentFiles files;
    private final Instant startedAt;
    private final InstantSource clock;
    private final CallDoor<Call> door;
    private final NestedDoor nested;
    private final ContainerInput input;

    OperatorDoor(
            AgentGateway gateway,
            AgentHttpSettings settings,
            Authentication authentication,
            Verbosity verbosity,
            LogFile log,
            Materializer materializer,
            InstantSource clock) {
        this.gateway = gateway;
        this.authentication = authentication;
        this.verbosity = verbosity;
        this.log = log;
        this.files = new AgentFiles(gateway, log);
        this.startedAt = clock.instant();
        this.clock = clock;
        this.door = CallDoor.agent(settings.bodyBytesMax());
        this.nested = new NestedDoor(gateway, materializer, OFF_DISPATCHER);
        this.input = new ContainerInput(gateway, nested, settings, materializer, OFF_DISPATCHER);
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

    /** The container of an executor that nothing else lets in but its token. */
    private Optional<ContainerName> executor(Access access, Head head) {
        return access instanceof Access.Granted
                ? Optional.empty()
                : AgentServer.token(head).flatMap(gateway::containerOf);
    }

    private Standing standing() {
        return gateway.agent().isPresent()
                ? new Standing.Serving()
                : new Standing.Recovering("Agent has not finished recovery");
    }

    private Permissions permissions(Access access) {
        return authentication.permissions(
                access instanceof Access.Granted(var principal) ? principal : Optional.empty());
    }

    @Override
    public CompletionStage<HttpResponse> answer(Head head, String path, byte[] body) {
        var access = access(head);
        var executor = executor(access, head);
        var admitted = executor.isPresent() ? BY_TOKEN : access;
        return switch (door.open(admitted, standing(), head, body)) {
            case Outcome.Refused<Call>(var refusal) -> CompletableFuture.completedFuture(Answers.refused(refusal));
            case Outcome.Opened<Call>(var call, var form) ->
                executor.map(container -> called(call, form, container))
                        .orElseGet(() -> called(call, form, permissions(access)));
        };
    }

    private CompletionStage<HttpResponse> called(Call call, AnswerForm form, ContainerName executor) {
        return ExecutorRights.granted(call, executor)
                ? called(call, form, Permissions.ALL)
                : CompletableFuture.completedFuture(Answers.text(403, CallPermissions.REFUSAL));
    }

    @Override
    public Optional<CompletionStage<HttpResponse>> stream(Head head, HttpRequest request) {
        var access = access(head);
        var records = door.body(head).filter(BodyForm.Records.class::isInstance);
        if (records.isPresent() && executor(access, head).isPresent()) {
            // A body of records is input for a container.
            return Optional.of(input.refused(request, Answers.text(403, CallPermissions.REFUSAL)));
        }
        return records.filter(stream -> access instanceof Access.Granted)
                .map(stream -> input.answer(
                        request, record -> door.open(access, standing(), head, record), permissions(access)));
    }

    private CompletionStage<HttpResponse> called(Call call, AnswerForm form, Permissions who) {
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
            case GET_AGENT -> now(form, agent());
            case GET_FLAGS ->
                who.may(Action.VIEW_FLAGS)
                        ? now(form, AgentAnswers.flags(log.among(gateway.flags())))
                        : CompletableFuture.completedFuture(Answers.text(403, CallPermissions.REFUSAL));
            case GET_LOGGING_LEVEL -> now(form, AgentAnswers.loggingLevel(verbosity.level()));
            case SET_LOGGING_LEVEL ->
                CompletableFuture.completedFuture(
                        who.may(Action.SET_LOG_LEVEL)
                                ? AgentAnswers.setLoggingLevel(verbosity, call.getSetLoggingLevel())
                                : Answers.text(403, CallPermissions.REFUSAL));
            case GET_OPERATIONS -> now(form, AgentAnswers.operations());
            case GET_METRICS ->
                state().thenApply(state -> answer(
                        form,
                        AgentAnswers.metrics(AgentNumbers.of(
                                state,
                                gateway.info().resources(),
                                gateway.oversubscribed(),
                                startedAt,
                                clock.instant()))));
            case GET_EXECUTORS -> seen(who, form, AgentAnswers::executors);
            case GET_TASKS -> seen(who, form, AgentAnswers::tasks);
            case GET_FRAMEWORKS -> seen(who, form, AgentAnswers::frameworks);
            case GET_STATE -> seen(who, form, AgentAnswers::state);
            case GET_CONTAINERS -> {
                var within = call.getGetContainers().getShowNested()
                        ? gateway.nested().running()
                        : List.<ContainerName>of();
                yield state().thenApply(state ->
                        answer(form, AgentAnswers.containers(gateway, state, within, who, clock.instant())));
            }
            case LAUNCH_NESTED_CONTAINER_SESSION ->
                nested.launchSession(call.getLaunchNestedContainerSession(), form, who);
            case LAUNCH_NESTED_CONTAINER -> {
                var launch = call.getLaunchNestedContainer();
                yield nested.launch(
                        launch.getContainerId(),
                        launch.getCommand(),
                        launch.hasContainer() ? Optional.of(launch.getContainer()) : Optional.empty(),
                        who);
            }
            case LAUNCH_CONTAINER -> {
                var launch = call.getLaunchContainer();
                if (launch.getContainerId().hasParent() && launch.getResourcesCount() + launch.getLimitsCount() > 0) {
                    yield CompletableFuture.completedFuture(Answers.text(400, NestedDoor.NO_RESOURCES));
                }
                yield nested.launch(
                        launch.getContainerId(),
                        launch.getCommand(),
                        launch.hasContainer() ? Optional.of(launch.getContainer()) : Optional.empty(),
                        who);
            }
            case ATTACH_CONTAINER_OUTPUT ->
                nested.attachOutput(call.getAttachContainerOutput().getContainerId(), form, who);
            case WAIT_NESTED_CONTAINER ->
                nested.await(
                        call.getWaitNestedContainer().getContainerId(), Response.Type.WAIT_NESTED_CONTAINER, form, who);
            case WAIT_CONTAINER ->
                nested.await(call.getWaitContainer().getContainerId(), Response.Type.WAIT_CONTAINER, form, who);
            case KILL_NESTED_CONTAINER -> {
                var kill = call.getKillNestedContainer();
                yield nested.kill(
                        kill.getContainerId(),
                        kill.hasSignal() ? Optional.of(kill.getSignal()) : Optional.empty(),
                        who);
            }
            case KILL_CONTAINER -> {
                var kill = call.getKillContainer();
                yield nested.kill(
                        kill.getContainerId(),
                        kill.hasSignal() ? Optional.of(kill.getSignal()) : Optional.empty(),
                        who);
            }
            case REMOVE_NESTED_CONTAINER ->
                nested.remove(call.getRemoveNestedContainer().getContainerId(), who);
            case REMOVE_CONTAINER -> nested.remove(call.getRemoveContainer().getContainerId(), who);
            case LIST_FILES -> {
                var path = call.getListFiles().getPath();
                yield state().thenApplyAsync(state -> found(form, files.list(state, who, path), path), OFF_DISPATCHER);
            }
            case READ_FILE -> {
                var read = call.getReadFile();
                long length = read.hasLength() ? read.getLength() : -1;
                yield state().thenApplyAsync(
                                state -> found(
                                        form,
                                        files.read(state, who, read.getPath(), read.getOffset(), length),
                                        read.getPath()),
                                OFF_DISPATCHER);
            }
            default ->
                CompletableFuture.completedFuture(
                        Answers.text(501, "Received '" + call.getType() + "' call, which is not implemented"));
        };
    }

    private Response.Builder agent() {
        var out = Response.GetAgent.newBuilder();
        gateway.agent()
                .ifPresent(id -> out.setAgentInfo(AgentMessages.info(id, gateway.info(), ResourceForm.ENDPOINT)));
        return Response.newBuilder().setType(Response.Type.GET_AGENT).setGetAgent(out);
    }

    private CompletionStage<AgentState> state() {
        return AgentState.read(gateway);
    }

    private CompletionStage<HttpResponse> seen(
            Permissions who, AnswerForm form, Function<AgentState, Response.Builder> response) {
        return state().thenApply(state -> answer(form, response.apply(state.seenBy(who))));
    }

    private static HttpResponse found(AnswerForm form, AgentFiles.Found found, String path) {
        return switch (found) {
            case AgentFiles.Found.Listed(var entries) -> answer(form, AgentAnswers.files(path, entries));
            case AgentFiles.Found.Part(long size, var data) -> answer(form, AgentAnswers.file(size, data));
            case AgentFiles.Found.Refused(int status, var text) -> Answers.text(status, text);
        };
    }

    private static CompletionStage<HttpResponse> now(AnswerForm form, Response.Builder response) {
        return CompletableFuture.completedFuture(answer(form, response));
    }

    static HttpResponse answer(AnswerForm form, Response.Builder response) {
        return answer(form.messages(), form.messages().encode(response.build()));
    }

    private static HttpResponse answer(Media media, byte[] bytes) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.parse(media.contentType()), bytes));
    }
}
