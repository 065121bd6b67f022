package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.Nested.Asked;
import io.boreas.agent.gateway.NestedInput;
import io.boreas.core.agent.ContainerName;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Agent.ProcessIO;
import io.boreas.http.mesos.recordio.RecordFault;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.server.Answers;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code ATTACH_CONTAINER_INPUT}: a body that goes on for as long as somebody types. Its first record names the container, all others are its input. It is
 * answered when the body has ended, or some time after the container has. Thread-safe.
 */
final class ContainerInput {
    /** How long a client may go on sending what is for nobody, before its connection is closed. */
    private static final Duration LEFT = Duration.ofSeconds(2);

    private final AgentGateway gateway;
    private final NestedDoor containers;
    private final AgentHttpSettings settings;
    private final Materializer materializer;
    private final Executor blocking;

    /** @param blocking runs what may wait for as long as a container does not read */
    ContainerInput(
            AgentGateway gateway,
            NestedDoor containers,
            AgentHttpSettings settings,
            Materializer materializer,
            Executor blocking) {
        this.gateway = gateway;
        this.containers = containers;
        this.settings = settings;
        this.materializer = materializer;
        this.blocking = blocking;
    }

    /** A record cannot be taken, and what is answered. */
    private static final class RefusedRecord extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HttpResponse response;

        RefusedRecord(HttpResponse response) {
            super("a record of a container's input is refused", null, false, false);
            this.response = response;
        }
    }

    /**
     * Answers.
     *
     * @param open opens each record as the call it is
     */
    CompletionStage<HttpResponse> answer(HttpRequest request, Function<byte[], Outcome<Call>> open, Permissions who) {
        return request.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .via(RecordFlow.of(settings.bodyBytesMax()))
                .prefixAndTail(1)
                .runWith(Sink.head(), materializer)
                .toCompletableFuture()
                .orTimeout(settings.bodyTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(body -> begun(body, open, who))
                .exceptionally(this::broken);
    }

    private CompletionStage<HttpResponse> begun(
            Pair<List<byte[]>, Source<byte[], NotUsed>> body, Function<byte[], Outcome<Call>> open, Permissions who) {
        var rest = body.second();
        if (body.first().isEmpty()) {
            return refused(rest, Answers.text(400, "Received EOF while reading request body"));
        }
        return switch (open.apply(body.first().getFirst())) {
            case Outcome.Refused<Call>(var refusal) -> refused(rest, Answers.refused(refusal));
            case Outcome.Opened<Call>(var call, var form) -> {
                var first = call.getAttachContainerInput();
                yield first.getType() == Call.AttachContainerInput.Type.CONTAINER_ID
                        ? attached(ContainerMessages.name(first.getContainerId()), rest, open, who)
                        : refused(
                                rest, Answers.text(400, "Expecting 'attach_container_input.type' to be CONTAINER_ID"));
            }
        };
    }

    private CompletionStage<HttpResponse> attached(
            ContainerName name, Source<byte[], NotUsed> rest, Function<byte[], Outcome<Call>> open, Permissions who) {
        return AgentState.read(gateway).thenCompose(state -> {
            var refusal = containers.refusal(state, name, Action.ATTACH_CONTAINERS_INPUT, who);
            if (refusal.isPresent()) {
                return refused(rest, refusal.get());
            }
            if (gateway.nested().spec(name).isEmpty()) {
                return refused(rest, Answers.text(500, NestedDoor.NO_SWITCHBOARD));
            }
            return switch (gateway.nested().input(name)) {
                case Asked.Given(var input) -> written(name, input, rest, open);
                case Asked.Taken taken ->
                    refused(rest, Answers.text(409, "Multiple input connections are not allowed"));
                case Asked.Ended ended -> refused(rest, Answers.text(500, NestedDoor.ended(name)));
                case Asked.NoSession none -> refused(rest, Answers.text(500, NestedDoor.NO_SWITCHBOARD));
            };
        });
    }

    private CompletionStage<HttpResponse> written(
            ContainerName name, NestedInput input, Source<byte[], NotUsed> rest, Function<byte[], Outcome<Call>> open) {
        var running = rest.viaMat(KillSwitches.single(), Keep.right())
                .mapAsync(1, record -> CompletableFuture.supplyAsync(() -> take(record, input, open), blocking))
                .toMat(Sink.ignore(), Keep.both())
                .run(materializer);
        var cut = running.first();
        var over = running.second().toCompletableFuture();
        over.whenComplete((done, failure) -> input.close());
        gateway.nested()
                .end(name)
                .ifPresent(end -> end.thenRunAsync(
                        cut::shutdown, CompletableFuture.delayedExecutor(LEFT.toMillis(), TimeUnit.MILLISECONDS)));
        return over.thenApply(done -> Answers.text(200, ""));
    }

    /** Does what a record says. */
    private static Object take(byte[] record, NestedInput input, Function<byte[], Outcome<Call>> open) {
        switch (open.apply(record)) {
            case Outcome.Refused<Call>(var refusal) -> throw new RefusedRecord(Answers.refused(refusal));
            case Outcome.Opened<Call>(var call, var form) -> {
                var said = call.getAttachContainerInput();
                if (said.getType() != Call.AttachContainerInput.Type.PROCESS_IO) {
                    throw new RefusedRecord(
                            Answers.text(400, "Expecting 'attach_container_input.type' to be PROCESS_IO"));
                }
                take(said.getProcessIo(), input);
            }
        }
        return record;
    }

    private static void take(ProcessIO io, NestedInput input) {
        switch (io.getType()) {
            case DATA -> {
                if (io.getData().getType() != ProcessIO.Data.Type.STDIN) {
                    throw new RefusedRecord(Answers.text(400, "Expecting 'process_io.data.type' to be STDIN"));
                }
                var bytes = io.getData().getData().toByteArray();
                if (bytes.length == 0) {
                    input.end();
                } else {
                    input.write(bytes);
                }
            }
            case CONTROL -> {
                if (io.getControl().getType() == ProcessIO.Control.Type.TTY_INFO) {
                    NestedReader.size(io.getControl().getTtyInfo().getWindowSize())
                            .ifPresent(input::resize);
                }
            }
            case UNKNOWN ->
                throw new RefusedRecord(Answers.text(400, "Expecting 'process_io.type' to be DATA or CONTROL"));
        }
    }

    /** Refuses a request whatever its records say. */
    CompletionStage<HttpResponse> refused(HttpRequest request, HttpResponse response) {
        return refused(request.entity().withoutSizeLimit().getDataBytes(), response);
    }

    /** What a client still sends is read for a while: it may first send, and then read why. */
    private CompletionStage<HttpResponse> refused(Source<?, ?> rest, HttpResponse response) {
        rest.takeWithin(LEFT).runWith(Sink.ignore(), materializer);
        return CompletableFuture.completedFuture(response);
    }

    private HttpResponse broken(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RefusedRecord refused -> refused.response;
            case RecordFault fault -> Answers.text(400, "Failed to decode the request body: " + fault.getMessage());
            case NoSuchElementException none -> Answers.text(400, "Received EOF while reading request body");
            case TimeoutException late ->
                Answers.text(
                        408,
                        "No record arrived within " + settings.bodyTimeout().toSeconds() + " s");
            default -> Answers.text(400, "The request body broke off: " + cause.getMessage());
        };
    }
}
