package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.json.JsonStream;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.proto.Master.Call;
import io.boreas.http.mesos.proto.Master.Response;
import io.boreas.http.mesos.scheduler.MasterAddress;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.Causes;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.state.MasterFacts;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.state.Teardown;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.CallDoor;
import io.boreas.http.mesos.wire.ContentCoding;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.mesos.wire.Negotiation;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.mesos.wire.Standing;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.HttpSettings;
import io.boreas.http.server.TextCall;
import io.boreas.http.server.TextRoute;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * {@code /api/v1}: the operator API of Mesos's master. What grows with the cell is sent while it is written. Thread-safe.
 *
 * <p>Source: Mesos 1.11, {@code Master::Http::api}.
 */
public final class OperatorDoor {
    /** Subscribers of the event stream at once. */
    public static final int SUBSCRIBERS_MAX = OperatorHub.SUBSCRIBERS_MAX;

    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-operator").start(task);

    private final Cell cell;
    private final Frameworks frameworks;
    private final RegistryDoor registry;
    private final HttpSettings settings;
    private final SmallAnswers small;
    private final Verbosity verbosity;
    private final LogFile log;
    private final CallDoor<Call> door;
    private final OperatorHub hub;
    private final OperatorStream streams;
    private final Supplier<SortedMap<String, Double>> calls;

    /** @param calls how many calls of schedulers came, under Mesos's names */
    public OperatorDoor(
            Cell cell,
            Frameworks frameworks,
            RegistryDoor registry,
            MasterFacts facts,
            MasterAddress address,
            Verbosity verbosity,
            LogFile log,
            InstantSource clock,
            HttpSettings settings,
            Supplier<SortedMap<String, Double>> calls) {
        this.cell = cell;
        this.frameworks = frameworks;
        this.registry = registry;
        this.settings = settings;
        this.verbosity = verbosity;
        this.log = log;
        this.door = CallDoor.master(settings.mesos().bodyBytesMax());
        this.hub = new OperatorHub(cell, frameworks, settings.mesos());
        this.streams = new OperatorStream(hub, settings);
        this.small = new SmallAnswers(facts, address, clock, this::counted);
        this.calls = calls;
    }

    /** What is deeper than this falls to it, such as {@code /api/v1/operator}. */
    public TextRoute route() {
        return new TextRoute("/api/v1", Realm.MASTER_READWRITE, this::answer);
    }

    /** What is counted at this master alone: subscribers of the event stream, and calls of schedulers. */
    public Map<String, Double> counted() {
        var values = new TreeMap<>(calls.get());
        values.put("master/operator_event_stream_subscribers", (double) hub.count());
        return values;
    }

    /** A call and what came with it. */
    record Request(TextCall http, Head head, Call call, AnswerForm form) {
        Media media() {
            return form.messages();
        }

        ContentType contentType() {
            return ContentTypes.parse(form.contentType());
        }
    }

    private CompletionStage<HttpResponse> answer(TextCall http) {
        var head = Head.of(http.request().method().value(), http.target(), http.headers());
        return http.body(settings.mesos().bodyBytesMax())
                .thenCompose(body -> switch (door.open(http.access(), new Standing.Serving(), head, body)) {
                    case Outcome.Refused<Call>(var refusal) -> now(Answers.refused(refusal));
                    case Outcome.Opened<Call>(var call, var form) -> answer(new Request(http, head, call, form));
                });
    }

    private CompletionStage<HttpResponse> answer(Request request) {
        var call = request.call();
        var who = request.http().permissions();
        if (!CallPermissions.granted(call, who)) {
            return now(Answers.text(403, CallPermissions.REFUSAL));
        }
        return switch (call.getType()) {
            case UNKNOWN -> throw new IllegalStateException("the door refuses calls of an unknown type");
            case GET_HEALTH -> now(whole(request, SmallAnswers.health()));
            case GET_FLAGS -> now(whole(request, small.flags()));
            case GET_VERSION -> now(whole(request, small.version()));
            case GET_MASTER ->
                now(whole(
                        request,
                        small.master(cell.info(), request.http().request().getUri())));
            case GET_LOGGING_LEVEL -> now(whole(request, SmallAnswers.loggingLevel(verbosity.level())));
            case SET_LOGGING_LEVEL -> now(setLoggingLevel(call.getSetLoggingLevel()));
            case LIST_FILES -> now(listFiles(request));
            case READ_FILE -> CompletableFuture.supplyAsync(() -> readFile(request), OFF_DISPATCHER);
            case GET_OPERATIONS -> now(whole(request, SmallAnswers.operations()));
            case GET_METRICS -> gathered(request, small::metrics);
            case GET_STATE -> parts(request, Response.Type.GET_STATE, state -> state.state(Response.getDescriptor()));
            case GET_AGENTS ->
                parts(request, Response.Type.GET_AGENTS, state -> state.agents(Response.getDescriptor()));
            case GET_FRAMEWORKS ->
                parts(request, Response.Type.GET_FRAMEWORKS, state -> state.frameworks(Response.getDescriptor()));
            case GET_EXECUTORS ->
                parts(request, Response.Type.GET_EXECUTORS, state -> state.executors(Response.getDescriptor()));
            case GET_TASKS -> parts(request, Response.Type.GET_TASKS, state -> state.tasks(Response.getDescriptor()));
            case GET_ROLES ->
                registry.read().thenCompose(set -> gathered(request, state -> SmallAnswers.roles(state, set, who)));
            case GET_WEIGHTS -> registry.read().thenApply(set -> whole(request, SmallAnswers.weights(set.seenBy(who))));
            case GET_QUOTA -> registry.read().thenApply(set -> whole(request, SmallAnswers.quota(set.seenBy(who))));
            case GET_MAINTENANCE_STATUS ->
                registry.read().thenApply(set -> whole(request, SmallAnswers.maintenanceStatus(set.seenBy(who))));
            case GET_MAINTENANCE_SCHEDULE ->
                registry.read().thenApply(set -> whole(request, SmallAnswers.maintenanceSchedule(set.seenBy(who))));
            case SUBSCRIBE -> streams.open(request);
            case TEARDOWN ->
                Teardown.of(
                                frameworks,
                                call.getTeardown().getFrameworkId().getValue(),
                                who,
                                Causes.fresh(request.http()))
                        .thenApply(OperatorDoor::done);
            case UPDATE_WEIGHTS,
                    RESERVE_RESOURCES,
                    UNRESERVE_RESOURCES,
                    CREATE_VOLUMES,
                    DESTROY_VOLUMES,
                    GROW_VOLUME,
                    SHRINK_VOLUME,
                    UPDATE_MAINTENANCE_SCHEDULE,
                    START_MAINTENANCE,
                    STOP_MAINTENANCE,
                    DRAIN_AGENT,
                    DEACTIVATE_AGENT,
                    REACTIVATE_AGENT,
                    UPDATE_QUOTA,
                    SET_QUOTA,
                    REMOVE_QUOTA,
                    MARK_AGENT_GONE ->
                registry.call(
                                call,
                                Causes.fresh(request.http()),
                                request.http().access().principal())
                        .thenApply(OperatorDoor::done);
        };
    }

    /** Nothing is below a log. */
    private HttpResponse listFiles(Request request) {
        return noLog(request, request.call().getListFiles().getPath())
                .orElseGet(() -> whole(request, SmallAnswers.noFiles()));
    }

    private HttpResponse readFile(Request request) {
        var read = request.call().getReadFile();
        return noLog(request, read.getPath())
                .orElseGet(() -> switch (log.read(read.getOffset(), read.hasLength() ? read.getLength() : -1)) {
                    case LogFile.Look.Part(long size, var data) -> whole(request, SmallAnswers.file(size, data));
                    case LogFile.Look.Failed(var why) -> Answers.text(404, "The log of this master: " + why);
                });
    }

    /** Why nothing can be said of a file: it is not the log, which is all that a master serves, or that may not be read. */
    private Optional<HttpResponse> noLog(Request request, String path) {
        if (!log.isMeant(LogFile.OF_MASTER, path)) {
            return Optional.of(Answers.text(404, "There is no file '" + path + "' on this master"));
        }
        return request.http().permissions().may(Action.ACCESS_MESOS_LOGS)
                ? Optional.empty()
                : Optional.of(Answers.text(403, CallPermissions.REFUSAL));
    }

    private HttpResponse setLoggingLevel(Call.SetLoggingLevel asked) {
        if (verbosity.isFixed()) {
            return Answers.text(501, "What this program logs cannot be changed while it runs");
        }
        if (asked.getLevel() < 0) { // above what 31 bits hold
            return Answers.text(
                    400, "The level " + Integer.toUnsignedString(asked.getLevel()) + " is above " + Integer.MAX_VALUE);
        }
        if (asked.getDuration().getNanoseconds() < 0) {
            return Answers.text(400, "The duration is negative");
        }
        verbosity.set(asked.getLevel(), Duration.ofNanos(asked.getDuration().getNanoseconds()));
        return Answers.text(200, "");
    }

    /** An answer that is small, made of all that is known. */
    private CompletionStage<HttpResponse> gathered(Request request, Function<CellState, Response> response) {
        return CellState.read(cell, frameworks)
                .thenApplyAsync(state -> whole(request, response.apply(state)), OFF_DISPATCHER);
    }

    private CompletionStage<HttpResponse> parts(Request request, Response.Type type, Function<StateParts, Part> body) {
        var gathered =
                switch (type) {
                    case GET_STATE, GET_FRAMEWORKS -> CellState.readAll(cell, frameworks);
                    default -> CellState.read(cell, frameworks);
                };
        return gathered.thenCompose(all -> {
            var state = all.seenBy(request.http().permissions());
            var parts = StateParts.response(type, body.apply(new StateParts(state)));
            return switch (request.media()) {
                case JSON ->
                    now(Answers.stream(request.contentType(), JsonStream.of("", out -> Part.write(parts, out), "")));
                case PROTOBUF ->
                    CompletableFuture.supplyAsync(() -> SnapshotMaker.joined(Part.encode(parts)), OFF_DISPATCHER)
                            .thenApply(pieces -> protobuf(request, pieces));
            };
        });
    }

    private static HttpResponse protobuf(Request request, List<ByteString> pieces) {
        return pieces.size() == 1
                ? Answers.bytes(request.contentType(), pieces.getFirst())
                : Answers.stream(request.contentType(), Source.from(pieces));
    }

    private static HttpResponse whole(Request request, Response response) {
        var bytes = request.media().encode(response);
        boolean packed = Negotiation.gzip(request.head(), bytes.length);
        var answer = Answers.bytes(
                request.contentType(), ByteString.fromArrayUnsafe(packed ? ContentCoding.gzip(bytes) : bytes));
        return packed ? answer.addHeader(RawHeader.create("Content-Encoding", "gzip")) : answer;
    }

    private static HttpResponse done(RegistryDoor.Reply reply) {
        return Answers.text(reply.status(), reply.text());
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
