package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.Nested;
import io.boreas.agent.gateway.Nested.Attached;
import io.boreas.agent.gateway.Nested.Launch;
import io.boreas.agent.gateway.NestedEnd;
import io.boreas.agent.gateway.NestedSpec;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.link.SessionAnswer.Why;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Agent.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.server.Answers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/**
 * The calls about containers within those of tasks and executors. Texts that clients look at are those of Mesos, {@code slave/http.cpp} and
 * {@code io/switchboard.cpp}. Thread-safe.
 */
final class NestedDoor {
    /** What there is no way to attach to. */
    static final String NO_SWITCHBOARD = "I/O switchboard server was disabled for this container";

    static final String NO_RESOURCES =
            "'resources' and 'limits' are not supported in a nested container: it uses those of its parent";

    private static final int SIGNAL_MAX = 31;
    private static final int SIGKILL = 9;

    private final AgentGateway gateway;
    private final Nested nested;
    private final Materializer materializer;
    private final Executor blocking;

    /** @param blocking runs what may wait for some seconds */
    NestedDoor(AgentGateway gateway, Materializer materializer, Executor blocking) {
        this.gateway = gateway;
        this.nested = gateway.nested();
        this.materializer = materializer;
        this.blocking = blocking;
    }

    CompletionStage<HttpResponse> launchSession(
            Call.LaunchNestedContainerSession asked, AnswerForm form, Permissions who) {
        return AgentState.read(gateway)
                .thenApplyAsync(
                        state -> launch(
                                state,
                                asked.getContainerId(),
                                asked.getCommand(),
                                asked.hasContainer() ? Optional.of(asked.getContainer()) : Optional.empty(),
                                Optional.of(form),
                                who),
                        blocking);
    }

    /** Starts one that goes on without whoever asked for it. */
    CompletionStage<HttpResponse> launch(
            Mesos.ContainerID id, Mesos.CommandInfo command, Optional<Mesos.ContainerInfo> container, Permissions who) {
        return AgentState.read(gateway)
                .thenApplyAsync(state -> launch(state, id, command, container, Optional.empty(), who), blocking);
    }

    private HttpResponse launch(
            AgentState state,
            Mesos.ContainerID id,
            Mesos.CommandInfo command,
            Optional<Mesos.ContainerInfo> container,
            Optional<AnswerForm> session,
            Permissions who) {
        if (!id.hasParent()) {
            return Answers.text(501, "Standalone containers are not implemented: 'container_id' has no 'parent'");
        }
        var name = ContainerMessages.name(id);
        var parent = ContainerTree.find(state, name.parent().orElseThrow());
        if (parent.isEmpty()) {
            return Answers.text(400, "Parent container " + name.parent().orElseThrow() + " does not exist");
        }
        var account = parent.get().account();
        var user = command.hasUser() ? Optional.of(command.getUser()) : account;
        boolean allowed = session.isPresent()
                ? who.may(Action.LAUNCH_NESTED_CONTAINER_SESSIONS_AS_USER, user)
                        && who.may(Action.LAUNCH_NESTED_CONTAINER_SESSIONS_UNDER_PARENT_WITH_USER, account)
                : who.may(Action.LAUNCH_NESTED_CONTAINERS_AS_USER, user)
                        && who.may(Action.LAUNCH_NESTED_CONTAINERS_UNDER_PARENT_WITH_USER, account);
        if (!allowed) {
            return Answers.text(403, CallPermissions.REFUSAL);
        }
        return switch (NestedReader.read(parent.get(), command, container, session.isPresent())) {
            case NestedReader.Read.Bad(var why) -> Answers.text(400, why);
            case NestedReader.Read.Good(var spec) -> begin(name, spec, session);
        };
    }

    private HttpResponse begin(ContainerName name, NestedSpec spec, Optional<AnswerForm> session) {
        return switch (nested.launch(name, spec)) {
            case Launch.Refused(var why, var message) -> Answers.text(why == Why.TOO_MANY ? 429 : 400, message);
            case Launch.Known known -> Answers.text(202, "");
            case Launch.Begun(var following) -> {
                if (session.isEmpty()) {
                    following.accept(Optional.empty());
                    yield Answers.text(200, "");
                }
                var output = new ContainerOutput(session.get().messages(), true, materializer);
                output.ended().whenComplete((done, failure) -> nested.kill(name));
                following.accept(Optional.of(output));
                yield output.response(session.get());
            }
        };
    }

    CompletionStage<HttpResponse> attachOutput(Mesos.ContainerID id, AnswerForm form, Permissions who) {
        return known(id, Action.ATTACH_CONTAINERS_OUTPUT, who, (state, name) -> {
            if (nested.spec(name).isEmpty()) {
                return Answers.text(500, NO_SWITCHBOARD);
            }
            var output = new ContainerOutput(form.messages(), false, materializer);
            return switch (nested.attach(name, output)) {
                case Attached.Done done -> output.response(form);
                case Attached.Ended ended -> Answers.text(500, ended(name));
                case Attached.NoSession none -> Answers.text(500, NO_SWITCHBOARD);
            };
        });
    }

    /** @param type of the answer: the older call has one of its own */
    CompletionStage<HttpResponse> await(Mesos.ContainerID id, Response.Type type, AnswerForm form, Permissions who) {
        return AgentState.read(gateway).thenCompose(state -> {
            var name = ContainerMessages.name(id);
            var end = nested.end(name);
            var refused = end.isEmpty()
                    ? Optional.of(unknown(state, name))
                    : refusal(state, name, Action.WAIT_NESTED_CONTAINERS, who);
            return refused.<CompletionStage<HttpResponse>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> end.orElseThrow().thenApply(how -> OperatorDoor.answer(form, waited(type, how))));
        });
    }

    private static Response.Builder waited(Response.Type type, NestedEnd end) {
        var response = Response.newBuilder().setType(type);
        if (type == Response.Type.WAIT_NESTED_CONTAINER) {
            var out = response.getWaitNestedContainerBuilder().setExitStatus(end.status());
            end.message().ifPresent(out::setMessage);
        } else {
            var out = response.getWaitContainerBuilder().setExitStatus(end.status());
            end.message().ifPresent(out::setMessage);
        }
        return response;
    }

    CompletionStage<HttpResponse> kill(Mesos.ContainerID id, Optional<Integer> asked, Permissions who) {
        int signal = asked.orElse(SIGKILL);
        if (signal < 1 || signal > SIGNAL_MAX) {
            return CompletableFuture.completedFuture(
                    Answers.text(400, "There is no signal " + signal + ": 1 to " + SIGNAL_MAX));
        }
        return known(id, Action.KILL_NESTED_CONTAINERS, who, (state, name) -> {
            if (nested.spec(name).isEmpty()) {
                return unknown(state, name);
            }
            boolean found = signal == SIGKILL ? nested.kill(name) : nested.signal(name, signal);
            return found
                    ? Answers.text(200, "")
                    : Answers.text(404, "Container '" + name + "' cannot be found (or is already killed)");
        });
    }

    CompletionStage<HttpResponse> remove(Mesos.ContainerID id, Permissions who) {
        return known(id, Action.REMOVE_NESTED_CONTAINERS, who, (state, name) -> {
            if (nested.spec(name).isEmpty()) {
                return unknown(state, name);
            }
            return nested.remove(name)
                    ? Answers.text(200, "")
                    : Answers.text(500, "Container '" + name + "' has not ended: kill it first");
        });
    }

    /** Answers about a container that is known and that somebody may do this to. */
    private CompletionStage<HttpResponse> known(
            Mesos.ContainerID id,
            Action action,
            Permissions who,
            BiFunction<AgentState, ContainerName, HttpResponse> answer) {
        return AgentState.read(gateway)
                .thenApplyAsync(
                        state -> {
                            var name = ContainerMessages.name(id);
                            return refusal(state, name, action, who).orElseGet(() -> answer.apply(state, name));
                        },
                        blocking);
    }

    /** Why nothing is done to a container: it is not known, or somebody may not. */
    Optional<HttpResponse> refusal(AgentState state, ContainerName name, Action action, Permissions who) {
        var spec = nested.spec(name);
        var container = ContainerTree.find(state, name);
        if (spec.isEmpty() && container.isEmpty()) {
            return Optional.of(Answers.text(404, "Container " + name + " cannot be found"));
        }
        var account = spec.map(NestedSpec::account)
                .orElseGet(() -> container.orElseThrow().account());
        return who.may(action, account) ? Optional.empty() : Optional.of(Answers.text(403, CallPermissions.REFUSAL));
    }

    /** Of what was not launched here: a task's container ends with its task. */
    private static HttpResponse unknown(AgentState state, ContainerName name) {
        return ContainerTree.find(state, name).isPresent()
                ? Answers.text(
                        400,
                        "Container " + name + " is that of a task or an executor, which the scheduler API ends and"
                                + " tells the end of; this is for containers that were launched in one")
                : Answers.text(404, "Container " + name + " cannot be found");
    }

    static String ended(ContainerName name) {
        return "Container " + name + " has ended";
    }
}
